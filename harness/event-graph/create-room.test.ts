import { expect, test } from 'vitest';
import { allRoomVersions, roomVersions } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { createRoomGraph } from './create-room.ts';

const key = generateSigningKey();
const creator = '@creator:example.org';

test.each(allRoomVersions)('makes a room as version %s wants it', (roomVersion) => {
  const rules = roomVersions[roomVersion];
  const room = createRoomGraph({ roomVersion, creator }, () => key);
  const [create = ''] = room.eventIds;
  const { content, room_id: roomId } = room.event(create);
  expect(content['room_version']).toBe(roomVersion);
  expect('creator' in content).toBe(rules.creatorIs === 'content.creator');
  const isHash = rules.roomIdFormat === 'create-hash';
  expect(room.roomId).toMatch(isHash ? /^![A-Za-z0-9_-]{43}$/ : /^!.+:example\.org$/);
  expect(roomId).toBe(isHash ? undefined : room.roomId);
  const users = room.stateEvent('m.room.power_levels')?.content['users'];
  expect(users).toEqual(rules.creatorPower === 'infinite' ? {} : { [creator]: 100 });
  expect(room.stateEvent('m.room.join_rules')?.content).toEqual({ join_rule: 'public' });
  expect(room.stateEvent('m.room.history_visibility')?.content).toEqual({ history_visibility: 'shared' });
  expect(room.stateEvent('m.room.member', creator)?.content).toEqual({ membership: 'join' });
});

test('makes another room each time, also with the same words', () => {
  const rooms = Array.from({ length: 20 }, () => createRoomGraph({ roomVersion: '12', creator }, () => key).roomId);
  expect(new Set(rooms).size).toBe(20);
});

test('changes or leaves out each part', () => {
  const room = createRoomGraph(
    {
      roomVersion: '12',
      creator,
      createContent: { additional_creators: ['@other:example.org'] },
      createOverrides: { depth: 9 },
      powerLevels: { events_default: 50 },
      joinRule: 'invite',
      historyVisibility: null,
      initialState: [{ type: 'm.room.name', stateKey: '', content: { name: 'a room' } }],
    },
    () => key,
  );
  const [create = ''] = room.eventIds;
  expect(room.event(create)).toMatchObject({ depth: 9, content: { additional_creators: ['@other:example.org'] } });
  expect(room.stateEvent('m.room.power_levels')?.content).toMatchObject({ events_default: 50, ban: 50 });
  expect(room.stateEvent('m.room.join_rules')?.content).toEqual({ join_rule: 'invite' });
  expect(room.stateEvent('m.room.history_visibility')).toBeUndefined();
  expect(room.stateEvent('m.room.name')?.content).toEqual({ name: 'a room' });
});
