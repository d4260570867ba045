import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { Room } from '../rooms/room.ts';
import { mainTimeline, threadOf } from '../rooms/threads.ts';
import { mayUserSee } from '../rooms/visibility.ts';
import { notificationOf } from '../users/notify.ts';
import { pushRules } from '../users/push-rules.ts';
import { part } from './filter.ts';
import { isIgnored, type View } from './view.ts';

interface Counts {
  notifications: number;
  highlights: number;
}

/**
 * How much a user has not read of a room: since the last receipt, or since joining it.
 *
 * @returns `unread_notifications`, and where the filter asks for it `unread_thread_notifications`
 * Source: https://spec.matrix.org/v1.19/client-server-api/#receiving-notifications
 */
export function unreadCounts(view: View, room: Room): JsonObject {
  const byThread = countByThread(view, room);
  if (part(view.filter, 'room', 'timeline')['unread_thread_notifications'] !== true) {
    return { unread_notifications: answerOf(sum([...byThread.values()])) };
  }
  const main = byThread.get(mainTimeline);
  const threads = [...byThread].filter(([thread]) => thread !== mainTimeline);
  return {
    unread_notifications: answerOf(sum(main ? [main] : [])),
    unread_thread_notifications: Object.fromEntries(threads.map(([thread, counts]) => [thread, answerOf(counts)])),
  };
}

function countByThread({ homeserver, session, userId, ignored }: View, room: Room): Map<string, Counts> {
  const read = readPositions(room, userId, homeserver.receipts.of(room.roomId));
  const { global } = pushRules(session.account);
  const byThread = new Map<string, Counts>();
  for (let index = room.timeline.length - 1; index >= 0; index -= 1) {
    const shown = room.timeline[index];
    if (!shown || shown.position <= read.everywhere || isJoinOf(userId, room, shown.event)) break;
    const { event, eventId, position } = shown;
    if (event.sender === userId || isIgnored(ignored, event)) continue;
    const thread = threadOf(room, event);
    if (position <= (read.byThread.get(thread) ?? 0)) continue;
    const { notifies, highlights } = notificationOf(global, room, event);
    if (!notifies || room.redactionOf(eventId) || !mayUserSee(homeserver, room, eventId, userId)) continue;
    const counts = byThread.get(thread) ?? { notifications: 0, highlights: 0 };
    byThread.set(thread, counts);
    counts.notifications += 1;
    if (highlights) counts.highlights += 1;
  }
  return byThread;
}

/** The further of a public and a private receipt counts. */
function readPositions(room: Room, userId: string, receipts: ReturnType<View['homeserver']['receipts']['of']>) {
  const byThread = new Map<string, number>();
  let everywhere = 0;
  for (const { value } of receipts) {
    if (value.userId !== userId) continue;
    const position = room.shown(value.eventId)?.position ?? 0;
    if (value.threadId === undefined) everywhere = Math.max(everywhere, position);
    else byThread.set(value.threadId, Math.max(byThread.get(value.threadId) ?? 0, position));
  }
  return { everywhere, byThread };
}

/** What was said before somebody came in is not counted. */
function isJoinOf(userId: string, room: Room, event: RoomEvent): boolean {
  if (event.type !== 'm.room.member' || event.stateKey !== userId) return false;
  return room.membershipOf(userId, room.stateKnownBefore(event.eventId)) !== 'join';
}

function sum(all: readonly Counts[]): Counts {
  return {
    notifications: all.reduce((total, { notifications }) => total + notifications, 0),
    highlights: all.reduce((total, { highlights: more }) => total + more, 0),
  };
}

function answerOf({ notifications, highlights: highlighted }: Counts): JsonObject {
  return { notification_count: notifications, highlight_count: highlighted };
}
