import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { stateMapKey } from '../../protocol/state-map-key.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Room } from '../rooms/room.ts';
import type { Session } from '../users/account.ts';

/** The membership events that each client was sent, by room ID and user ID. */
const sent = new WeakMap<Session, Map<string, Map<string, string>>>();

/** A client starts anew, and has nothing of what it was sent. */
export function forgetSentMembers(session: Session): void {
  sent.delete(session);
}

/**
 * The membership events that a client needs which loads members lazily: those of some users, unless it was sent them.
 *
 * @param filter with `include_redundant_members` where what was sent is sent again
 * @param userIds such as those who sent the events of a timeline
 * @param given IDs of the events that the client gets anyway
 * Source: https://spec.matrix.org/v1.19/client-server-api/#lazy-loading-room-members
 */
export function neededMembers(
  session: Session,
  room: Room,
  state: RoomState,
  filter: JsonObject,
  userIds: Iterable<string>,
  given: ReadonlySet<string> = new Set(),
): RoomEvent[] {
  const known = sentIn(session, room.roomId);
  const needed: RoomEvent[] = [];
  for (const userId of new Set(userIds)) {
    const event = state.get(stateMapKey('m.room.member', userId));
    if (!event) continue;
    const isRedundant = known.get(userId) === event.eventId;
    known.set(userId, event.eventId);
    if (given.has(event.eventId) || (isRedundant && filter['include_redundant_members'] !== true)) continue;
    needed.push(event);
  }
  return needed;
}

/** Notes membership events that a client is sent for another reason. */
export function noteSentMembers(session: Session, room: Room, events: readonly RoomEvent[]): void {
  const known = sentIn(session, room.roomId);
  for (const { type, stateKey = '', eventId } of events) if (type === 'm.room.member') known.set(stateKey, eventId);
}

function sentIn(session: Session, roomId: string): Map<string, string> {
  const byRoom = sent.get(session) ?? new Map<string, Map<string, string>>();
  sent.set(session, byRoom);
  const known = byRoom.get(roomId) ?? new Map<string, string>();
  byRoom.set(roomId, known);
  return known;
}
