import { expect, test } from 'vitest';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { planProofs } from './proof-plan.ts';

const usable: readonly RoomVersion[] = ['1', '5', '11', '12'];
const check = { id: 'a/b/c', roomVersions: ['1', '5', '11'] as const };
const entry = { check: 'a/b/c', reason: 'so it is' };

test('chooses the newest room version that check, user and target have in common', () => {
  expect(planProofs([check, { id: 'd/e/f', roomVersions: [] }], usable, [])).toEqual({
    roomVersionOf: { 'a/b/c': '11' },
    endings: [],
  });
  expect(planProofs([{ ...check, roomVersions: ['2'] }], usable, [])).toEqual({ roomVersionOf: {}, endings: [] });
});

test('avoids a version in which a check is known to fail, as long as there is another', () => {
  expect(planProofs([check], usable, [{ ...entry, roomVersions: ['11'] }]).roomVersionOf).toEqual({ 'a/b/c': '5' });
  expect(planProofs([check], usable, [entry])).toEqual({ roomVersionOf: { 'a/b/c': '11' }, endings: [] });
});

test('leaves out a check only where it ends the homeserver in all versions', () => {
  const ending = { ...entry, endsHomeserver: true };
  const inTwo = { ...ending, roomVersions: ['5', '11'] };
  expect(planProofs([check], usable, [inTwo])).toEqual({ roomVersionOf: { 'a/b/c': '1' }, endings: [] });
  expect(planProofs([check], usable, [inTwo, { ...entry, roomVersions: ['1'] }])).toEqual({
    roomVersionOf: { 'a/b/c': '1' },
    endings: [],
  });
  expect(planProofs([check], usable, [ending])).toEqual({
    roomVersionOf: {},
    endings: [{ id: 'a/b/c', entry: ending }],
  });
  expect(planProofs([{ ...check, roomVersions: [] }], usable, [ending]).endings).toHaveLength(1);
  expect(planProofs([{ ...check, roomVersions: [] }], usable, [inTwo]).endings).toEqual([]);
});
