import * as fc from 'fast-check';
import { getPublicKey, Point, sign as signInFull, verify as verifyInFull } from '@noble/ed25519';
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
      expect(ed25519PublicKey(seed)).toEqual(getPublicKey(seed));
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

/** The points of small order, each a multiple of one of order 8. */
const ofOrder8 = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
const smallOrders = Array.from({ length: 8 }, (_, times) =>
  times === 0 ? Point.ZERO : ofOrder8.multiply(BigInt(times), false),
);

test.for(smallOrders.map((point) => [point.toHex(), point.toBytes()] as const))(
  'takes no signature under %s, a key of small order, under which everything would be signed',
  ([, key]) => {
    // The neutral element as R, and 0 as S: for such a key the equation holds for one message in eight at least.
    const signature = Uint8Array.from([1, ...new Uint8Array(63)]);
    for (let message = 0; message < 64; message += 1) {
      expect(ed25519Verify(signature, Uint8Array.of(message), key)).toBe(false);
    }
  },
);

test('takes no other message for one that it verified before', () => {
  const seed = new Uint8Array(32).fill(7);
  const [message, key] = [Uint8Array.of(1, 2, 3), ed25519PublicKey(seed)];
  const signature = ed25519Sign(message, seed);
  const other = Uint8Array.of(1, 2, 4);
  const verdicts = [message, message, other, other, message].map((one) => ed25519Verify(signature, one, key));
  expect(verdicts).toEqual([true, true, false, false, true]);
});

test('names the argument of a wrong length', () => {
  const seed = new Uint8Array(32);
  expect(() => ed25519Verify(new Uint8Array(63), seed, ed25519PublicKey(seed))).toThrow();
});
