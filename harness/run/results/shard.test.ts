import { expect, test } from 'vitest';
import type { CollectedCheck } from '../checks/collect.ts';
import { parseShard, shardText, type Unit, unitKey, unitsOf, unitsOfShard } from './shard.ts';

const units: Unit[] = ['a', 'b', 'c', 'd', 'e'].flatMap((id) => [
  { id, roomVersion: null },
  { id, roomVersion: '9' },
  { id, roomVersion: '10' },
]);

test.for([1, 2, 3, 4, 7, 15])('%i shards are disjoint, equally large, and everything together', (of) => {
  const shards = Array.from({ length: of }, (_, index) => unitsOfShard(units, { index: index + 1, of }));
  const sizes = shards.map(({ length }) => length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  expect(shards.flat().map(unitKey).toSorted()).toEqual(units.map(unitKey).toSorted());
});

test('a shard does not depend on the order in which checks are found', () => {
  const shard = { index: 2, of: 3 };
  expect(unitsOfShard(units.toReversed(), shard)).toEqual(unitsOfShard(units, shard));
});

test('an empty shard is refused', () => {
  expect(() => unitsOfShard(units.slice(0, 2), { index: 3, of: 3 })).toThrow(
    '--shard 3/3: only 2 checks (counted by room version) are chosen, too few for 3 shards. Choose more checks, or at most 2 shards.',
  );
});

const check = (id: string, roomVersions: string[]) => ({ id, roomVersions }) as unknown as CollectedCheck;

test('counts a check once for each room version that was chosen', () => {
  expect(unitsOf([check('a', []), check('b', ['6', '7', '8'])], ['7', '8', '9'])).toEqual([
    { id: 'a', roomVersion: null },
    { id: 'b', roomVersion: '7' },
    { id: 'b', roomVersion: '8' },
  ]);
});

test('reads and writes shards', () => {
  expect(shardText(parseShard('2/3'))).toBe('2/3');
});

test.for(['0/3', '4/3', '1', '1/0', '1/3/5', '-1/3', 'a/b', ' 1/3'])('%j is no shard', (text) => {
  expect(() => parseShard(text)).toThrow('It must be i/n, such as 1/3');
});
