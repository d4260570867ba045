import type { JsonObject } from '../../protocol/json.ts';
import { inviteRemotely } from '../federation/invite-remotely.ts';
import type { Homeserver } from '../homeserver.ts';
import { demandAuthoriser, needsAuthoriser } from './restricted-join.ts';
import type { Room } from './room.ts';
import { buildEvent, publishEvent } from './send-event.ts';

/** A change of somebody's membership. */
export interface MembershipChange {
  readonly sender: string;
  /** Whose membership it is. */
  readonly userId: string;
  readonly content: JsonObject;
}

/**
 * Changes a membership in a room that this homeserver is in. Users of other homeservers are invited through theirs, which signs
 * the invite; whoever joins a restricted room without one needs somebody who vouches for it.
 *
 * @returns the event ID
 * @throws MatrixError if it is not allowed
 * Source: https://spec.matrix.org/v1.19/client-server-api/#room-membership
 */
export async function setMembership(homeserver: Homeserver, room: Room, change: MembershipChange): Promise<string> {
  const { sender, userId } = change;
  const { membership } = change.content;
  const vouched = membership === 'join' && sender === userId && needsAuthoriser(room, userId);
  const content = vouched
    ? { ...change.content, join_authorised_via_users_server: demandAuthoriser(homeserver, room, userId) }
    : change.content;
  const pdu = buildEvent(homeserver, room, { type: 'm.room.member', sender, stateKey: userId, content });
  const isElsewhere = membership === 'invite' && !homeserver.isMine(userId);
  return publishEvent(homeserver, room, isElsewhere ? await inviteRemotely(homeserver, room, pdu) : pdu);
}
