import * as fc from 'fast-check';
import { sign as signInFull, verify as verifyInFull } from '@noble/ed25519';
import { expect, test } from 'vitest';
import { ed25519PublicKey, ed25519Sign, ed25519Verify } from './ed25519.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const flipped = (text: Uint8Array, bit: number): Uint8Array =>
  text.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
const messages = fc.uint8Array({ maxLength: 200 });

test('signs as the library does', () => {
  fc.assert(
    fc.property(bytes(32), messages, (seed, message) => {
      expect(ed25519Sign(message, seed)).toEqual(signInFull(message, seed));
    }),
    { numRuns: 30 },
  );
});

test('verifies as the library does, whatever one bit is wrong', () => {
  fc.assert(
    fc.property(bytes(32), messages, fc.nat(767), (seed, message, bit) => {
      const [signature, key] = [ed25519Sign(message, seed), ed25519PublicKey(seed)];
      expect(ed25519Verify(signature, message, key)).toBe(true);
      const [changed, changedKey] = bit < 512 ? [flipped(signature, bit), key] : [signature, flipped(key, bit - 512)];
      const expected = verifyInFull(changed, message, changedKey, { zip215: false });
      expect(ed25519Verify(changed, message, changedKey)).toBe(expected);
    }),
    { numRuns: 30 },
  );
});

test('refuses a key of small order, under which everything would be signed', () => {
  const identity = Uint8Array.from([1, ...new Uint8Array(31)]);
  const signature = Uint8Array.from([...identity, ...new Uint8Array(32)]);
  expect(ed25519Verify(signature, new Uint8Array(), identity)).toBe(false);
});

test('names the argument of a wrong length', () => {
  const seed = new Uint8Array(32);
  expect(() => ed25519Verify(new Uint8Array(63), seed, ed25519PublicKey(seed))).toThrow();
});
