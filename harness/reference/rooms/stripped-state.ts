import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { Room } from './room.ts';

/** What somebody has to be shown of a room to make something of an invite, or of a room that was knocked on. */
const shownTypes = [
  'm.room.create',
  'm.room.join_rules',
  'm.room.name',
  'm.room.topic',
  'm.room.avatar',
  'm.room.canonical_alias',
  'm.room.encryption',
];

/**
 * The state that those are shown who are not in a room, but invited or knocking.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#stripped-state
 */
export function strippedState(room: Room): JsonObject[] {
  return strippedEvents(room).map(stripped);
}

/** The events of {@link strippedState}, as a whole. */
export function strippedEvents(room: Room): RoomEvent[] {
  return shownTypes.map((type) => room.stateEvent(type)).filter((event) => event !== undefined);
}

/** An event without everything but what stripped state has. */
export function stripped({ type, sender, content, stateKey = '' }: RoomEvent): JsonObject {
  return { type, sender, content, state_key: stateKey };
}
