import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { accessibleRoom } from '../rooms/accessible-room.ts';
import { findRoom, viaOf } from '../rooms/find-room.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1room_summaryroomidoralias; not for unknown users, which is optional */
export const roomSummaryRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v1/room_summary/:roomIdOrAlias', getRoomSummary),
];

async function getRoomSummary(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { userId, query } = request;
  const found = await findRoom(homeserver, param(request, 'roomIdOrAlias'), viaOf(query));
  const room = await accessibleRoom(homeserver, found, userId);
  if (!room) throw notFound('There is no such room, or you may not know what it is like');
  const { rooms } = homeserver;
  const membership =
    rooms.outside(userId, found.roomId)?.membership ?? rooms.get(found.roomId)?.membershipOf(userId) ?? 'leave';
  return { ...room.summary, membership };
}
