import type { JsonValue } from '../../protocol/json.ts';
import { serverNameAfterColon } from '../../protocol/pdu.ts';
import { resolveAliasRemotely } from '../federation/query-remotely.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, invalidParameter, notFound } from '../http/matrix-error.ts';
import { isRoomAlias } from './directory.ts';
import type { Room } from './room.ts';

/** A room that was found by its ID or by an alias. */
export interface FoundRoom {
  readonly roomId: string;
  /** The servers that may be in it, the likeliest first. */
  readonly via: readonly string[];
}

/** The room of an alias, by this homeserver or by that of the alias. @throws MatrixError if there is none */
export async function resolveAlias(homeserver: Homeserver, alias: string): Promise<FoundRoom> {
  if (!isRoomAlias(alias)) throw invalidParameter(`${alias} is no room alias`);
  const { directory, rooms, serverName } = homeserver;
  if (!homeserver.isMine(alias)) {
    const answer = await resolveAliasRemotely(homeserver, alias);
    const roomId = answer['room_id'];
    if (typeof roomId !== 'string') throw notFound(`Nobody knows the alias ${alias}`);
    return { roomId, via: textsOf(answer['servers']) };
  }
  const roomId = directory.roomIdOf(alias);
  if (roomId === undefined) throw notFound(`There is no alias ${alias}`);
  const joined = rooms.get(roomId)?.joinedServers() ?? [];
  return { roomId, via: [...new Set([serverName, ...joined])] };
}

/** The room of an ID or alias. @param via servers that somebody named, such as the query of a request */
export async function findRoom(
  homeserver: Homeserver,
  roomIdOrAlias: string,
  via: readonly string[] = [],
): Promise<FoundRoom> {
  if (roomIdOrAlias.startsWith('#')) {
    const found = await resolveAlias(homeserver, roomIdOrAlias);
    return { ...found, via: unique([...via, ...found.via]) };
  }
  if (!roomIdOrAlias.startsWith('!')) throw invalidParameter(`${roomIdOrAlias} is neither a room ID nor an alias`);
  return { roomId: roomIdOrAlias, via: unique([...via, serverNameAfterColon(roomIdOrAlias)]) };
}

/** The servers that a query names. https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3joinroomidoralias */
export function viaOf(query: URLSearchParams): string[] {
  // Clients from before v1.12 say server_name.
  return [...query.getAll('via'), ...query.getAll('server_name')];
}

/** A room in which a user of this homeserver is joined; undefined for others, of which the state here is old or unknown. */
export function residentRoom({ rooms, serverName }: Homeserver, roomId: string): Room | undefined {
  const room = rooms.get(roomId);
  return room?.joinedServers().has(serverName) ? room : undefined;
}

/** The same. @throws MatrixError 403 where there is none: nobody can do anything in such a room */
export function demandResidentRoom(homeserver: Homeserver, roomId: string): Room {
  const room = residentRoom(homeserver, roomId);
  if (!room) throw forbidden('Nobody of this homeserver is in the room');
  return room;
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}

function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
