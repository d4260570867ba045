import { assert, dictionary, integer, oneof, pre, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { canonicalJsonBytes } from './canonical-json.ts';
import { JsonNumber, type JsonObject } from './json.ts';
import { generateSigningKey, signatureOf, signingKeyFromSeed, signJson, verifyJson } from './signing.ts';
import { keyOf, readVectors } from './testing-vectors.ts';

const vectors = readVectors('json-signing');
const { serverName, keyId, publicKey } = vectors.key;
const key = keyOf(vectors);

test('the public key comes from the seed', () => {
  expect(key.publicKey).toBe(publicKey);
});

test.each(vectors.cases)('$name', ({ value, signed }) => {
  expect(signJson(value, serverName, key)).toEqual(signed);
  expect(verifyJson(signed, serverName, keyId, publicKey)).toEqual({ valid: true });
});

test.each(vectors.invalid)('not valid: $name', ({ value }) => {
  expect(verifyJson(value, serverName, keyId, publicKey)).toEqual({ valid: false, reason: expect.any(String) });
});

describe('the reason of an invalid signature', () => {
  const signed = signJson({ one: 1 }, serverName, key);
  test.each<[string, JsonObject, string, string, string]>([
    ['there is no signature of domain', { one: 1 }, keyId, publicKey, serverName],
    ['there is no signature of domain by ed25519:2', signed, 'ed25519:2', publicKey, serverName],
    ['the algorithm of rsa:1 is not ed25519', signed, 'rsa:1', publicKey, serverName],
    ['the public key must have 32 bytes', signed, keyId, 'AAAA', serverName],
    ['does not match the object', { ...signed, one: 2 }, keyId, publicKey, serverName],
    ['the float 1.5 is not allowed', { ...signed, one: 1.5 }, keyId, publicKey, serverName],
    ['there is no signature of constructor', signed, keyId, publicKey, 'constructor'],
  ])('%s', (reason, value, ofKey, ofPublicKey, server) => {
    expect(verifyJson(value, server, ofKey, ofPublicKey)).toEqual({
      valid: false,
      reason: expect.stringContaining(reason),
    });
  });
});

test('a public key of small order signs nothing, though the equation holds', () => {
  // The neutral element as key and as R, and S = 0: ZIP-215 accepts it for every message.
  const identity = `AQ${'A'.repeat(41)}`;
  const value = { signatures: { [serverName]: { [keyId]: `AQ${'A'.repeat(84)}` } } };
  expect(verifyJson(value, serverName, keyId, identity)).toEqual({ valid: false, reason: expect.any(String) });
});

test('the value that is signed is left as it was', () => {
  const value = { one: 1, signatures: { other: { 'ed25519:1': 'c2ln' } } };
  const before = structuredClone(value);
  signJson(value, serverName, key);
  expect(value).toEqual(before);
});

test('a number literal is signed as it is written, when not strict', () => {
  const signed = signJson({ a: new JsonNumber('1.0') }, serverName, key, { strict: false });
  expect(verifyJson(signed, serverName, keyId, publicKey, { strict: false })).toEqual({ valid: true });
  expect(signed.signatures[serverName]?.[keyId]).toBe(signatureOf(new TextEncoder().encode('{"a":1.0}'), key));
});

test.each([[[]], [{ domain: 'text' }]])('signatures that are %j cannot be added to', (signatures) => {
  expect(() => signJson({ signatures }, serverName, key)).toThrow('must be an object of objects');
});

test('random keys differ in key ID and seed', () => {
  const [a, b] = [generateSigningKey(), generateSigningKey()];
  expect(a.keyId).toMatch(/^ed25519:[a-zA-Z0-9_]+$/);
  expect(a.keyId).not.toBe(b.keyId);
  expect(a.publicKey).not.toBe(b.publicKey);
});

test('a key version has letters, digits and _ only', () => {
  expect(generateSigningKey('auto_1').keyId).toBe('ed25519:auto_1');
  expect(() => generateSigningKey('a:b')).toThrow('found ed25519:a:b');
});

test('a seed has 32 bytes', () => {
  expect(() => signingKeyFromSeed('ed25519:1', 'AAAA')).toThrow('must have 32 bytes, found 3');
});

describe('for any object', () => {
  const object = dictionary(string(), oneof(string(), integer()), { noNullPrototype: true });

  test('what is signed verifies', () => {
    assert(
      property(object, (value) => {
        pre(!['signatures', 'unsigned'].some((name) => Object.hasOwn(value, name)));
        const signed = signJson(value, serverName, key);
        expect(verifyJson(signed, serverName, keyId, publicKey)).toEqual({ valid: true });
      }),
      { numRuns: 20 },
    );
  });

  test('one changed bit of the signature makes it invalid', () => {
    const bytes = canonicalJsonBytes({ one: 1 });
    assert(
      property(integer({ min: 0, max: 511 }), (bit) => {
        const signature = Buffer.from(signatureOf(bytes, key), 'base64');
        signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const text = signature.toString('base64').replace(/=+$/, '');
        const value = { one: 1, signatures: { [serverName]: { [keyId]: text } } };
        expect(verifyJson(value, serverName, keyId, publicKey).valid).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
