import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeSigningKey } from './signing-key.ts';

test('shows the public key that belongs to its seed', () => {
  const key = makeSigningKey();
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: urlSafe(key.publicKey) };
  const privateKey = createPrivateKey({ key: { ...jwk, d: urlSafe(key.seed) }, format: 'jwk' });
  const signature = sign(null, Buffer.from('text'), privateKey);
  expect(verify(null, Buffer.from('text'), createPublicKey({ key: jwk, format: 'jwk' }), signature)).toBe(true);
  expect(key.version).toMatch(/^[a-zA-Z0-9_]+$/);
});

test('makes another key and another key id each time', () => {
  const [one, other] = [makeSigningKey(), makeSigningKey()];
  expect(one.seed).not.toBe(other.seed);
  expect(one.version).not.toBe(other.version);
});

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
