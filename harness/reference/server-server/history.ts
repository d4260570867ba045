import { exactInteger } from '../../protocol/exact-integer.ts';
import { invalidParameter, missingParameter } from '../http/matrix-error.ts';
import { type Route, server, type ServerRequest } from '../http/route.ts';
import { texts } from '../rooms/remote-events.ts';
import { pdusFor, sharedRoom } from './asked-room.ts';
import { transactionOf } from './events.ts';

const v1 = '/_matrix/federation/v1';

/** More than this in one answer helps nobody. */
const largestAnswer = 100;

/** https://spec.matrix.org/v1.19/server-server-api/#backfilling-and-retrieving-missing-events */
export const historyRoutes: readonly Route[] = [
  server('GET', `${v1}/backfill/:roomId`, (request, homeserver) => {
    const room = sharedRoom(request, homeserver);
    const from = request.query.getAll('v');
    if (from.length === 0) throw missingParameter('v is missing');
    const eventIds = homeserver.rules.backfill(room, from, limitOf(request));
    const held = eventIds.filter((eventId) => room.holds(eventId));
    return transactionOf(homeserver, pdusFor(room, held, request.origin));
  }),
  server('POST', `${v1}/get_missing_events/:roomId`, (request, homeserver) => {
    const room = sharedRoom(request, homeserver);
    const { latest_events: latest, earliest_events: earliest, limit, min_depth: minDepth } = request.json;
    const eventIds = homeserver.rules.missingEvents(room, {
      latest: texts(latest),
      earliest: texts(earliest),
      limit: Math.min(Number(exactInteger(limit) ?? 10), largestAnswer),
      minDepth: Number(exactInteger(minDepth) ?? 0),
    });
    const held = eventIds.filter((eventId) => room.holds(eventId));
    return { events: pdusFor(room, held, request.origin) };
  }),
];

function limitOf({ query }: ServerRequest): number {
  const limit = query.get('limit');
  if (limit === null) throw missingParameter('limit is missing');
  if (!/^\d+$/.test(limit)) throw invalidParameter('limit has to be a number of events');
  return Math.min(Number(limit), largestAnswer);
}
