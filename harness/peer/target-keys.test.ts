import { expect, test } from 'vitest';
import type { JsonObject } from '../protocol/json.ts';
import { generateSigningKey, signJson } from '../protocol/signing.ts';
import { readKeys } from './target-keys.ts';

const key = generateSigningKey();
const server = 'target.example';
const published = {
  server_name: server,
  valid_until_ts: 1,
  verify_keys: { [key.keyId]: { key: publicKeyOf(key) } },
  old_verify_keys: { 'ed25519:old': { key: 'OLD', expired_ts: 1 } },
};

function publicKeyOf({ publicKey }: { readonly publicKey: string }): string {
  return publicKey;
}

test('reads the current and the old keys of an answer that signs itself', () => {
  expect(readKeys(signJson(published, server, key), server)).toEqual({
    valid: true,
    current: new Map([[key.keyId, key.publicKey]]),
    old: new Map([['ed25519:old', 'OLD']]),
  });
});

test.each<[string, JsonObject]>([
  ['without a signature', published],
  ['signed by another key', signJson(published, server, generateSigningKey())],
  [
    'signed by another key under the same ID',
    signJson(published, server, { ...generateSigningKey(), keyId: key.keyId }),
  ],
  ['changed after it was signed', { ...signJson(published, server, key), valid_until_ts: 2 }],
  ['of another server', signJson({ ...published, server_name: 'other.example' }, 'other.example', key)],
  ['without keys', signJson({ server_name: server }, server, key)],
])('takes no keys from an answer %s', (_case, answer) => {
  expect(readKeys(answer, server)).toMatchObject({ valid: false });
});
