import { expect, test } from 'vitest';
import { wrapped } from './svg-text.ts';

test.for([
  ['short text', 'one two', 10, ['one two']],
  ['words that do not fit', 'one two three', 8, ['one two', 'three']],
  ['a word longer than a line', 'abcdefghij kl', 4, ['abcd', 'efgh', 'ij', 'kl']],
  ['nothing', '', 4, []],
] as const)('breaks %s', ([, text, limit, lines]) => {
  expect(wrapped(text, limit)).toEqual(lines);
});
