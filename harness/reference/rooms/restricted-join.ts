import { isJsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, MatrixError } from '../http/matrix-error.ts';
import { powerLevelsOf } from './power-levels.ts';
import type { Room } from './room.ts';

/** Whether a join needs a user of the room who vouches for it: the room is restricted, and whoever joins is not invited. */
export function needsAuthoriser(room: Room, userId: string): boolean {
  const { restricted, knockRestricted } = roomVersions[room.roomVersion];
  const joinRule = room.stateText('m.room.join_rules', 'join_rule');
  const isRestricted =
    (restricted && joinRule === 'restricted') || (knockRestricted && joinRule === 'knock_restricted');
  return isRestricted && !['join', 'invite'].includes(room.membershipOf(userId));
}

/** The rooms whose members may join a restricted room. */
export function allowedRooms(room: Room): string[] {
  const allow = room.stateEvent('m.room.join_rules')?.content['allow'];
  return (Array.isArray(allow) ? allow : []).flatMap((condition) => {
    if (!isJsonObject(condition) || condition['type'] !== 'm.room_membership') return [];
    return stringProperty(condition, 'room_id') ?? [];
  });
}

/** Whether somebody is in one of the allowed rooms; undefined if in none that this homeserver is in, and there are others. */
export function meetsACondition({ rooms, serverName }: Homeserver, room: Room, userId: string): boolean | undefined {
  const allowed = allowedRooms(room).map((roomId) => rooms.get(roomId));
  const resident = allowed.filter((one) => one?.joinedServers().has(serverName));
  if (resident.some((one) => one?.membershipOf(userId) === 'join')) return true;
  return resident.length === allowed.length ? false : undefined;
}

/** A user of this homeserver who may invite, and so vouch for a join; undefined if there is none. */
export function authoriserOf(homeserver: Homeserver, room: Room): string | undefined {
  const levels = powerLevelsOf(room);
  const own = room.membersWith('join').filter((userId) => homeserver.isMine(userId));
  return own.find((userId) => levels.ofUser(userId) >= levels.named('invite'));
}

/**
 * The user of this homeserver who vouches for a join to a restricted room.
 *
 * @throws MatrixError if no condition is met, or if this homeserver cannot tell or has nobody who could
 * Source: https://spec.matrix.org/v1.19/server-server-api/#restricted-rooms
 */
export function demandAuthoriser(homeserver: Homeserver, room: Room, userId: string): string {
  const meets = homeserver.rules.meetsACondition(homeserver, room, userId);
  if (meets === false) throw forbidden(`${userId} satisfies no condition of the room`);
  if (meets === undefined) {
    throw new MatrixError(
      400,
      'M_UNABLE_TO_AUTHORISE_JOIN',
      'This homeserver is not in the rooms that the conditions name',
    );
  }
  const authoriser = authoriserOf(homeserver, room);
  if (authoriser !== undefined) return authoriser;
  throw new MatrixError(400, 'M_UNABLE_TO_GRANT_JOIN', 'No user of this homeserver may invite to the room');
}
