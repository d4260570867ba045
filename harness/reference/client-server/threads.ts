import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { clientEvent } from '../rooms/client-event.ts';
import { participates, relatedEvents } from '../rooms/relations.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { mayUserSee, readableRoom } from '../rooms/visibility.ts';
import { limitOf } from '../sync/filter.ts';
import { positionAfter } from '../sync/page.ts';
import { tokenAt } from '../sync/token.ts';
import { ignoredUsers } from '../users/ignored-users.ts';
import { positionAt } from './messages.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#querying-threads-in-a-room */
export const threadsRoutes: readonly Route[] = [user('GET', '/_matrix/client/v1/rooms/:roomId/threads', threads)];

interface Thread {
  readonly root: ShownEvent;
  readonly latest: ShownEvent;
  readonly participated: boolean;
}

function threads(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { query, session, userId } = request;
  const room = readableRoom(homeserver, param(request, 'roomId'), userId);
  const include = query.get('include') ?? 'all';
  if (include !== 'all' && include !== 'participated') throw invalidParameter(`include cannot be ${include}`);
  const from = positionAt(request, 'from') ?? Infinity;
  const limit = limitOf(homeserver.rules, query.get('limit'));
  const found = threadsOf(homeserver, room, request)
    .filter(({ latest, participated }) => latest.position <= from && (include === 'all' || participated))
    .toSorted((a, b) => b.latest.position - a.latest.position);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const ignored = ignoredUsers(session.account);
  return {
    chunk: page.map(({ root }) => {
      const event = clientEvent(room, root.eventId, { session });
      // As if the client had put the thread together without the one whom the user ignores.
      return ignored.has(root.event.sender) ? { ...event, content: {} } : event;
    }),
    ...(last && found.length > limit && { next_batch: tokenAt(positionAfter(homeserver, last.latest, 'b')) }),
  };
}

function threadsOf(homeserver: Homeserver, room: Room, { session, userId }: UserRequest): Thread[] {
  return room.relations.parents.flatMap((eventId) => {
    const root = room.shown(eventId);
    if (!root || root.event.stateKey !== undefined || !mayUserSee(homeserver, room, eventId, userId)) return [];
    const thread = relatedEvents(room, eventId, session, 'm.thread');
    const latest = thread.at(-1);
    return latest ? [{ root, latest, participated: participates(root.event, thread, userId) }] : [];
  });
}
