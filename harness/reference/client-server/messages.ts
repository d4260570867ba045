import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter, missingParameter } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { clientEvent } from '../rooms/client-event.ts';
import { readableRoom } from '../rooms/visibility.ts';
import { limitOf, parseFilter } from '../sync/filter.ts';
import { type Direction, membersFor, pageAnswer, readPage } from '../sync/page.ts';
import { positionOfToken, tokenAt } from '../sync/token.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmessages */
export const messagesRoutes: readonly Route[] = [user('GET', '/_matrix/client/v3/rooms/:roomId/messages', messages)];

async function messages(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { query, session, userId } = request;
  const room = readableRoom(homeserver, param(request, 'roomId'), userId);
  const direction = directionOf(request);
  const filter = parseFilter(query.get('filter'));
  const limit = limitOf(homeserver.rules, query.get('limit') ?? filter['limit']);
  const from = positionAt(request, 'from') ?? homeserver.rules.startOfHistory(direction, homeserver.stream.position);
  const to = positionAt(request, 'to');
  const { events, end } = await readPage(homeserver, room, session, { direction, from, to, limit, filter });
  const goesOn = homeserver.rules.goesOn(end);
  const state = membersFor(homeserver, room, session, room.currentState, filter, events);
  return {
    start: query.get('from') ?? tokenAt(from ?? (room.timeline[0]?.position ?? 0) - 1),
    chunk: pageAnswer(room, session, events),
    ...(goesOn !== undefined && { end: tokenAt(goesOn) }),
    ...(state.length > 0 && { state: state.map(({ eventId }) => clientEvent(room, eventId, { session })) }),
  };
}

/** The direction of a request. @throws MatrixError if it is none. @param usual where none is asked for; it has to be by default */
export function directionOf({ query }: UserRequest, usual?: Direction): Direction {
  const direction = query.get('dir') ?? usual;
  if (direction === undefined) throw missingParameter('dir is missing');
  if (direction !== 'b' && direction !== 'f') throw invalidParameter(`dir has to be b or f, not ${direction}`);
  return direction;
}

/** The position of a token in the query of a request; undefined where it has none. */
export function positionAt({ query }: UserRequest, name: string): number | undefined {
  const token = query.get(name);
  return token === null ? undefined : positionOfToken(token);
}
