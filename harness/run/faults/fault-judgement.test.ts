import { expect, test } from 'vitest';
import type { Fault } from '../../reference/fault.ts';
import { coverageOf, judgeFault, tableOf } from './fault-judgement.ts';
import { lineOf } from '../results/line.test-support.ts';
import type { CheckLine } from '../results/results.ts';

const fault: Fault = { id: 'f', does: 'It errs', breaks: ['ss.one', 'cs.schema.login'] };
const requirement = (id: string): CheckLine['requirements'][number] => ({ id, level: 'MUST', since: 'r0' });
const line = (id: string, verdict: CheckLine['verdict'], ...requirements: readonly string[]): CheckLine =>
  lineOf({ id, verdict, requirements: requirements.map(requirement) });

test('a fault is caught by a line that fails and decides what it breaks', () => {
  const caught = judgeFault(fault, [line('a/one', 'fail', 'ss.one', 'ss.two'), line('a/two', 'pass', 'ss.one')]);
  expect(caught.caughtBy.map(({ id }) => id)).toEqual(['a/one']);
  expect(caught.collateral).toEqual([]);
});

test('what was examined on the wire catches it, too', () => {
  const { caughtBy } = judgeFault(fault, [line('wire/cs.schema.login', 'fail', 'cs.schema.login')]);
  expect(caughtBy).toHaveLength(1);
});

test.for(['pass', 'blocked', 'not-testable', 'target-error', 'harness-error', 'not-applicable'] as const)(
  'a fault survives a check with the verdict %s',
  (verdict) => {
    expect(judgeFault(fault, [line('a/one', verdict, 'ss.one')]).caughtBy).toEqual([]);
  },
);

test('a line that fails and decides nothing of it is collateral', () => {
  const { collateral, caughtBy } = judgeFault(fault, [line('wire/cs.schema.sync', 'fail', 'cs.schema.sync')]);
  expect(collateral.map(({ id }) => id)).toEqual(['wire/cs.schema.sync']);
  expect(caughtBy).toEqual([]);
});

test('what is red without a fault is left out, and a fault that nothing else would tell is not tried', () => {
  const red = line('a/one', 'fail', 'ss.one');
  const both = [red, line('a/two', 'fail', 'ss.one')];
  expect(judgeFault(fault, both, [red])).toMatchObject({ outcome: 'caught', caughtBy: [{ id: 'a/two' }] });
  expect(judgeFault(fault, [red], [red])).toMatchObject({ outcome: 'not-tried', lines: [] });
  expect(judgeFault(fault, [], []).outcome).toBe('survived');
});

test('errors of the harness are told', () => {
  const { harnessErrors } = judgeFault(fault, [line('a/one', 'harness-error', 'ss.one')]);
  expect(harnessErrors).toHaveLength(1);
});

const verdicts = [
  judgeFault(fault, [line('a/one', 'fail', 'ss.one')]),
  judgeFault({ id: 'g', does: 'It errs', breaks: ['ss.one'] }, [line('a/two', 'pass', 'ss.one')]),
];

test('the table has a row for each requirement, with its faults and what caught them', () => {
  expect(tableOf(verdicts)).toEqual([
    { requirement: 'cs.schema.login', faults: [{ id: 'f', caughtBy: [] }] },
    {
      requirement: 'ss.one',
      faults: [
        { id: 'f', caughtBy: ['a/one'] },
        { id: 'g', caughtBy: [] },
      ],
    },
  ]);
});

const checks = ['a/one', 'a/two', 'b/three'].map((id) => ({ id, title: id, requirements: [], roomVersions: [] }));
const shape = { level: 'MUST', since: 'r0', text: 'it', anchor: '/x' } as const;
const catalogue = {
  'ss.one': shape,
  'cs.schema.login': shape,
  'ss.open': shape,
  'ss.told': shape,
  'ss.hidden': { ...shape, notObservable: 'it is inside' },
};

test('a complete sweep tells which checks were never red, and which requirements no fault breaks', () => {
  expect(coverageOf(verdicts, checks, catalogue, {})).toEqual({
    neverRed: ['a/two', 'b/three'],
    withoutFault: ['ss.open', 'ss.told'],
    staleReasons: [],
  });
});

test('what is listed with a reason is left out, and a reason for nothing is stale', () => {
  const beyond = { 'b/*': 'b cannot fail', 'ss.told': 'nobody would', 'a/one': 'this one was red' };
  expect(coverageOf(verdicts, checks, catalogue, beyond)).toEqual({
    neverRed: ['a/two'],
    withoutFault: ['ss.open'],
    staleReasons: ['a/one'],
  });
});
