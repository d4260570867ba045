import { describe, expect, test } from 'vitest';

import { eventIdOf, roomIdOf, roomIdOfCreate } from './event-id.ts';
import { verifyEventSignature } from './event-signing.ts';
import { contentHash, hasValidContentHash, referenceHash } from './hashes.ts';
import type { PduDraft } from './pdu.ts';
import { readVectors } from './testing-vectors.ts';

const vectors = readVectors('event-ids');
const { serverName, keyId, publicKey } = vectors.key;

describe.each(vectors.cases)('$name', ({ roomVersion, event, eventId, roomId, ...expected }) => {
  test('content hash', () => {
    expect(contentHash(event)).toBe(event.hashes?.sha256);
    expect(hasValidContentHash(event, roomVersion)).toBe(true);
  });

  test('signature', () => {
    expect(verifyEventSignature(event, roomVersion, serverName, keyId, publicKey)).toEqual({ valid: true });
  });

  test('reference hash, event ID and room ID', () => {
    expect(referenceHash(event, roomVersion)).toBe(expected.referenceHash);
    expect(eventIdOf(event, roomVersion)).toBe(eventId);
    expect(roomIdOf(event, roomVersion)).toBe(roomId);
  });
});

const event: PduDraft = {
  type: 'm.room.create',
  sender: '@u:domain',
  origin_server_ts: 1,
  depth: 1,
  prev_events: [],
  auth_events: [],
  content: {},
};

test('an event of room versions 1 and 2 must carry its ID', () => {
  expect(() => eventIdOf(event, '2')).toThrow('must carry its ID as event_id');
});

test('a room ID is made in room version 12 and by create events only', () => {
  expect(roomIdOfCreate(event, '12')).toBe(`!${eventIdOf(event, '12').slice(1)}`);
  expect(() => roomIdOfCreate(event, '11')).toThrow('Room version 11 does not make room IDs');
  expect(() => roomIdOfCreate({ ...event, type: 'm.room.name' }, '12')).toThrow('this event is of type m.room.name');
});

test('every other event needs a room_id', () => {
  expect(() => roomIdOf(event, '11')).toThrow('must have a room_id');
  expect(() => roomIdOf({ ...event, type: 'm.room.name' }, '12')).toThrow('must have a room_id');
});
