import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { residentRoom } from './find-room.ts';
import { needsAuthoriser } from './restricted-join.ts';
import { isOpenToAll, roomSummary } from './room-summary.ts';
import type { Room } from './room.ts';
import { spaceChildren } from './space-children.ts';

/** A room that somebody may find out about, on this homeserver or another. */
export interface AccessibleRoom {
  readonly summary: JsonObject;
  /** Its `m.space.child` events, stripped. */
  readonly children: readonly JsonObject[];
}

/** Whether a user may find out what a room is like: who is in it or may come in, and everybody if it is open to all. */
export function isAccessible(homeserver: Homeserver, room: Room, userId: string): boolean {
  const membership = room.membershipOf(userId);
  if (membership === 'join' || membership === 'invite') return true;
  if (membership === 'ban') return false;
  if (isOpenToAll(room)) return true;
  return needsAuthoriser(room, userId) && homeserver.rules.meetsACondition(homeserver, room, userId) === true;
}

/**
 * A room that a user may find out about; one that this homeserver is not in is asked for at others.
 *
 * @param via server names
 * @returns undefined if there is none, or the user may not know
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidhierarchy
 */
export async function accessibleRoom(
  homeserver: Homeserver,
  { roomId, via }: { readonly roomId: string; readonly via: readonly string[] },
  userId: string,
): Promise<AccessibleRoom | undefined> {
  const room = residentRoom(homeserver, roomId);
  if (room) {
    if (!isAccessible(homeserver, room, userId)) return undefined;
    return { summary: roomSummary(room), children: spaceChildren(room) };
  }
  for (const server of via.filter((one) => one !== homeserver.serverName)) {
    const summary = await askFor(homeserver, server, roomId);
    if (!summary) continue;
    const { children_state: children, ...others } = summary;
    return { summary: others, children: Array.isArray(children) ? children.filter(isJsonObject) : [] };
  }
  return undefined;
}

async function askFor({ servers }: Homeserver, server: string, roomId: string): Promise<JsonObject | undefined> {
  try {
    const { room } = await servers.demand(server, 'GET', path`/_matrix/federation/v1/hierarchy/${roomId}`);
    return isJsonObject(room) && room['room_id'] === roomId ? room : undefined;
  } catch (error) {
    if (error instanceof MatrixError) return undefined;
    throw error;
  }
}
