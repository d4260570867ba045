import { type Client, type Peer, type RoomGraph, type RoomVersion, roomVersions } from '../harness/index.ts';

/** What a hosted room begins with. */
export interface HostedRoomSpec {
  /** The peer that hosts it. */
  readonly peer: Peer;
  /** A user of the target who joins it. */
  readonly guest: Client;
  readonly roomVersion: RoomVersion;
  /** Users of the peer who are in it, with their power levels. The creator is there anyway, and can do everything. */
  readonly members: Readonly<Record<string, number>>;
}

/**
 * A public room on the peer, of its user `creator`, with more users of the peer in it, which a user of the target then joins.
 *
 * The peer can send whatever it likes of whomever in any order: all history but the guest's join is its own.
 */
export async function hostRoom({ peer, guest, roomVersion, members }: HostedRoomSpec): Promise<RoomGraph> {
  const powerLevels = powerLevelsContent(peer, roomVersion, members);
  const room = peer.hostRoom({ roomVersion, powerLevels });
  for (const localpart of Object.keys(members)) {
    const user = peer.user(localpart);
    peer.append(room, { type: 'm.room.member', sender: user, stateKey: user, content: { membership: 'join' } });
  }
  await guest.join(room.roomId, [peer.serverName]);
  return room;
}

/** Content of `m.room.power_levels` with these levels. */
export function powerLevelsContent(
  peer: Peer,
  roomVersion: RoomVersion,
  members: HostedRoomSpec['members'],
): { users: Record<string, number> } {
  const listed = Object.entries(members).map(([localpart, level]) => [peer.user(localpart), level]);
  // From version 12 on a creator has more power than any number, and must not be listed.
  const creator = roomVersions[roomVersion].creatorPower === 'infinite' ? {} : { [peer.user('creator')]: 100 };
  return { users: { ...creator, ...(Object.fromEntries(listed) as Record<string, number>) } };
}
