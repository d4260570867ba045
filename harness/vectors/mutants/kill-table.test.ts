import { expect, test } from 'vitest';
import { oracleOf } from '../../protocol/oracle.ts';
import { readAllVectors, type Vector } from './contradicted-vectors.ts';
import { allMutants, killings, survivals } from './kill-table.ts';
import type { Mutant } from './mutant.ts';

test('the vectors tell every mistake', () => {
  const table = killings(readAllVectors());
  const survivors = table.filter((killing) => survivals(killing).length > 0);
  expect(survivors.map(({ mutant: { id } }) => id)).toEqual([]);
  expect(table.length).toBeGreaterThanOrEqual(25);
  expect(table.filter(({ told }) => told.size === 0)).toEqual([]);
});

test('each mistake has a name of its own', () => {
  expect(new Set(allMutants.map(({ id }) => id)).size).toBe(allMutants.length);
});

/** A vector that an oracle contradicts if it is not that of the room version. */
const vectorOf = (roomVersion: '1' | '10' | '11'): Vector => ({
  name: `of ${roomVersion}`,
  roomVersion,
  isSlow: false,
  isContradicted: (oracle) => oracle !== oracleOf(roomVersion),
});

const mutant = (told: Mutant['told'], wrong: readonly string[]): Mutant => ({
  id: 'a mistake',
  mistake: 'made up',
  told,
  oracleOf: (roomVersion) => (wrong.includes(roomVersion) ? { ...oracleOf(roomVersion) } : undefined),
});

test.each([
  ['is told by a vector', mutant('in every version', ['10']), []],
  ['has no vector', mutant('in every version', ['2']), ['2']],
  ['is told in one version of two', mutant('in every version', ['10', '9']), ['9']],
  ['is told in one version of two with the same algorithm', mutant('by every algorithm', ['10', '9']), []],
  ['is told in one version of two with different algorithms', mutant('by every algorithm', ['10', '12']), ['12']],
])('a mistake that %s', (_case, wrong, expected) => {
  const [killing] = killings([vectorOf('1'), vectorOf('10')], [wrong]);
  expect(killing && survivals(killing).toSorted()).toEqual(expected);
});

test('nothing is told where the oracle itself contradicts a vector', () => {
  const wrong = { ...vectorOf('1'), isContradicted: () => true };
  expect(() => killings([wrong], [])).toThrow('The oracle itself contradicts the vector of 1 in version 1');
});
