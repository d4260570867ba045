import { expect, test } from 'vitest';
import { allRoomVersions } from '../../protocol/room-versions.ts';
import type { Fault } from '../../reference/fault.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import { inBatches, type PlanOptions, planFault, planRest, trialsOf } from './fault-plan.ts';

const check = (id: string, requirements: readonly string[], roomVersions: CollectedCheck['roomVersions'] = []) => ({
  id,
  title: id,
  requirements,
  roomVersions,
  requirementsIn: () => requirements,
});
const checks = [
  check('a/b/one', ['ss.one']),
  check('a/b/two', ['ss.one', 'ss.two'], ['1', '6', '11']),
  check('a/c/three', ['ss.three'], ['1']),
];
const witnesses = new Map([
  ['cs.schema.login', new Set(['a/c/three', 'a/b/two', 'a/b/one'])],
  ['cs.schema.sync', new Set(['a/z', 'a/y', 'a/x', 'a/w', 'a/c/three'])],
]);
const options: PlanOptions = { checks, roomVersions: allRoomVersions, witnesses, allChecks: false };
const fault = (breaks: Fault['breaks'], more: Partial<Fault> = {}): Fault => ({
  id: 'f',
  does: 'It errs',
  breaks,
  ...more,
});

function plannedFor(breaks: Fault['breaks'], more: Partial<Fault> = {}, changes: Partial<PlanOptions> = {}): string[] {
  const { checks: planned } = planFault(fault(breaks, more), { ...options, ...changes });
  return planned.map(({ id, roomVersion }) => `${id} ${roomVersion}`);
}

test('holds a fault against the checks that decide what it breaks, in their newest room version', () => {
  expect(plannedFor(['ss.one'])).toEqual(['a/b/one 12', 'a/b/two 11']);
  expect(plannedFor(['ss.two', 'ss.three'])).toEqual(['a/b/two 11', 'a/c/three 1']);
});

test('keeps to the room versions in which the fault shows', () => {
  expect(plannedFor(['ss.one'], { roomVersions: ['5', '6'] })).toEqual(['a/b/one 6', 'a/b/two 6']);
  expect(plannedFor(['ss.three'], { roomVersions: ['5', '6'] })).toEqual([]);
});

test('prefers a room version in which the check decides what the fault breaks', () => {
  const elsewhere = { ...check('a/b/two', ['ss.one', 'ss.two'], ['1', '6', '11']) };
  const only6 = { ...elsewhere, requirementsIn: (version: string) => (version === '6' ? ['ss.two'] : ['ss.one']) };
  expect(plannedFor(['ss.two'], {}, { checks: [only6] })).toEqual(['a/b/two 6']);
});

test('holds a fault that was not told in the newest room version against the others', () => {
  const rest = planRest(fault(['ss.two', 'ss.three']), options).checks;
  expect(rest.map(({ id, roomVersion }) => `${id} ${roomVersion}`)).toEqual(['a/b/two 6', 'a/b/two 1']);
});

test('keeps to the checks that a fault names, where more would decide what it breaks', () => {
  expect(plannedFor(['ss.one', 'ss.three'], { shownIn: 'a/b/two' })).toEqual(['a/b/two 11']);
  expect(
    planRest(fault(['ss.one', 'ss.two'], { shownIn: 'a/b/one' }), options).checks.map(({ id }) => id),
  ).not.toContain('a/b/two');
});

test('keeps to the room versions of the homeserver', () => {
  expect(plannedFor(['ss.one'], {}, { roomVersions: ['1', '2'] })).toEqual(['a/b/one 2', 'a/b/two 1']);
});

test('lets checks that examine it on the wire stand for what no check decides', () => {
  expect(plannedFor(['cs.schema.login'])).toEqual(['a/b/one 12', 'a/b/two 11', 'a/c/three 1']);
  expect(plannedFor(['cs.schema.sync'])).toEqual(['a/c/three 1']);
  expect(plannedFor(['cs.schema.unseen'])).toEqual([]);
});

test('needs no such check where one that decides the rest examines it', () => {
  expect(plannedFor(['cs.schema.login', 'ss.three'])).toEqual(['a/c/three 1']);
});

test('holds it against all checks where that is asked for', () => {
  expect(plannedFor(['ss.three'], {}, { allChecks: true })).toHaveLength(3);
});

test('gives each check its trials, with the connection of its homeserver', () => {
  const plans = [
    planFault(fault(['ss.one'], { id: 'f' }), options),
    planFault(fault(['ss.two'], { id: 'g' }), options),
  ];
  expect(trialsOf(plans)).toEqual({
    'a/b/one': [{ connection: 0, faultId: 'f', roomVersion: '12' }],
    'a/b/two': [
      { connection: 0, faultId: 'f', roomVersion: '11' },
      { connection: 1, faultId: 'g', roomVersion: '11' },
    ],
  });
});

test.for([
  ['many plans', 200, 1, [64, 64, 64, 8]],
  ['plans of many checks', 5, 1500, [2, 2, 1]],
  ['plans of more checks than fit', 2, 9000, [1, 1]],
  ['no plans', 0, 1, []],
] as const)('runs %s in batches', ([, count, checksEach, sizes]) => {
  const planned = Array.from({ length: checksEach }, () => ({ id: 'a/b/one', roomVersion: '12' }) as const);
  const plans = Array.from({ length: count }, (_, number) => ({ number, checks: planned }));
  const batches = [...inBatches(plans)];
  expect(batches.map(({ length }) => length)).toEqual(sizes);
  expect(batches.flat()).toEqual(plans);
});
