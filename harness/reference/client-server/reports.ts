import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#reporting-content; there is nobody to tell */
export const reportRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/rooms/:roomId/report', (request, { rooms }) => {
    if (!rooms.get(param(request, 'roomId'))) throw notFound('The room was not found');
    return {};
  }),
  user('POST', '/_matrix/client/v3/rooms/:roomId/report/:eventId', reportEvent),
  user('POST', '/_matrix/client/v3/users/:userId/report', (request, { accounts }) => {
    if (!accounts.has(param(request, 'userId'))) throw notFound('The user was not found');
    return {};
  }),
];

function reportEvent(request: UserRequest, { rooms }: Homeserver): JsonObject {
  const room = rooms.get(param(request, 'roomId'));
  const isThere = room?.membershipOf(request.userId) === 'join' && room.shown(param(request, 'eventId'));
  if (!isThere) throw notFound('The event was not found, or you are not in the room');
  return {};
}
