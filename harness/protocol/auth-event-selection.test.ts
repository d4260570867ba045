import { describe, expect, test } from 'vitest';

import { authEventKeys } from './auth-event-selection.ts';
import type { JsonObject } from './json.ts';
import { type RoomVersion, roomVersions } from './room-versions.ts';

const everybody = ['m.room.create|', 'm.room.power_levels|', 'm.room.member|@a:x'];

function select(type: string, stateKey: string | undefined, content: JsonObject, roomVersion: RoomVersion): string[] {
  return authEventKeys({ type, sender: '@a:x', content, stateKey }, roomVersions[roomVersion]).map((key) =>
    key.join('|'),
  );
}

test('the create event cites nothing', () => {
  expect(select('m.room.create', '', {}, '11')).toEqual([]);
});

test('a message cites create, power levels and its sender', () => {
  expect(select('m.room.message', undefined, { membership: 'join' }, '11')).toEqual(everybody);
});

test('nothing cites the create event in room version 12', () => {
  expect(select('m.room.message', undefined, {}, '12')).toEqual(everybody.slice(1));
});

const invite = { membership: 'invite', third_party_invite: { signed: { token: 'abc' } } };
const restricted = { membership: 'join', join_authorised_via_users_server: '@c:y' };

describe('membership', () => {
  test.each<[string, string, JsonObject, RoomVersion, string[]]>([
    ['join', '@a:x', { membership: 'join' }, '1', ['m.room.join_rules|']],
    ['knock', '@a:x', { membership: 'knock' }, '7', ['m.room.join_rules|']],
    ['leave', '@a:x', { membership: 'leave' }, '11', []],
    ['kick', '@b:x', { membership: 'leave' }, '11', ['m.room.member|@b:x']],
    ['ban', '@b:x', { membership: 'ban' }, '11', ['m.room.member|@b:x']],
    ['invite', '@b:x', { membership: 'invite' }, '11', ['m.room.member|@b:x', 'm.room.join_rules|']],
    [
      'third-party invite',
      '@b:x',
      invite,
      '1',
      ['m.room.member|@b:x', 'm.room.join_rules|', 'm.room.third_party_invite|abc'],
    ],
    ['third-party invite used for a join', '@a:x', { ...invite, membership: 'join' }, '1', ['m.room.join_rules|']],
    [
      'invite with a broken third-party invite',
      '@a:x',
      { membership: 'invite', third_party_invite: 1 },
      '1',
      ['m.room.join_rules|'],
    ],
    ['restricted join', '@a:x', restricted, '8', ['m.room.join_rules|', 'm.room.member|@c:y']],
    ['restricted join before restricted rooms', '@a:x', restricted, '7', ['m.room.join_rules|']],
    ['leave that names an authorising user', '@a:x', { ...restricted, membership: 'leave' }, '8', []],
    [
      'join authorised by oneself',
      '@a:x',
      { ...restricted, join_authorised_via_users_server: '@a:x' },
      '8',
      ['m.room.join_rules|'],
    ],
    ['none', '@a:x', {}, '11', []],
  ])('%s', (_name, target, content, roomVersion, further) => {
    expect(select('m.room.member', target, content, roomVersion)).toEqual([...everybody, ...further]);
  });

  test('without a state key there is no target', () => {
    expect(select('m.room.member', undefined, { membership: 'leave' }, '11')).toEqual(everybody);
  });
});
