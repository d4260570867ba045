import type { RoomEvent } from '../../protocol/room-event.ts';
import { relationOf } from './relation-index.ts';
import type { Room } from './room.ts';

/** How far relationships are followed to find the thread that an event is in. */
const furthest = 3;

/** Everything that is in no thread. */
export const mainTimeline = 'main';

/**
 * The root of the thread that an event is in, or `main`: an event that relates otherwise, such as a reaction, is where the event is
 * that it relates to.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#threaded-read-receipts
 */
export function threadOf(room: Room, event: RoomEvent): string {
  let at: RoomEvent | undefined = event;
  for (let steps = 0; at && steps <= furthest; steps += 1) {
    const relation = relationOf(at);
    if (!relation) return mainTimeline;
    if (relation.type === 'm.thread') return relation.eventId;
    at = room.shown(relation.eventId)?.event;
  }
  return mainTimeline;
}

/** Whether an event belongs to a thread; the root does, and to the main timeline, too. */
export function isInThread(room: Room, event: RoomEvent, threadId: string): boolean {
  return event.eventId === threadId || threadOf(room, event) === threadId;
}
