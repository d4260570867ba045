import { describe, expect, test } from 'vitest';

import { signEvent, verifyEventSignature } from './event-signing.ts';
import { hasValidContentHash } from './hashes.ts';
import { JsonNumber } from './json.ts';
import type { PduDraft } from './pdu.ts';
import { redactEvent } from './redaction.ts';
import { keyOf, readVectors } from './testing-vectors.ts';

const vectors = readVectors('event-signing');
const { serverName, keyId, publicKey } = vectors.key;
const key = keyOf(vectors);

const draft: PduDraft = {
  type: 'm.room.message',
  sender: '@u:domain',
  room_id: '!r:domain',
  origin_server_ts: 1,
  depth: 1,
  prev_events: [],
  auth_events: [],
  content: { body: 'text' },
};

describe.each(vectors.cases)('$name', ({ roomVersions, event, signed }) => {
  test.each(roomVersions)('room version %s', (roomVersion) => {
    expect(signEvent(event, roomVersion, serverName, key)).toEqual(signed);
    expect(verifyEventSignature(signed, roomVersion, serverName, keyId, publicKey)).toEqual({ valid: true });
    expect(hasValidContentHash(signed, roomVersion)).toBe(true);
  });
});

test('the redacted copy verifies too, but for its content hash', () => {
  const redacted = redactEvent(signEvent(draft, '10', serverName, key), '10');
  expect(verifyEventSignature(redacted, '10', serverName, keyId, publicKey)).toEqual({ valid: true });
  expect(hasValidContentHash(redacted, '10')).toBe(false);
});

test('a changed key that redaction keeps makes the signature invalid', () => {
  const changed = { ...signEvent(draft, '10', serverName, key), depth: 2 };
  expect(verifyEventSignature(changed, '10', serverName, keyId, publicKey)).toEqual({
    valid: false,
    reason: expect.stringContaining('does not match'),
  });
});

test('a content hash that is there is kept and signed, even a wrong one', () => {
  const signed = signEvent({ ...draft, hashes: { sha256: 'wrong', md5: 'x' } }, '10', serverName, key);
  expect(signed.hashes).toEqual({ sha256: 'wrong', md5: 'x' });
  expect(verifyEventSignature(signed, '10', serverName, keyId, publicKey)).toEqual({ valid: true });
});

test('a second signature joins the first', () => {
  const twice = signEvent(signEvent(draft, '10', 'other', key), '10', serverName, key);
  expect(Object.keys(twice.signatures)).toEqual(['other', serverName]);
  expect(verifyEventSignature(twice, '10', 'other', keyId, publicKey)).toEqual({ valid: true });
});

describe('a float', () => {
  const withFloat = { ...draft, content: { body: new JsonNumber('1.0') } };

  test('is signed in a room version that tolerates it', () => {
    expect(hasValidContentHash(signEvent(withFloat, '5', serverName, key), '5')).toBe(true);
  });

  test('is refused in a strict one, by its place', () => {
    expect(() => signEvent(withFloat, '6', serverName, key)).toThrow('content.body: the literal 1.0');
  });

  test('is signed in a strict one on purpose, and then has no valid content hash', () => {
    const signed = signEvent(withFloat, '6', serverName, key, { strict: false });
    expect(verifyEventSignature(signed, '6', serverName, keyId, publicKey)).toEqual({ valid: true });
    expect(hasValidContentHash(signed, '6')).toBe(false);
  });
});
