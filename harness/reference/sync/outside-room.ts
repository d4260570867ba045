import { eventIdOf } from '../../protocol/event-id.ts';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { Room } from '../rooms/room.ts';
import type { OutsideMembership } from '../rooms/rooms.ts';
import { stripped, strippedState } from '../rooms/stripped-state.ts';

/** An invite or a knock of a user in a room of this homeserver. */
export function invitedOrKnocking(room: Room, userId: string): { key: 'invite' | 'knock'; shown: JsonObject } {
  const member = room.stateEvent('m.room.member', userId);
  const events = [...strippedState(room), ...(member ? [stripped(member)] : [])];
  return sectionOf(room.membershipOf(userId) === 'knock' ? 'knock' : 'invite', events);
}

/** The same in a room of which this homeserver has no state, or that it came to nothing. */
export function outsideRoom({ membership, pdu, roomVersion, strippedState: events }: OutsideMembership): {
  key: 'invite' | 'knock' | 'leave';
  shown: JsonObject;
} {
  if (membership !== 'leave') return sectionOf(membership, withMember(events, pdu));
  const { type, sender, content, origin_server_ts, state_key = '' } = pdu;
  const event = { type, sender, content, origin_server_ts, state_key, event_id: idOf(pdu, roomVersion) };
  return {
    key: 'leave',
    shown: { state: { events: [] }, timeline: { events: [event], limited: false }, account_data: { events: [] } },
  };
}

function sectionOf<K extends 'invite' | 'knock'>(key: K, events: readonly JsonObject[]): { key: K; shown: JsonObject } {
  return { key, shown: { [`${key}_state`]: { events: [...events] } } };
}

/** What the other server showed need not have the membership itself. */
function withMember(events: readonly JsonObject[], { type, sender, content, state_key = '' }: Pdu): JsonObject[] {
  const others = events.filter((event) => !isMemberOf(event, state_key));
  return [...others, { type, sender, content, state_key }];
}

function isMemberOf(event: JsonObject, userId: string): boolean {
  return isJsonObject(event) && event['type'] === 'm.room.member' && event['state_key'] === userId;
}

function idOf(pdu: Pdu, roomVersion: OutsideMembership['roomVersion']): string {
  return eventIdOf(pdu, roomVersion, { strict: false });
}
