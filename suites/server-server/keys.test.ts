import { integerAt, objectAt, stringAt, test, verifyJson } from '../../harness/index.ts';
import { decides } from '../decides.ts';

const keyServer = '/_matrix/key/v2/server';

test('publishes its keys under its own name', decides('ss.keys.published'), async ({ peer, expect }) => {
  const response = await peer.request('GET', keyServer, { authorization: null });

  expect(response).toBeGranted();
  expect(stringAt(response.json, 'server_name')).toBe(peer.targetName);
  expect(integerAt(response.json, 'valid_until_ts')).toBeGreaterThan(Date.now());
  const keys = Object.keys(objectAt(response.json, 'verify_keys'));
  expect(keys).not.toEqual([]);
  for (const keyId of keys) {
    expect(keyId).toMatch(/^[a-z0-9]+:[a-zA-Z0-9_]+$/);
    expect(stringAt(response.json, 'verify_keys', keyId, 'key')).toMatch(/^[A-Za-z0-9+/]{43}$/);
  }
});

test('signs its keys with each of them', decides('ss.keys.self-signed'), async ({ peer, expect }) => {
  const { json } = await peer.request('GET', keyServer, { authorization: null });

  const keys = Object.keys(objectAt(json, 'verify_keys'));
  expect(keys).not.toEqual([]);
  for (const keyId of keys) {
    const publicKey = stringAt(json, 'verify_keys', keyId, 'key');
    expect(verifyJson(objectAt(json), peer.targetName, keyId, publicKey)).toEqual({ valid: true });
  }
});

test('publishes keys that stay valid for an hour', decides('ss.keys.valid-for-an-hour'), async ({ peer, expect }) => {
  const { json } = await peer.request('GET', keyServer, { authorization: null });

  const hourMs = 60 * 60 * 1000;
  expect(integerAt(json, 'valid_until_ts')).toBeGreaterThanOrEqual(Date.now() + hourMs);
});
