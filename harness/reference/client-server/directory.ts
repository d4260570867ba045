import type { JsonObject } from '../../protocol/json.ts';
import { publicRoomsRemotely } from '../federation/query-remotely.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, invalidParameter, notFound } from '../http/matrix-error.ts';
import { anybody, param, type Request, type Route, user, type UserRequest } from '../http/route.ts';
import { powerLevelsOf } from '../rooms/power-levels.ts';
import { publicRooms } from '../rooms/public-rooms.ts';
import type { Room } from '../rooms/room.ts';

const visibilityOfRoom = '/_matrix/client/v3/directory/list/room/:roomId';

/** https://spec.matrix.org/v1.19/client-server-api/#published-room-directory */
export const directoryRoutes: readonly Route[] = [
  anybody('GET', visibilityOfRoom, (request, homeserver) => {
    const { roomId } = demandRoom(request, homeserver);
    return { visibility: homeserver.directory.publishes(roomId) ? 'public' : 'private' };
  }),
  user('PUT', visibilityOfRoom, setVisibility),
  anybody('GET', '/_matrix/client/v3/publicRooms', (request, homeserver) => {
    const limit = limitOf(request);
    const since = request.query.get('since');
    return list(request, homeserver, {
      ...(limit !== undefined && { limit }),
      ...(since !== null && { since }),
    });
  }),
  user('POST', '/_matrix/client/v3/publicRooms', (request, homeserver) => list(request, homeserver, request.json)),
];

function list({ query }: Request, homeserver: Homeserver, body: JsonObject): JsonObject | Promise<JsonObject> {
  const server = query.get('server') ?? homeserver.serverName;
  return server === homeserver.serverName
    ? publicRooms(homeserver, body)
    : publicRoomsRemotely(homeserver, server, body);
}

function setVisibility(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { userId, json } = request;
  const room = demandRoom(request, homeserver);
  const levels = powerLevelsOf(room);
  const mayChange =
    room.membershipOf(userId) === 'join' && levels.ofUser(userId) >= levels.required('m.room.canonical_alias', true);
  if (!mayChange) throw forbidden(`${userId} may not change how the room is listed`);
  homeserver.directory.setPublished(room.roomId, json['visibility'] !== 'private');
  return {};
}

function demandRoom(request: Request, { rooms }: Homeserver): Room {
  const room = rooms.get(param(request, 'roomId'));
  if (!room) throw notFound('The room is not known');
  return room;
}

function limitOf({ query }: Request): number | undefined {
  const text = query.get('limit');
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw invalidParameter('limit has to be an integer');
  return Number(text);
}
