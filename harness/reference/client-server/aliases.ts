import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, invalidParameter, MatrixError, notFound } from '../http/matrix-error.ts';
import { anybody, param, type Request, type Route, user, type UserRequest } from '../http/route.ts';
import { isRoomAlias } from '../rooms/directory.ts';
import { resolveAlias } from '../rooms/find-room.ts';
import { powerLevelsOf } from '../rooms/power-levels.ts';
import { isWorldReadable } from '../rooms/room-summary.ts';

const directory = '/_matrix/client/v3/directory/room/:roomAlias';

/** https://spec.matrix.org/v1.19/client-server-api/#room-aliases */
export const aliasRoutes: readonly Route[] = [
  anybody('GET', directory, getAlias),
  user('PUT', directory, putAlias),
  user('DELETE', directory, deleteAlias),
  user('GET', '/_matrix/client/v3/rooms/:roomId/aliases', getAliases),
];

async function getAlias(request: Request, homeserver: Homeserver): Promise<JsonObject> {
  const { roomId, via } = await resolveAlias(homeserver, param(request, 'roomAlias'));
  return { room_id: roomId, servers: [...via] };
}

function putAlias(request: UserRequest, homeserver: Homeserver): JsonObject {
  const alias = param(request, 'roomAlias');
  const roomId = stringProperty(request.json, 'room_id') ?? '';
  if (!isRoomAlias(alias) || !homeserver.isMine(alias)) {
    throw invalidParameter(`${alias} is no room alias of this homeserver`);
  }
  if (homeserver.directory.roomIdOf(alias) !== undefined) {
    throw new MatrixError(409, 'M_UNKNOWN', `The alias ${alias} exists already`);
  }
  if (!homeserver.rooms.get(roomId)) throw notFound(`The room ${roomId} is not known`);
  homeserver.directory.setAlias(alias, { roomId, creator: request.userId });
  return {};
}

/** Whoever made an alias may delete it, and who may choose the canonical one. */
function deleteAlias(request: UserRequest, { directory: aliases, rooms }: Homeserver): JsonObject {
  const { userId } = request;
  const alias = param(request, 'roomAlias');
  const roomId = aliases.roomIdOf(alias);
  if (roomId === undefined) throw notFound(`There is no alias ${alias}`);
  const room = rooms.get(roomId);
  const hasPower =
    room?.membershipOf(userId) === 'join' &&
    powerLevelsOf(room).ofUser(userId) >= powerLevelsOf(room).required('m.room.canonical_alias', true);
  if (!hasPower && aliases.creatorOf(alias) !== userId) throw forbidden(`${userId} may not delete ${alias}`);
  aliases.deleteAlias(alias);
  return {};
}

function getAliases(request: UserRequest, homeserver: Homeserver): JsonObject {
  const roomId = param(request, 'roomId');
  const room = homeserver.rooms.get(roomId);
  if (!room || (room.membershipOf(request.userId) !== 'join' && !isWorldReadable(room))) {
    throw forbidden(`${request.userId} is not in the room`);
  }
  return { aliases: homeserver.directory.aliasesOf(roomId) };
}
