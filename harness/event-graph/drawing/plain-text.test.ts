import { expect, test } from 'vitest';
import { JsonNumber, type JsonValue } from '../../protocol/json.ts';
import { contentText, plainText, shortened, widthOf } from './plain-text.ts';

test.for([
  ['a line end', 'a\nb', 'a\uFFFDb'],
  ['an escape sequence', '\u001B[2Jb', '\uFFFD[2Jb'],
  ['a turn of the direction of writing', 'a\u202Eb', 'a\uFFFDb'],
  ['half a character', 'a\uD800b', 'a\uFFFDb'],
  ['a heap of marks', `a${'\u0301'.repeat(50)}b`, 'a\u0301\u0301b'],
  ['a separator of lines', 'a\u2028b', 'a\uFFFDb'],
  ['other languages', 'räume 部屋 😀', 'räume 部屋 😀'],
] as const)('%s', ([, text, plain]) => {
  expect(plainText(text)).toBe(plain);
});

test('shortens between characters', () => {
  expect(shortened('abcdef', 6)).toBe('abcdef');
  expect(shortened('abcdefg', 6)).toBe('abcde…');
  expect(shortened('😀😀😀', 2)).toBe('😀…');
  expect(shortened('x'.repeat(1_000_000), 3)).toBe('xx…');
});

test('shows content in short, whatever it is', () => {
  const content = { a: 'text', n: new JsonNumber('1.0'), list: [1, null, true], deep: { one: { two: { three: 1 } } } };
  expect(contentText(content)).toBe('a: text, n: 1.0, list: [1, null, true], deep: {one: {two: {…}}}');
  expect(contentText({})).toBe('');
  expect(contentText(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n])))).toMatch(/k11: 11, …$/);
});

test('content that nests without end is cut', () => {
  let nested: JsonValue = 1;
  for (let depth = 0; depth < 20_000; depth += 1) nested = { n: nested };
  expect(contentText({ nested })).toBe('nested: {n: {n: {…}}}');
});

test('counts the columns of a text', () => {
  expect(['abc', '部屋', 'e\u0301', '😀', '│●╯'].map(widthOf)).toEqual([3, 4, 1, 2, 3]);
});
