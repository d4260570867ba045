import { objectAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { joinedRooms } from './room-state.ts';

test(
  'joins a room through the second of two servers where the first cannot be reached',
  decides('cs.join.via'),
  async ({ alice, peer, distantPeer, roomVersion, expect }) => {
    const room = peer.hostRoom({ roomVersion, joinRule: 'public' });
    distantPeer.proxy.cut();
    await alice.join(room.roomId, [distantPeer.serverName, peer.serverName]);
    expect(await joinedRooms(alice)).toEqual({ joined_rooms: [room.roomId] });
    expect(room.stateEvent('m.room.member', alice.userId)?.content).toMatchObject({ membership: 'join' });
  },
);

test(
  'joins a room through a server that is far away',
  decides('ss.join.outbound'),
  async ({ alice, distantPeer: peer, roomVersion, expect }) => {
    const room = peer.hostRoom({ roomVersion, joinRule: 'public' });
    peer.proxy.delay(50);
    await alice.join(room.roomId, [peer.serverName]);
    const { eventId } = await alice.say(room.roomId, 'From afar');
    const { pdu } = await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
    expect(pdu.sender).toBe(alice.userId);
  },
);

test(
  'names the servers that cannot be reached for the keys of their users',
  decides('cs.keys.failures'),
  async ({ alice, peer, distantPeer, expect }) => {
    distantPeer.proxy.cut();
    const failuresOf = async (userId: string) => {
      const json = { device_keys: { [userId]: [] }, timeout: 10_000 };
      const answer = await alice.request('POST', '/_matrix/client/v3/keys/query', { json });
      expect(answer).toBeGranted();
      return Object.keys(objectAt(answer.json, 'failures'));
    };
    expect(await failuresOf(distantPeer.user('bob'))).toEqual([distantPeer.serverName]);
    expect(await failuresOf(peer.user('carol'))).toEqual([]);
  },
);
