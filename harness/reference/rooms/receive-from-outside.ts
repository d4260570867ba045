import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { checkPdu } from './check-pdu.ts';
import type { ReceivedPdu } from './receive-pdu.ts';
import { stripped } from './stripped-state.ts';

/**
 * Takes an event of a room that no user of this homeserver is in. Only one is of use here: that an invite or a knock of a user of
 * this homeserver came to an end.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#inviting-to-a-room
 */
export async function receiveFromOutside(homeserver: Homeserver, pdu: JsonValue, origin: string): Promise<ReceivedPdu> {
  const [roomId, userId] = [stringProperty(pdu, 'room_id') ?? '', stringProperty(pdu, 'state_key') ?? ''];
  const outside = homeserver.isMine(userId) ? homeserver.rooms.outside(userId, roomId) : undefined;
  const roomVersion = outside?.roomVersion ?? homeserver.rooms.get(roomId)?.roomVersion;
  const checked = roomVersion && (await checkPdu(homeserver, pdu, roomVersion, { notary: origin }));
  const eventId = checked && 'event' in checked ? checked.event.eventId : stringProperty(pdu, 'event_id');
  const membership = isJsonObject(pdu) ? stringProperty(pdu['content'], 'membership') : undefined;
  const endsMembership = membership === 'leave' || membership === 'ban';
  if (!outside || outside.membership === 'leave' || !checked || 'defect' in checked || !endsMembership) {
    return { eventId, receipt: 'refused', error: 'No user of this homeserver is in the room' };
  }
  homeserver.rooms.noteOutside(userId, {
    ...outside,
    membership: 'leave',
    pdu: checked.pdu,
    strippedState: [
      ...outside.strippedState.filter(({ type, state_key: stateKey }) => {
        return type !== 'm.room.member' || stateKey !== userId;
      }),
      stripped(checked.event),
    ],
  });
  return { eventId, receipt: 'taken' };
}
