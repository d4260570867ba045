import { assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';

import { decodeBase64, encodeBase64, encodeBase64Url } from './base64.ts';
import { readVectors } from './testing-vectors.ts';

const vectors = readVectors('base64');

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test.each(vectors.cases)('$name', ({ bytes, standard, urlSafe }) => {
  const decoded = new Uint8Array(Buffer.from(bytes, 'hex'));
  expect(encodeBase64(decoded)).toBe(standard);
  expect(encodeBase64Url(decoded)).toBe(urlSafe);
  expect(hex(decodeBase64(standard))).toBe(bytes);
});

test.each(vectors.decoded)('$name', ({ text, bytes }) => {
  expect(hex(decodeBase64(text))).toBe(bytes);
});

test.each(vectors.refused)('$name is refused', ({ text }) => {
  expect(() => decodeBase64(text)).toThrow('Not standard Base64');
});

test('the error shows no more than the beginning of a long text', () => {
  expect(() => decodeBase64('!'.repeat(1000))).toThrow(`${'!'.repeat(100)}…"`);
});

test('a part of a larger buffer is encoded alone', () => {
  expect(encodeBase64(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe('AgM');
});

test('any bytes come back, with and without padding', () => {
  assert(
    property(uint8Array(), (bytes) => {
      const text = encodeBase64(bytes);
      expect(decodeBase64(text)).toEqual(bytes);
      expect(decodeBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='))).toEqual(bytes);
    }),
  );
});
