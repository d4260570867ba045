import { expect, test } from 'vitest';
import { closestWord } from './closest-word.ts';

test.for([
  ['synaps', 'synapse'],
  ['Synapse', 'synapse'],
  ['synpase', 'synapse'],
  ['dendrte', 'dendrite'],
  ['conduit', undefined],
  ['', undefined],
] as const)('takes %j for %j', ([written, meant]) => {
  expect(closestWord(written, ['dendrite', 'synapse'])).toBe(meant);
});
