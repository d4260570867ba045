import { describe, expect, test } from 'vitest';

import { eventFormatDefects } from './event-format.ts';
import { JsonNumber, type JsonObject, type JsonValue } from './json.ts';
import { allRoomVersions, type RoomVersion } from './room-versions.ts';
import { readVectors } from './testing-vectors.ts';

const hash = '5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos';
const hashId = `$${hash.replace('+', '-')}`;

const event: JsonObject = {
  type: 'm.room.message',
  sender: '@u:domain',
  room_id: '!r:domain',
  origin_server_ts: 1,
  depth: 1,
  prev_events: [hashId],
  auth_events: [],
  content: {},
  hashes: { sha256: hash },
  signatures: { domain: { 'ed25519:1': 'c2ln' } },
};
const hashed: JsonObject = { ...event, event_id: '$e:domain', prev_events: [['$p:domain', { sha256: hash }]] };

test.each(readVectors('event-ids').cases)('no defects: $name', ({ roomVersion, event: valid }) => {
  expect(eventFormatDefects(valid, roomVersion)).toEqual([]);
});

describe.each(allRoomVersions)('room version %s', (roomVersion) => {
  test.each([['a text'], [null], [[]], [1]])('%j is no event', (value: JsonValue) => {
    expect(eventFormatDefects(value, roomVersion)).toEqual([expect.stringContaining('must be an object')]);
  });

  test.each([
    'type',
    'sender',
    'origin_server_ts',
    'depth',
    'prev_events',
    'auth_events',
    'content',
    'hashes',
    'signatures',
  ])('%s is required', (key) => {
    const { [key]: _removed, ...rest } = event;
    expect(eventFormatDefects(rest, roomVersion)).toContain(`${key} is missing`);
  });
});

const broken: [RoomVersion, JsonObject, string][] = [
  ['11', { type: 1 }, 'type must be a string, found 1'],
  ['11', { sender: 'u:domain' }, 'sender must be a user ID, found "u:domain"'],
  ['11', { sender: '@u' }, 'sender must be a user ID'],
  ['11', { sender: '@u:do main' }, 'sender must be a user ID'],
  ['11', { sender: `@${'u'.repeat(255)}:domain` }, 'sender must have at most 255 bytes, found 263'],
  ['11', { type: 'é'.repeat(128) }, 'type must have at most 255 bytes, found 256'],
  ['11', { state_key: 'x'.repeat(256) }, 'state_key must have at most 255 bytes'],
  ['11', { state_key: null }, 'state_key must be a string, found null'],
  ['11', { room_id: `!r:${'d'.repeat(253)}` }, 'room_id must have at most 255 bytes'],
  ['11', { room_id: '!r' }, 'room_id must be a room ID with a server name'],
  ['12', { room_id: '!r:domain' }, 'room_id must be a room ID made of a hash'],
  ['12', { type: 'm.room.create', room_id: `!${hashId.slice(1)}` }, 'room_id must be absent'],
  ['3', { event_id: '$e:domain' }, 'event_id must be absent'],
  ['10', { type: 'm.room.redaction', redacts: 1 }, 'redacts must be a string'],
  ['11', { origin_server_ts: '1' }, 'origin_server_ts must be an integer, found "1"'],
  ['11', { origin_server_ts: 1.5 }, 'origin_server_ts must be an integer, found 1.5'],
  ['11', { depth: -1 }, 'depth must be between 0 and 9007199254740991, found -1'],
  ['6', { depth: new JsonNumber('9007199254740992') }, 'depth must be between 0 and 9007199254740991'],
  ['5', { depth: new JsonNumber('9223372036854775808') }, 'depth must be between 0 and 9223372036854775807'],
  ['5', { depth: new JsonNumber('1.0') }, 'depth must be an integer, found 1.0'],
  ['11', { content: [] }, 'content must be an object, found an array of 0'],
  ['11', { unsigned: 1 }, 'unsigned must be an object, found 1'],
  ['11', { prev_events: {} }, 'prev_events must be an array, found an object'],
  ['11', { prev_events: Array<string>(21).fill(hashId) }, 'prev_events must have at most 20 entries, found 21'],
  ['11', { auth_events: Array<string>(11).fill(hashId) }, 'auth_events must have at most 10 entries, found 11'],
  [
    '11',
    { prev_events: [hashId, '$e:domain'] },
    'prev_events[1] must be an event ID: $ and a SHA-256 in unpadded URL-safe',
  ],
  ['11', { prev_events: [`$${hash}`] }, 'URL-safe Base64'],
  ['3', { prev_events: [hashId] }, 'unpadded standard Base64'],
  ['3', { auth_events: [['$e:domain', { sha256: hash }]] }, 'auth_events[0] must be an event ID'],
  ['11', { hashes: [] }, 'hashes must be an object'],
  ['11', { hashes: {} }, 'hashes.sha256 must be a SHA-256 in unpadded standard Base64, found nothing'],
  ['11', { hashes: { sha256: `${hash}=` } }, 'hashes.sha256 must be a SHA-256 in unpadded'],
  ['11', { signatures: 1 }, 'signatures must be an object'],
  ['11', { signatures: { domain: { 'ed25519:1': 1 } } }, 'signatures["domain"] must be an object of strings'],
  ['6', { content: { a: new JsonNumber('1.0') } }, 'content.a: the literal 1.0'],
  ['6', { unsigned: { a: 2 ** 53 } }, 'unsigned.a: the integer'],
  ['11', { content: { a: 'x'.repeat(65_536) } }, 'the event must have at most 65536 bytes'],
];

