import type { JsonObject } from '../../protocol/json.ts';
import { backfillRemotely } from '../federation/backfill-remotely.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter, missingParameter, notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { mayUserSee, readableRoom } from '../rooms/visibility.ts';
import type { Direction } from '../sync/page.ts';
import { directionOf } from './messages.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidtimestamp_to_event */
export const timestampRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v1/rooms/:roomId/timestamp_to_event', timestampToEvent),
];

async function timestampToEvent(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { userId } = request;
  const room = readableRoom(homeserver, param(request, 'roomId'), userId);
  const direction = directionOf(request);
  const ts = timestampOf(request);
  const isShown = ({ eventId }: ShownEvent): boolean => mayUserSee(homeserver, room, eventId, userId);
  const find = (): ShownEvent | undefined => closestEvent(room, ts, direction, isShown);
  let found = find();
  if (direction === 'b') {
    // What happened before is perhaps only known elsewhere.
    while (!found && (await backfillRemotely(homeserver, room))) found = find();
  }
  if (!found) throw notFound(`There is no event ${direction === 'b' ? 'before' : 'after'} ${ts}`);
  return { event_id: found.eventId, origin_server_ts: Number(found.event.originServerTs) };
}

/** The event closest to a moment in a direction; of several at once, the first in the timeline. */
export function closestEvent(
  room: Room,
  ts: number,
  direction: Direction,
  isShown: (shown: ShownEvent) => boolean,
): ShownEvent | undefined {
  const distance = ({ event }: ShownEvent): number =>
    direction === 'b' ? ts - Number(event.originServerTs) : Number(event.originServerTs) - ts;
  return room.timeline
    .filter((shown) => distance(shown) >= 0 && isShown(shown))
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

function timestampOf({ query }: UserRequest): number {
  const ts = query.get('ts');
  if (ts === null) throw missingParameter('ts is missing');
  if (!/^-?\d+$/.test(ts)) throw invalidParameter('ts has to be a number of milliseconds');
  return Number(ts);
}
