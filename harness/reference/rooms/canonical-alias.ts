import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter, MatrixError } from '../http/matrix-error.ts';
import { isRoomAlias } from './directory.ts';
import { resolveAlias } from './find-room.ts';
import type { Room } from './room.ts';

/**
 * Demands that the aliases of an `m.room.canonical_alias` event that are new in it are aliases, and of the room.
 *
 * @throws MatrixError `M_INVALID_PARAM` or `M_BAD_ALIAS`
 * Source: https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidstateeventtypestatekey
 */
export async function checkCanonicalAlias(homeserver: Homeserver, room: Room, content: JsonObject): Promise<void> {
  const before = aliasesIn(room.stateEvent('m.room.canonical_alias')?.content ?? {});
  for (const alias of aliasesIn(content)) {
    if (before.includes(alias)) continue;
    if (typeof alias !== 'string' || !isRoomAlias(alias)) throw invalidParameter(`${String(alias)} is no room alias`);
    if (!(await pointsTo(homeserver, alias, room.roomId))) {
      throw new MatrixError(400, 'M_BAD_ALIAS', `The alias ${alias} does not point to this room`);
    }
  }
}

function aliasesIn({ alias, alt_aliases: alternatives }: JsonObject): unknown[] {
  const main = alias === undefined || alias === null || alias === '' ? [] : [alias];
  return [...main, ...(Array.isArray(alternatives) ? alternatives : [])];
}

async function pointsTo(homeserver: Homeserver, alias: string, roomId: string): Promise<boolean> {
  try {
    return (await resolveAlias(homeserver, alias)).roomId === roomId;
  } catch (error) {
    if (error instanceof MatrixError) return false;
    throw error;
  }
}
