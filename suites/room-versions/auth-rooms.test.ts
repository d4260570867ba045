import {
  type Client,
  eachRoomVersion,
  granted,
  path,
  type Peer,
  type RoomVersion,
  type RoomVersionRules,
  stringsAt,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { type Opening, openRoom } from './opened-room.ts';

/** The room versions in which a room can begin wrong in a way that it cannot in the version before or after, and the ends. */
const atTurns = ({ creatorIs, stateResolution }: RoomVersionRules): boolean =>
  stateResolution === 'v1' || creatorIs !== 'content.creator';
const isOldest = ({ stateResolution }: RoomVersionRules): boolean => stateResolution === 'v1';
const isNewest = ({ creatorPower }: RoomVersionRules): boolean => creatorPower === 'infinite';

eachRoomVersion(
  (roomVersion, { eventReferences }) => {
    test(
      'joins no room whose create event has parents or an unknown room version',
      decides('rv.auth.create.prev-events', 'rv.auth.create.room-version', 'rv.auth.create.allow'),
      async ({ alice, peer, expect }) => {
        const hash = 'A'.repeat(43);
        const parent = eventReferences === 'id' ? `$${hash}` : [`$parent:${peer.serverName}`, { sha256: hash }];
        const wrong: Opening[] = [
          { createOverrides: { prev_events: [parent] } },
          { createContent: { room_version: 'org.example.unheard-of' } },
        ];
        expect(await joinedOf(alice, peer, roomVersion, [...wrong, {}])).toEqual([wrong.length]);
      },
    );
  },
  (rules) => isOldest(rules) || isNewest(rules),
);

eachRoomVersion(
  (roomVersion) => {
    test(
      'joins no room whose ID is of another server than its creator',
      decides('rv.auth.create.room-id-domain'),
      async ({ alice, peer, expect }) => {
        const roomId = `!${peer.serverName.replace(':', '-')}:elsewhere.example`;
        const wrong: Opening = { roomId, createOverrides: { room_id: roomId } };
        expect(await joinedOf(alice, peer, roomVersion, [wrong, {}])).toEqual([1]);
      },
    );
  },
  (rules) => rules.roomIdFormat === 'opaque' && atTurns(rules),
);

eachRoomVersion(
  (roomVersion) => {
    test(
      'joins no room whose create event names no creator',
      decides('rv.auth.create.creator'),
      async ({ alice, peer, expect }) => {
        expect(await joinedOf(alice, peer, roomVersion, [{ createContent: { creator: undefined } }, {}])).toEqual([1]);
      },
    );
  },
  ({ creatorIs, knockRestricted, stateResolution }) =>
    creatorIs === 'content.creator' && (stateResolution === 'v1' || knockRestricted),
);

eachRoomVersion((roomVersion) => {
  test(
    'joins no room whose create event has a room ID, or additional creators that are no users',
    decides('rv.auth.create.room-id-given', 'rv.auth.create.additional-creators'),
    async ({ alice, peer, expect }) => {
      const wrong: Opening[] = [
        { createOverrides: { room_id: `!${'A'.repeat(43)}` } },
        ...[peer.user('erin'), null, ['erin'], [peer.user('erin'), 7]].map((creators): Opening => ({
          createContent: { additional_creators: creators },
        })),
      ];
      const right: Opening = { createContent: { additional_creators: [peer.user('erin')] } };
      expect(await joinedOf(alice, peer, roomVersion, [...wrong, right])).toEqual([wrong.length]);
    },
  );

  test(
    'joins no room whose ID is not that of its create event',
    decides('rv.auth.room-id'),
    async ({ alice, peer, expect }) => {
      const roomId = `!${Buffer.from(peer.serverName.padEnd(32, '-')).toString('base64url').slice(0, 43)}`;
      expect(await joinedOf(alice, peer, roomVersion, [{ roomId }, {}])).toEqual([1]);
    },
  );
}, isNewest);

eachRoomVersion((roomVersion, { creatorIs }) => {
  test(
    'joins no room of which another than the creator is the first member',
    decides('rv.auth.member.join.creator'),
    async ({ alice, peer, expect }) => {
      const bob = peer.user('bob');
      const byContent = creatorIs === 'content.creator';
      const wrong: Opening[] = [
        { firstMember: 'bob' },
        byContent ? { createContent: { creator: bob } } : { createContent: { creator: bob }, firstMember: 'bob' },
      ];
      const right: Opening = { createContent: { creator: bob }, firstMember: byContent ? 'bob' : 'alice' };
      expect(await joinedOf(alice, peer, roomVersion, [...wrong, right])).toEqual([wrong.length]);
    },
  );
}, atTurns);

eachRoomVersion(
  (roomVersion) => {
    test(
      'joins no room of another server that does not federate',
      decides('rv.auth.federate'),
      async ({ alice, peer, expect }) => {
        const [closed, open] = [false, true].map((value): Opening => ({ createContent: { 'm.federate': value } }));
        expect(await joinedOf(alice, peer, roomVersion, [closed ?? {}, open ?? {}])).toEqual([1]);
      },
    );
  },
  (rules) => isOldest(rules) || isNewest(rules),
);

eachRoomVersion((roomVersion) => {
  test(
    'takes no additional creator for the one who joins first',
    decides('rv.auth.member.join.creator'),
    async ({ alice, peer, expect }) => {
      const createContent = { additional_creators: [peer.user('bob')] };
      const [plain, withBob] = [{ createContent }, { createContent, alsoFirst: 'bob' }];
      const [roomId = '', other = ''] = await triedBy(alice, peer, roomVersion, [plain, withBob]);
      expect(await alice.stateContent(roomId, 'm.room.member', peer.user('alice'))).toBeGranted();
      // Whether the other room is joined without him, or not at all, is left open.
      expect(await alice.stateContent(other, 'm.room.member', peer.user('bob'))).toBeRefused([403, 404]);
    },
  );
}, isNewest);

eachRoomVersion(
  (roomVersion) => {
    test(
      'joins no room that is public by an event which cites a rejected one',
      decides('rv.auth.auth-events.rejected'),
      async ({ alice, peer, expect }) => {
        expect(await joinedOf(alice, peer, roomVersion, [{ levelsOf: 'bob' }, {}])).toEqual([1]);
      },
    );
  },
  (rules) => isOldest(rules) || isNewest(rules),
);

/** Which of some rooms, by their places in the list, a user has joined after trying all. */
async function joinedOf(
  user: Client,
  peer: Peer,
  roomVersion: RoomVersion,
  openings: readonly Opening[],
): Promise<number[]> {
  const roomIds = await triedBy(user, peer, roomVersion, openings);
  const { json } = granted(await user.request('GET', '/_matrix/client/v3/joined_rooms'));
  const joined = stringsAt(json, 'joined_rooms').map((roomId) => roomIds.indexOf(roomId));
  // Users who were given may be in rooms of their own.
  return joined.filter((place) => place !== -1);
}

/** Opens one room after the other, and has a user try to join each. What a refusal looks like is left open. */
async function triedBy(
  user: Client,
  peer: Peer,
  roomVersion: RoomVersion,
  openings: readonly Opening[],
): Promise<string[]> {
  const roomIds: string[] = [];
  for (const opening of openings) {
    const roomId = openRoom(peer, roomVersion, opening);
    roomIds.push(roomId);
    await user.request('POST', path`/_matrix/client/v3/join/${roomId}`, {
      query: { via: peer.serverName, server_name: peer.serverName },
      json: {},
    });
  }
  return roomIds;
}
