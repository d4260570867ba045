import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { examineEdu, examineEventContent, examinePdu, hasContentSchema, type PduFormat } from './examine-events.ts';

const hash = 'wSy1pGiQvEgkvI5xFnDnVZzqQ5Sf0zX4wBPjyLTaFJo';

describe('the content of an event that the server composes', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['m.room.create', { creator: '@a:b', room_version: '10' }, { room_version: 10 }],
    ['m.room.member', { membership: 'join', displayname: null }, { membership: 'joined' }],
    ['m.room.power_levels', { users: { '@a:b': 100 }, events: { 'm.x': 50 } }, { users: { '@a:b': '100' } }],
    ['m.room.power_levels', {}, { users: { a: 100 } }],
    ['m.room.join_rules', { join_rule: 'invite' }, {}],
    [
      'm.room.join_rules',
      { join_rule: 'restricted', allow: [{ type: 'x' }] },
      { join_rule: 'restricted', allow: [{ type: 'm.room_membership' }] },
    ],
    ['m.room.history_visibility', { history_visibility: 'shared' }, { history_visibility: 'everyone' }],
    ['m.room.guest_access', { guest_access: 'can_join' }, { guest_access: true }],
    ['m.room.name', { name: 'N' }, {}],
    [
      'm.room.topic',
      { topic: 'T', 'm.topic': { 'm.text': [{ body: 'T' }] } },
      { topic: 'T', 'm.topic': { 'm.text': [{}] } },
    ],
    ['m.room.canonical_alias', { alias: '#a:b' }, { alias: 'a' }],
    ['m.room.tombstone', { body: 'Moved', replacement_room: '!r' }, { body: 'Moved' }],
    ['m.room.redaction', { redacts: '$e' }, { redacts: 'e' }],
  ])('%s: %j is valid, %j is not', (type, valid, broken) => {
    expect(examineEventContent(type, valid)).toEqual([]);
    expect(examineEventContent(type, broken)).toContainEqual(
      expect.objectContaining({ operation: `events/${type}.json#/$defs/content`, where: 'event' }),
    );
  });

  test('is examined only for the types that schemas/ describes', () => {
    expect(hasContentSchema('m.room.member')).toBe(true);
    expect(hasContentSchema('org.example.custom')).toBe(false);
    expect(hasContentSchema('../client-server/sync')).toBe(false);
    expect(() => examineEventContent('org.example.custom', {})).toThrow('org.example.custom');
  });
});

const common: JsonObject = {
  type: 'm.room.message',
  sender: '@a:example.org',
  origin_server_ts: 1,
  content: {},
  depth: 3,
  hashes: { sha256: hash },
  signatures: { 'example.org': { 'ed25519:1': 'c2ln' } },
};
const pairs = [['$e:example.org', { sha256: hash }]];
const standard = [`$${hash.replace('w', '+')}`];
const urlSafe = [`$${hash.replace('w', '-')}`];
const domainRoom = '!r:example.org';
const hashRoom = `!${hash}`;
const pdus: Record<PduFormat, JsonObject> = {
  v1: { ...common, event_id: '$f:example.org', room_id: domainRoom, auth_events: pairs, prev_events: pairs },
  v3: { ...common, room_id: domainRoom, auth_events: standard, prev_events: standard },
  v4: { ...common, room_id: domainRoom, auth_events: urlSafe, prev_events: urlSafe },
  v6: { ...common, room_id: domainRoom, auth_events: urlSafe, prev_events: urlSafe },
  v11: { ...common, room_id: domainRoom, auth_events: urlSafe, prev_events: urlSafe },
  v12: { ...common, room_id: hashRoom, auth_events: urlSafe, prev_events: urlSafe },
};
const formats = Object.keys(pdus) as PduFormat[];

describe.each(formats)('a PDU in the format of room version %s', (format) => {
  test('is valid, and stays so with keys that the specification does not know', () => {
    expect(examinePdu(format, pdus[format])).toEqual([]);
    expect(examinePdu(format, { ...pdus[format], 'org.example.extra': 1 })).toEqual([]);
  });

  test.each(['type', 'sender', 'content', 'depth', 'hashes', 'signatures', 'auth_events', 'prev_events', 'room_id'])(
    'is refused without %s',
    (key) => {
      const { [key]: _left, ...rest } = pdus[format];
      expect(examinePdu(format, rest)).toContainEqual(expect.objectContaining({ path: '', keyword: 'required' }));
    },
  );

  test('is refused with the depth written as text', () => {
    expect(examinePdu(format, { ...pdus[format], depth: '3' })).toHaveLength(1);
  });
});

test.each<[PduFormat, PduFormat]>([
  ['v1', 'v3'],
  ['v3', 'v1'],
  ['v3', 'v4'],
  ['v4', 'v3'],
  ['v11', 'v12'],
])('a PDU of format %s is not one of format %s', (written, read) => {
  expect(examinePdu(read, pdus[written]).length).toBeGreaterThan(0);
});

test('the create event of room version 12 has no room id', () => {
  const { room_id, ...create } = { ...pdus.v12, type: 'm.room.create', state_key: '' } as JsonObject;
  expect(examinePdu('v12', create)).toEqual([]);
  expect(examinePdu('v12', { ...create, room_id: room_id ?? '' })).toContainEqual(
    expect.objectContaining({ path: '/room_id' }),
  );
});

const user = '@a:example.org';

test.each<[string, JsonValue, JsonValue]>([
  ['m.typing', { room_id: '!r', user_id: user, typing: true }, { room_id: '!r', user_id: user }],
  [
    'm.presence',
    { push: [{ user_id: user, presence: 'online', last_active_ago: 1 }] },
    { push: [{ user_id: user, presence: 'online' }] },
  ],
  [
    'm.receipt',
    { '!r': { 'm.read': { [user]: { event_ids: ['$e'], data: { ts: 1 } } } } },
    { '!r': { 'm.read': { [user]: { event_ids: [], data: { ts: 1 } } } } },
  ],
  [
    'm.device_list_update',
    { user_id: user, device_id: 'D', stream_id: 1 },
    { user_id: user, device_id: 'D', stream_id: '1' },
  ],
  [
    'm.direct_to_device',
    { sender: user, type: 'm.x', message_id: 'M', messages: {} },
    { sender: user, type: 'm.x', messages: {} },
  ],
  ['m.signing_key_update', { user_id: user }, { user_id: 'a' }],
])('an EDU of type %s with %j is valid, with %j not', (edu_type, valid, broken) => {
  expect(examineEdu({ edu_type, content: valid })).toEqual([]);
  expect(examineEdu({ edu_type, content: broken })).toHaveLength(1);
});

test('of an EDU of unknown type only the envelope is examined', () => {
  expect(examineEdu({ edu_type: 'org.example.x', content: { any: 1 } })).toEqual([]);
  expect(examineEdu({ edu_type: 'org.example.x' })).toHaveLength(1);
  expect(examineEdu('x')).toContainEqual(expect.objectContaining({ path: '', keyword: 'type' }));
});
