import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes } from './compare-bytes.ts';

test.for([
  ['the empty text first', '', '$'],
  ['a beginning before what it begins', '$a', '$aa'],
  ['capitals before small letters, unlike any language', '$Z', '$a'],
  ['a hyphen before a digit, unlike any language', '$-', '$0'],
  ['a digit before a capital', '$9', '$A'],
  ['an underscore before a small letter', '$_', '$a'],
  ['an accented letter after z', 'z', 'é'],
  ['U+E000 before U+10000, unlike UTF-16 units', '\ue000', '\u{10000}'],
  ['U+FFFD before an emoji, also behind a common beginning', '$x\ufffd', '$x😀'],
] as const)('has %s', ([, smaller, greater]) => {
  expect(compareBytes(smaller, greater)).toBeLessThan(0);
  expect(compareBytes(greater, smaller)).toBeGreaterThan(0);
});

test('has equal texts as equal', () => {
  expect(compareBytes('$é😀', '$é😀')).toBe(0);
});

test('orders any two texts as their bytes', () => {
  const text = string({ unit: 'binary' });
  assert(
    property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
