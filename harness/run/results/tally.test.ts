import { expect, test } from 'vitest';
import { lineOf } from './line.test-support.ts';
import { countVerdicts, exitStatusOf, standingOf } from './tally.ts';

const should = [{ id: 'cs.x', level: 'SHOULD', since: 'r0' }] as const;
const known = [{ check: 'client-server/login/**', reason: 'issue 1' }];
const circumstances = { baseline: [], complete: true, brokeApart: [] };

test.for([
  ['kept', { verdict: 'pass' }],
  ['broken', { verdict: 'fail' }],
  ['not followed', { verdict: 'fail', requirements: should }],
  ['beyond the claim', { verdict: 'fail', claimed: false }],
  ['undecided', { verdict: 'blocked' }],
  ['undecided', { verdict: 'not-testable' }],
  ['error', { verdict: 'target-error' }],
  ['error', { verdict: 'harness-error', claimed: false }],
  ['not applicable', { verdict: 'not-applicable' }],
] as const)('%s: %j', ([standing, parts]) => {
  expect(standingOf(lineOf(parts), [])).toBe(standing);
});

test('a baseline explains a failure, never a pass', () => {
  expect(standingOf(lineOf({ verdict: 'fail' }), known)).toBe('known');
  expect(standingOf(lineOf({ verdict: 'pass' }), known)).toBe('kept');
  expect(standingOf(lineOf({ verdict: 'fail', id: 'client-server/sync/x' }), known)).toBe('broken');
});

test.for([
  [
    0,
    [{}, { verdict: 'not-applicable' }, { verdict: 'fail', claimed: false }, { verdict: 'fail', requirements: should }],
  ],
  [1, [{}, { verdict: 'fail' }]],
  [1, [{}, { verdict: 'blocked' }]],
  [1, [{}, { verdict: 'not-testable' }]],
  [3, [{ verdict: 'fail' }, { verdict: 'target-error' }]],
  [3, [{}, { verdict: 'harness-error' }]],
] as const)('exits with %i for %j', ([status, parts]) => {
  expect(
    exitStatusOf(
      parts.map((part) => lineOf(part)),
      circumstances,
    ),
  ).toBe(status);
});

test('exits with 3 where something broke that belongs to no check', () => {
  expect(exitStatusOf([lineOf({})], { ...circumstances, brokeApart: ['a file of checks cannot be loaded'] })).toBe(3);
});

test('exits with 1 where a listed failure passes or a listed check does not exist', () => {
  expect(exitStatusOf([lineOf({ verdict: 'fail' })], { ...circumstances, baseline: known })).toBe(0);
  expect(exitStatusOf([lineOf({})], { ...circumstances, baseline: known })).toBe(1);
  expect(exitStatusOf([lineOf({})], { ...circumstances, baseline: [{ check: 'no/such/check', reason: '?' }] })).toBe(1);
});

test('a part of the checks says nothing about entries for others', () => {
  expect(
    exitStatusOf([lineOf({})], {
      ...circumstances,
      complete: false,
      baseline: [{ check: 'no/such/check', reason: '?' }],
    }),
  ).toBe(0);
});

test('counts every verdict', () => {
  expect(countVerdicts([lineOf({}), lineOf({}), lineOf({ verdict: 'fail' })])).toMatchObject({
    pass: 2,
    fail: 1,
    blocked: 0,
  });
});
