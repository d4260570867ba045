import type { Homeserver } from '../homeserver.ts';
import type { Room } from '../rooms/room.ts';
import { meetsACondition } from '../rooms/restricted-join.ts';

/** Who may join, leave and put out of rooms beyond what the authorization rules say. */
export const membershipRules = {
  /** Whether somebody can be kicked: who is not in the room cannot. */
  isInside: (membership: string): boolean => ['join', 'invite', 'knock'].includes(membership),
  /** Whether somebody can be unbanned. */
  isBanned: (membership: string): boolean => membership === 'ban',
  /** Whether a room can be forgotten. https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3roomsroomidforget */
  mayForget: (membership: string): boolean => ['leave', 'ban'].includes(membership),
  /** A second join of the same user is none. */
  joinsOnce: true,
  /**
   * Whether somebody satisfies a condition of a restricted room; undefined where this homeserver cannot tell.
   * https://spec.matrix.org/v1.19/client-server-api/#restricted-rooms
   */
  meetsACondition: (homeserver: Homeserver, room: Room, userId: string): boolean | undefined =>
    meetsACondition(homeserver, room, userId),
};
