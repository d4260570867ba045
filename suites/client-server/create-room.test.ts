import {
  eachRoomVersion,
  integerAt,
  type JsonObject,
  objectAt,
  roomVersions,
  stringAt,
  test,
  valueAt,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { currentState, joinedRooms } from './room-state.ts';

const createRoom = '/_matrix/client/v3/createRoom';

/** What each preset asks for: https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom */
const presets = [
  ['private_chat', { joinRule: 'invite', historyVisibility: 'shared', guestAccess: 'can_join' }],
  ['trusted_private_chat', { joinRule: 'invite', historyVisibility: 'shared', guestAccess: 'can_join' }],
  ['public_chat', { joinRule: 'public', historyVisibility: 'shared', guestAccess: 'forbidden' }],
] as const;

eachRoomVersion((roomVersion) => {
  test('sets what the preset asks for', decides('cs.create-room.presets'), async ({ alice, expect }) => {
    for (const [preset, expected] of presets) {
      const { roomId } = await alice.createRoom({ preset, room_version: roomVersion });
      const state = await currentState(alice, roomId);
      const actual = {
        joinRule: stringAt(state, 'm.room.join_rules', 'content', 'join_rule'),
        historyVisibility: valueAt(state, 'm.room.history_visibility', 'content', 'history_visibility') ?? 'shared',
        guestAccess: valueAt(state, 'm.room.guest_access', 'content', 'guest_access') ?? 'forbidden',
      };
      expect({ preset, ...actual }).toEqual({ preset, ...expected });
    }
  });

  test(
    'starts the room with its creation, its creator and the power levels',
    decides('cs.create-room.order', 'cs.create-room.room-version', 'cs.create-room.creator-key'),
    async ({ alice, expect }) => {
      const { roomId } = await alice.createRoom({
        room_version: roomVersion,
        creation_content: { 'org.example.kept': 1 },
      });
      const stream = alice.follow(roomId);
      await stream.waitFor('the power levels', ({ type }) => type === 'm.room.power_levels');

      expect(stream.timeline.slice(0, 3)).toMatchObject([
        { type: 'm.room.create', state_key: '', sender: alice.userId },
        { type: 'm.room.member', state_key: alice.userId, sender: alice.userId, content: { membership: 'join' } },
        { type: 'm.room.power_levels', state_key: '', sender: alice.userId },
      ]);
      const content = objectAt(stream.timeline[0], 'content');
      expect({ room_version: '1', ...content }).toMatchObject({ room_version: roomVersion, 'org.example.kept': 1 });
      const { creatorIs } = roomVersions[roomVersion];
      expect(valueAt(content, 'creator')).toBe(creatorIs === 'content.creator' ? alice.userId : undefined);
    },
  );
});

eachRoomVersion(
  (roomVersion) => {
    test(
      'gives power to the creator, to those who are invited to a trusted chat, and to no others',
      decides('cs.create-room.creator-power', 'cs.create-room.trusted-invitees-power'),
      async ({ alice, bob, expect }) => {
        const { roomId } = await alice.createRoom({
          room_version: roomVersion,
          preset: 'trusted_private_chat',
          invite: [bob.userId],
        });

        const levels = objectAt(await currentState(alice, roomId), 'm.room.power_levels', 'content');
        const { state_default: needed = 50, users_default: ofOthers = 0 } = levels;
        expect(integerAt(levels, 'users', alice.userId)).toBeGreaterThanOrEqual(Number(needed));
        expect(integerAt(levels, 'users', bob.userId)).toBe(integerAt(levels, 'users', alice.userId));
        expect(Number(ofOthers)).toBeLessThan(Number(needed));
      },
    );
  },
  ({ creatorPower }) => creatorPower === '100-by-default',
);

eachRoomVersion(
  (roomVersion) => {
    test(
      'leaves the creator out of the power levels and protects the tombstone',
      decides('cs.create-room.creator-unlisted', 'cs.create-room.tombstone-power'),
      async ({ alice, expect }) => {
        const { roomId } = await alice.createRoom({ room_version: roomVersion });

        const levels = objectAt(await currentState(alice, roomId), 'm.room.power_levels', 'content');
        expect(valueAt(levels, 'users', alice.userId)).toBeUndefined();
        const { state_default: ofState = 50 } = levels;
        expect(integerAt(levels, 'events', 'm.room.tombstone')).toBeGreaterThan(Number(ofState));
        await alice.sendState(roomId, 'm.room.name', { name: 'By power that is not listed' });
      },
    );

    test(
      'makes those who are invited to a trusted chat creators',
      decides('cs.create-room.trusted-invitees-creators'),
      async ({ alice, bob, expect }) => {
        const invite = [bob.userId];
        const { roomId } = await alice.createRoom({
          room_version: roomVersion,
          preset: 'trusted_private_chat',
          invite,
        });

        const { content } = objectAt(await currentState(alice, roomId), 'm.room.create');
        expect(content).toMatchObject({ additional_creators: [bob.userId] });
      },
    );
  },
  ({ creatorPower }) => creatorPower === 'infinite',
);

test(
  'takes the preset that the visibility stands for',
  decides('cs.create-room.preset-from-visibility', { touches: ['room-directory'] }),
  async ({ alice, expect }) => {
    for (const [visibility, joinRule] of [
      [{}, 'invite'],
      [{ visibility: 'private' }, 'invite'],
      [{ visibility: 'public' }, 'public'],
    ] as const) {
      const { roomId } = await alice.createRoom(visibility);
      const state = await currentState(alice, roomId);
      expect({ ...visibility, joinRule: stringAt(state, 'm.room.join_rules', 'content', 'join_rule') }).toEqual({
        ...visibility,
        joinRule,
      });
    }
  },
);

test(
  'lets the name and topic win over the initial state, and that over the preset',
  decides('cs.create-room.name-and-topic'),
  async ({ alice, expect }) => {
    const { roomId } = await alice.createRoom({
      preset: 'private_chat',
      name: 'The name',
      topic: 'The topic',
      initial_state: [
        { type: 'm.room.name', content: { name: 'Another name' } },
        { type: 'm.room.topic', content: { topic: 'Another topic' } },
        { type: 'm.room.join_rules', content: { join_rule: 'public' } },
        { type: 'org.example.colour', state_key: 'sky', content: { colour: 'blue' } },
      ],
    });

    expect(await currentState(alice, roomId)).toMatchObject({
      'm.room.name': { content: { name: 'The name' } },
      'm.room.topic': { content: { topic: 'The topic' } },
      'm.room.join_rules': { content: { join_rule: 'public' } },
      'org.example.colour sky': { content: { colour: 'blue' } },
    });
  },
);

test(
  'refuses a room version that it does not support',
  decides('cs.create-room.unsupported-version', { freshUsers: true }),
  async ({ alice, roomVersion, expect }) => {
    const refused = await alice.request('POST', createRoom, { json: { room_version: 'org.example.unknown' } });
    const { roomId } = await alice.createRoom({ room_version: roomVersion });

    expect(refused).toBeMatrixError(400, 'M_UNSUPPORTED_ROOM_VERSION');
    expect(await joinedRooms(alice)).toEqual({ joined_rooms: [roomId] });
  },
);

for (const [parameter, wrong, right] of [
  ['name', { name: 5 }, { name: 'Five' }],
  ['invite', { invite: '@nobody:localhost' }, { invite: [] }],
  ['creation_content', { creation_content: [] }, { creation_content: {} }],
] satisfies [string, JsonObject, JsonObject][]) {
  test(`refuses a wrong type of ${parameter}`, decides('cs.create-room.malformed'), async ({ alice, expect }) => {
    const refused = await alice.request('POST', createRoom, { json: wrong, deliberate: true });

    expect(refused).toBeMatrixError(400, ['M_BAD_JSON', 'M_INVALID_PARAM']);
    expect(await alice.request('POST', createRoom, { json: right })).toBeGranted();
  });
}
