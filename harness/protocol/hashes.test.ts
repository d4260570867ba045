import { expect, test } from 'vitest';

import { contentHash, hasValidContentHash } from './hashes.ts';
import { JsonNumber, type JsonValue } from './json.ts';
import type { PduDraft } from './pdu.ts';

// The hashes of the vectors are tested with the event IDs.

const draft: PduDraft = {
  type: 'm.room.message',
  sender: '@u:domain',
  room_id: '!r:domain',
  origin_server_ts: 1,
  depth: 1,
  prev_events: [],
  auth_events: [],
  content: {},
};

function withHashes(hashes: JsonValue): PduDraft {
  return { ...draft, hashes } as PduDraft;
}

test('unsigned, signatures and hashes are not covered', () => {
  const more = { ...draft, unsigned: { age: 1 }, signatures: { domain: {} }, hashes: { sha256: 'x' } };
  expect(contentHash(more)).toBe(contentHash(draft));
});

test('padding does not make a hash wrong: the bytes are compared', () => {
  expect(hasValidContentHash(withHashes({ sha256: `${contentHash(draft)}=` }), '11')).toBe(true);
});

test.each<[string, JsonValue]>([
  ['of another event', { sha256: contentHash({ ...draft, depth: 2 }) }],
  ['that is no Base64', { sha256: '!' }],
  ['that is no string', { sha256: 1 }],
  ['that is missing', {}],
  ['in hashes that are no object', 'text'],
])('a hash %s is not valid', (_name, hashes) => {
  expect(hasValidContentHash(withHashes(hashes), '11')).toBe(false);
});

test('numbers count as they are written', () => {
  const literal = { ...draft, content: { a: new JsonNumber('1.0') } };
  const integer = { ...draft, content: { a: 1 } };
  expect(contentHash(literal, { strict: false })).not.toBe(contentHash(integer));
});
