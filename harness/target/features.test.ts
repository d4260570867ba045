import { expect, test } from 'vitest';
import { isFeature } from './features.ts';

test.for([
  ['guests', true],
  ['guest', false],
  ['toString', false],
] as const)('%s is in the vocabulary: %s', ([word, known]) => {
  expect(isFeature(word)).toBe(known);
});