test.each(broken.map(([roomVersion, change, defect]) => ({ roomVersion, change, defect })))(
  'room version $roomVersion: $defect',
  ({ roomVersion, change, defect }) => {
    expect(eventFormatDefects({ ...event, ...change }, roomVersion)).toContainEqual(expect.stringContaining(defect));
  },
);

describe('room versions 1 and 2', () => {
  test.each<[JsonObject, string]>([
    [{ event_id: '$e' }, 'event_id must be an event ID with a server name'],
    [{ prev_events: ['$p:domain'] }, 'prev_events[0] must be an array of an event ID and {"sha256": hash}'],
    [{ prev_events: [['$p:domain', { sha256: 'x' }]] }, 'prev_events[0] must be an array'],
  ])('%j', (change, defect) => {
    expect(eventFormatDefects(hashed, '1')).toEqual([]);
    expect(eventFormatDefects({ ...hashed, ...change }, '1')).toEqual([expect.stringContaining(defect)]);
  });

  test('the event carries its ID', () => {
    const { event_id: _removed, ...rest } = hashed;
    expect(eventFormatDefects(rest, '2')).toEqual(['event_id is missing']);
  });
});

describe('at the limit there is no defect', () => {
  test.each<[string, RoomVersion, JsonObject]>([
    ['255 bytes', '11', { type: 'x'.repeat(255), state_key: 'é'.repeat(127) }],
    ['20 parents', '11', { prev_events: Array<string>(20).fill(hashId) }],
    ['10 authorization events', '11', { auth_events: Array<string>(10).fill(hashId) }],
    ['the largest depth', '11', { depth: Number.MAX_SAFE_INTEGER }],
    ['the largest depth before version 6', '4', { depth: new JsonNumber('9223372036854775807') }],
    ['floats before version 6', '5', { content: { a: new JsonNumber('1.0'), b: 1.5 } }],
    ['a historical user ID', '11', { sender: '@:domain' }],
    ['an IPv6 server name', '11', { sender: '@A b\n:[::1]:8448' }],
    ['unknown keys', '11', { origin: 'domain', redacts: 1, 'org.example': {} }],
  ])('%s', (_name, roomVersion, change) => {
    expect(eventFormatDefects({ ...event, ...change }, roomVersion)).toEqual([]);
  });

  test('65,536 bytes', () => {
    const empty = Buffer.byteLength(JSON.stringify({ ...event, content: { a: '' } }));
    const full = { ...event, content: { a: 'x'.repeat(65_536 - empty) } };
    expect(eventFormatDefects(full, '11')).toEqual([]);
    expect(eventFormatDefects({ ...full, depth: 10 }, '11')).toEqual([expect.stringContaining('found 65537')]);
  });
});
