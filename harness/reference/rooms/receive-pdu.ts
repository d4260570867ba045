import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { type CheckedPdu, checkPdu } from './check-pdu.ts';
import { fetchAuthEvents, fetchHistory } from './fetch-history.ts';
import type { Room } from './room.ts';
import { takePdu } from './take-pdu.ts';

/**
 * Takes the events of a transaction, one after the other.
 *
 * @param origin the server that sent them
 * @returns the `pdus` of the answer: an empty object for each event that was processed, an error for each other
 * Source: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv1sendtxnid
 */
export async function receivePdus(
  homeserver: Homeserver,
  pdus: readonly JsonValue[],
  origin: string,
): Promise<JsonObject> {
  const results: JsonObject = {};
  for (const pdu of pdus) {
    const room = homeserver.rooms.get(stringProperty(pdu, 'room_id') ?? '');
    if (!room) {
      const eventId = stringProperty(pdu, 'event_id');
      if (eventId !== undefined) results[eventId] = { error: 'This homeserver is not in the room' };
      continue;
    }
    const checked = await checkPdu(homeserver, pdu, room.roomVersion);
    const eventId = 'event' in checked ? checked.event.eventId : checked.eventId;
    if (eventId === undefined) continue;
    const error = await receivePdu(homeserver, room, checked, origin);
    results[eventId] = error === undefined ? {} : { error };
  }
  return results;
}

/** Takes one event. @returns why it was not taken; undefined if it was */
async function receivePdu(
  homeserver: Homeserver,
  room: Room,
  checked: CheckedPdu,
  origin: string,
): Promise<string | undefined> {
  if ('defect' in checked) return checked.defect;
  if (!homeserver.rules.mayParticipate(origin, room)) return `${origin} is shut out of the room`;
  return room.exclusively(async () => {
    const { eventId } = checked.event;
    if (room.holds(eventId)) return undefined;
    await fetchAuthEvents(homeserver, room, checked, origin);
    const history = await fetchHistory(homeserver, room, checked, origin);
    if (history.unknown) return history.unknown;
    takePdu(homeserver, room, checked.pdu, history.stateBefore);
    return undefined;
  });
}
