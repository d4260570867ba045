import { expect, test } from 'vitest';
import type { PeerRequest } from './speaker.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { startTwoPeers } from './two-peers.ts';

const target = '/_matrix/federation/v1/user/keys/query?x=%21a';
const json = { device_keys: {} };

test.each<[string, PeerRequest]>([
  ['a body', { json }],
  ['no body', {}],
])('finds nothing wrong with a signed request with %s, and answers it', async (_case, options) => {
  await using both = await startTwoPeers();
  const response = await both.target.request('POST', target, options);
  expect([response.status, both.peer.findings]).toEqual([200, []]);
  expect(both.peer.examined).toEqual([
    { requirement: 'ss.emitted.request-authentication', roomVersion: null, count: 1 },
  ]);
});

test.each<[string, PeerRequest, string]>([
  ['no signature', { authorization: null }, 'it is missing'],
  ['another scheme', { authorization: 'Bearer x' }, 'it is not X-Matrix'],
  ['another destination', { destination: 'elsewhere.example' }, 'destination is elsewhere.example'],
  ['a key that is not published', { key: generateSigningKey() }, 'does not publish a key'],
  ['a signature over another method', { signed: { method: 'GET' } }, 'does not match'],
  ['a signature over another target', { signed: { uri: '/_matrix/federation/v1/user/keys/query' } }, 'does not match'],
  ['a signature over another body', { signed: { content: {} } }, 'does not match'],
  ['a body that is not JSON', { bytes: '{', signed: { content: {} } }, 'not JSON'],
])('refuses a request of the target with %s, and says so', async (_case, wrong, message) => {
  await using both = await startTwoPeers();
  const response = await both.target.request('POST', target, 'bytes' in wrong ? wrong : { json, ...wrong });
  expect(response.status).toBe(401);
  expect(both.peer.findings).toEqual([
    { requirement: 'ss.emitted.request-authentication', roomVersion: null, message: expect.stringContaining(message) },
  ]);
});

test('refuses a request by the right key ID with another key', async () => {
  await using both = await startTwoPeers();
  const key = { ...generateSigningKey(), keyId: both.target.signingKey.keyId };
  expect((await both.target.request('POST', target, { json, key })).status).toBe(401);
  expect(both.peer.findings).toHaveLength(1);
});

test('refuses others, and does not blame the target for them', async () => {
  await using both = await startTwoPeers();
  const response = await both.target.request('POST', target, { json, origin: 'stranger.example' });
  expect([response.status, both.peer.findings]).toEqual([401, []]);
});

test('answers without authentication what anybody may ask', async () => {
  await using both = await startTwoPeers();
  const response = await both.target.request('GET', '/_matrix/key/v2/server', { authorization: null });
  expect([response.status, both.peer.findings]).toEqual([200, []]);
});
