import { expect, test } from 'vitest';
import { compareSpecificationVersions } from './requirement.ts';

test.for([
  ['v1.9', 'v1.10', -1],
  ['r0.6.1', 'v1.1', -1],
  ['v1.19', 'v1.2', 1],
  ['v1.3', 'v1.3', 0],
  ['r0', 'r0.6.1', 0],
] as const)('%s against %s', ([a, b, sign]) => {
  expect(Math.sign(compareSpecificationVersions(a, b))).toBe(sign);
});
