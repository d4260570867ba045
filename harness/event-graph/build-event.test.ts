import { expect, test } from 'vitest';
import { eventFormatDefects } from '../protocol/event-format.ts';
import { verifyEventSignature } from '../protocol/event-signing.ts';
import { hasValidContentHash, referenceHash } from '../protocol/hashes.ts';
import { JsonNumber } from '../protocol/json.ts';
import { referencedIds } from '../protocol/pdu.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { appendEvent } from './append-event.ts';
import { buildEvent, type EventSpec } from './build-event.ts';
import { createRoomGraph } from './create-room.ts';
import type { Corruption } from './seal-event.ts';

const key = generateSigningKey();
const server = 'example.org:8448';
const creator = `@creator:${server}`;
const signingKeyOf = () => key;
const newRoom = (roomVersion: RoomVersion) => createRoomGraph({ roomVersion, creator }, signingKeyOf);
const message: EventSpec = { type: 'm.room.message', sender: creator, content: { body: 'hello' } };

test.each(allRoomVersions)('builds events that are right in everything, version %s', (roomVersion) => {
  const room = newRoom(roomVersion);
  for (const pdu of [...room.eventIds.map((eventId) => room.event(eventId)), buildEvent(room, message, signingKeyOf)]) {
    expect(eventFormatDefects(pdu, roomVersion)).toEqual([]);
    expect(hasValidContentHash(pdu, roomVersion)).toBe(true);
    expect(verifyEventSignature(pdu, roomVersion, server, key.keyId, key.publicKey)).toEqual({ valid: true });
  }
});

test.each(allRoomVersions)('cites what authorizes an event and its parents, version %s', (roomVersion) => {
  const room = newRoom(roomVersion);
  const [create = '', join = '', powerLevels = ''] = room.eventIds;
  const pdu = buildEvent(room, message, signingKeyOf);
  const cited = roomVersions[roomVersion].createInAuthEvents ? [create, powerLevels, join] : [powerLevels, join];
  expect(referencedIds(pdu.auth_events)).toEqual(cited);
  expect(referencedIds(pdu.prev_events)).toEqual(room.forwardExtremities);
  expect(pdu.depth).toBe(room.eventIds.length + 1);
});

test.each(['1', '2'] as const)('names a parent with its reference hash, version %s', (roomVersion) => {
  const room = newRoom(roomVersion);
  const [parent = ''] = room.forwardExtremities;
  const pdu = buildEvent(room, message, signingKeyOf);
  expect(pdu.prev_events).toEqual([[parent, { sha256: referenceHash(room.event(parent), roomVersion) }]]);
  expect(pdu.event_id).toMatch(/^\$.+:example\.org:8448$/);
});

test.each<[Corruption, RoomVersion, { hash: boolean; signature: boolean }]>([
  ['content-hash', '1', { hash: false, signature: true }],
  ['content-hash', '12', { hash: false, signature: true }],
  ['missing-content-hash', '11', { hash: false, signature: true }],
  ['signature', '11', { hash: true, signature: false }],
  ['unknown-key', '11', { hash: true, signature: false }],
  ['missing-signature', '11', { hash: true, signature: false }],
])('gets nothing wrong but the %s, version %s', (corrupt, roomVersion, { hash, signature }) => {
  const pdu = buildEvent(newRoom(roomVersion), { ...message, corrupt }, signingKeyOf);
  expect(hasValidContentHash(pdu, roomVersion)).toBe(hash);
  expect(verifyEventSignature(pdu, roomVersion, server, key.keyId, key.publicKey).valid).toBe(signature);
});

test('a wrong signature stands under the right key ID, one by an unknown key under another', () => {
  const keyIds = (['signature', 'unknown-key'] as const).map((corrupt) => {
    return Object.keys(buildEvent(newRoom('11'), { ...message, corrupt }, signingKeyOf).signatures[server] ?? {});
  });
  expect(keyIds).toEqual([[key.keyId], [expect.not.stringMatching(key.keyId)]]);
});

test('replaces and removes keys, and signs what comes out', () => {
  const overrides = { depth: 7, origin: 'elsewhere', room_id: undefined, 'org.example.more': [1] };
  const pdu = buildEvent(newRoom('11'), { ...message, overrides }, signingKeyOf);
  expect(pdu).toMatchObject({ depth: 7, origin: 'elsewhere', 'org.example.more': [1] });
  expect(pdu).not.toHaveProperty('room_id');
  expect(hasValidContentHash(pdu, '11')).toBe(true);
  expect(verifyEventSignature(pdu, '11', server, key.keyId, key.publicKey).valid).toBe(true);
});

test('hashes and signs numbers that the room version does not allow', () => {
  const content = { float: new JsonNumber('1.5'), big: new JsonNumber('9007199254740993') };
  const pdu = buildEvent(newRoom('11'), { ...message, content }, signingKeyOf);
  expect([pdu.hashes.sha256, Object.keys(pdu.signatures)]).toEqual([expect.any(String), [server]]);
  expect(eventFormatDefects(pdu, '11')).not.toEqual([]);
});

test.each(allRoomVersions)('goes no deeper than version %s allows', (roomVersion) => {
  const { maxDepth } = roomVersions[roomVersion];
  const room = newRoom(roomVersion);
  appendEvent(room, { ...message, depth: JsonNumber.read(String(maxDepth - 1n)) }, signingKeyOf);
  const depths = [1, 2].map(() => appendEvent(room, message, signingKeyOf).pdu.depth as unknown);
  expect(depths).toEqual([JsonNumber.read(String(maxDepth)), JsonNumber.read(String(maxDepth))]);
});

test.each([
  ['10', { redacts: '$x' }, {}],
  ['11', {}, { redacts: '$x' }],
] as const)('puts what a redaction redacts where version %s has it', (roomVersion, atTop, content) => {
  const spec = { type: 'm.room.redaction', sender: creator, redacts: '$x' };
  const pdu = buildEvent(newRoom(roomVersion), spec, signingKeyOf);
  expect([pdu.redacts, pdu.content]).toEqual(['redacts' in atTop ? atTop.redacts : undefined, content]);
});

test('gives each event a later time', () => {
  const times = newRoom('11').eventIds.map((_id, index) => index);
  const room = newRoom('11');
  const stamps = times.map(() => buildEvent(room, message, signingKeyOf).origin_server_ts);
  expect(stamps).toEqual([...new Set(stamps)].toSorted((x, y) => x - y));
});

test('demands authEvents where a parent is unknown, and then takes what it gets', () => {
  const room = newRoom('1');
  const orphan = { ...message, prevEvents: ['$nothing:example.org'] };
  expect(() => buildEvent(room, orphan, signingKeyOf)).toThrow('$nothing:example.org: add it first');
  const pdu = buildEvent(room, { ...orphan, authEvents: [] }, signingKeyOf);
  expect(pdu.prev_events).toEqual([['$nothing:example.org', { sha256: expect.any(String) as string }]]);
  expect(eventFormatDefects(pdu, '1')).toEqual([]);
});
