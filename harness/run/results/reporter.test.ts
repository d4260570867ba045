import { expect, test } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';
import type { RoomVersionRules } from '../../protocol/room-versions.ts';
import type { CheckOutcome } from '../checks/check-meta.ts';
import { VerdictReporter } from './reporter.ts';
import type { CheckLine } from './results.ts';

const catalogue = {
  'cs.old': { level: 'MUST', since: 'r0', text: 'old', anchor: '/x' },
  'cs.v12': {
    level: 'MUST',
    since: 'r0',
    text: 'v12',
    anchor: '/x',
    roomVersions: ({ creatorPower }: RoomVersionRules) => creatorPower === 'infinite',
  },
  'cs.new': { level: 'SHOULD', since: 'v1.19', text: 'new', anchor: '/x' },
} as const;

const ran: CheckOutcome = {
  selected: true,
  notApplicable: null,
  doctored: null,
  examination: null,
  wireLog: 'wire/x.txt',
  serverName: 'localhost:1',
  window: [1, 2],
};

interface Scene {
  readonly requirements?: readonly string[];
  readonly outcome?: CheckOutcome;
  readonly errors?: readonly { name?: string; message: string; expected?: unknown; actual?: unknown }[];
  readonly diedWith?: string | null;
}

/** What the reporter tells of one test that vitest ran. */
function report({ requirements = ['cs.old'], outcome = ran, errors = [], diedWith = null }: Scene): {
  lines: CheckLine[];
  broke: string[];
  reporter: VerdictReporter;
} {
  const lines: CheckLine[] = [];
  const broke: string[] = [];
  const reporter = new VerdictReporter({
    catalogue,
    claim: 'v1.15',
    targetDiedWith: () => diedWith,
    listener: { decided: (line) => lines.push(line), broke: (message) => broke.push(message) },
  });
  const testCase = {
    name: 'Keeps it',
    fullName: 'room version 6 > Keeps it',
    module: { moduleId: '/p/suites/client-server/login.test.ts' },
    meta: () => ({
      check: { requirements, needs: [], touches: [], freshUsers: false, companion: false },
      outcome,
      roomVersion: '6',
    }),
    result: () => ({ state: errors.length > 0 ? 'failed' : 'passed', errors }),
    diagnostic: () => ({ duration: 12.4 }),
  };
  reporter.onTestCaseResult(testCase as unknown as TestCase);
  return { lines, broke, reporter };
}

test('reports a check in the published form', () => {
  expect(report({}).lines).toEqual([
    {
      kind: 'check',
      id: 'client-server/login/keeps-it',
      title: 'Keeps it',
      requirements: [{ id: 'cs.old', level: 'MUST', since: 'r0' }],
      claimed: true,
      verdict: 'pass',
      roomVersion: '6',
      startedAt: 1,
      durationMs: 12,
      failure: null,
      wireLog: 'wire/x.txt',
    },
  ]);
});

test('one requirement that is newer than the claim puts a check beyond the claim', () => {
  expect(report({ requirements: ['cs.old', 'cs.new'] }).lines).toMatchObject([{ claimed: false }]);
});

test('a check that runs where its requirement does not hold is our error', () => {
  expect(report({ requirements: ['cs.v12'] }).lines).toMatchObject([
    {
      verdict: 'harness-error',
      failure: { message: "cs.v12 does not hold in room version 6: restrict the check's room versions" },
    },
  ]);
});

test('hands on what was expected and what came, without colours', () => {
  const errors = [{ name: 'AssertionError', message: '\u001B[31mwrong\u001B[39m', expected: '1', actual: '2' }];
  expect(report({ errors }).lines).toMatchObject([
    { verdict: 'fail', failure: { message: 'wrong', expected: '1', actual: '2' } },
  ]);
});

test('hands on values that are no texts as texts', () => {
  const errors = [{ name: 'AssertionError', message: 'wrong', expected: 200, actual: { a: 1 } }];
  expect(report({ errors }).lines).toMatchObject([{ failure: { expected: '200', actual: '{"a":1}' } }]);
});

test('after the death of the target no failure is a verdict on a rule', () => {
  const errors = [{ name: 'UnexpectedAnswer', message: 'wrong' }];
  expect(report({ errors, diedWith: 'Synapse ended with status 1' }).lines).toMatchObject([
    { verdict: 'target-error', failure: { message: 'Synapse ended with status 1' } },
  ]);
});

test('what does not apply says why', () => {
  const outcome = { ...ran, notApplicable: 'the target does not claim room version 6', wireLog: null };
  expect(report({ outcome }).lines).toMatchObject([
    { verdict: 'not-applicable', failure: { message: 'the target does not claim room version 6' } },
  ]);
});

test('what was not selected is not reported, and kept apart', () => {
  const { lines, broke, reporter } = report({ outcome: { ...ran, selected: false } });
  expect({ lines, broke }).toEqual({ lines: [], broke: [] });
  expect(reporter.leftOut).toMatchObject([{ id: 'client-server/login/keeps-it', roomVersion: '6' }]);
  expect(report({}).reporter.leftOut).toEqual([]);
});

test('a test that failed before it was a check breaks the run', () => {
  const { lines, broke } = report({ outcome: { ...ran, selected: false }, errors: [{ message: 'no requirement' }] });
  expect(lines).toEqual([]);
  expect(broke).toEqual(['room version 6 > Keeps it: no requirement']);
});

test('what breaks many tests in the same way is told once', () => {
  const { broke, reporter } = report({ outcome: { ...ran, selected: false }, errors: [{ message: 'no such file' }] });
  reporter.onTestCaseResult({
    fullName: 'another',
    meta: () => ({}),
    result: () => ({ state: 'failed', errors: [{ message: 'no such file' }] }),
  } as unknown as TestCase);
  expect(broke).toEqual(['room version 6 > Keeps it: no such file']);
});

test('a message of ours that breaks a schema is our error, and the target has nothing to do with it', () => {
  const violation = {
    requirement: 'cs.old',
    roomVersion: null,
    origin: 'harness',
    message: 'PUT /x, request: origin is missing',
  } as const;
  const { lines, reporter } = report({ outcome: { ...ran, examination: { examined: [], violations: [violation] } } });
  expect(lines).toMatchObject([
    { verdict: 'harness-error', failure: { message: 'the harness breaks cs.old: PUT /x, request: origin is missing' } },
  ]);
  expect(reporter.ledger.lines()).toEqual([]);
});

test('a message of the target that breaks a schema is a verdict of its own', () => {
  const violation = {
    requirement: 'cs.old',
    roomVersion: null,
    origin: 'target',
    message: 'GET /x, answer 200: y is missing',
  } as const;
  const examined = [{ requirement: 'cs.old', roomVersion: null, count: 3 }];
  const { lines, reporter } = report({ outcome: { ...ran, examination: { examined, violations: [violation] } } });
  expect(lines).toMatchObject([{ verdict: 'pass' }]);
  expect(reporter.ledger.lines()).toMatchObject([
    {
      id: 'wire/cs.old',
      verdict: 'fail',
      failure: {
        message: '1 of 3 messages break this, first in the check client-server/login/keeps-it',
        actual: violation.message,
      },
      wireLog: 'wire/x.txt',
    },
  ]);
});

test('what was examined and found good is a pass of its own', () => {
  const examined = [{ requirement: 'cs.old', roomVersion: '6', count: 3 }] as const;
  const { reporter } = report({ outcome: { ...ran, examination: { examined, violations: [] } } });
  expect(reporter.ledger.lines()).toMatchObject([
    { id: 'wire/cs.old', verdict: 'pass', roomVersion: '6', failure: null },
  ]);
});

test('a file of checks that cannot be loaded breaks the run', () => {
  const broke: string[] = [];
  const reporter = new VerdictReporter({
    catalogue,
    claim: 'v1.15',
    targetDiedWith: () => null,
    listener: { decided: () => {}, broke: (message) => broke.push(message) },
  });
  reporter.onTestModuleEnd({
    relativeModuleId: 'suites/x.test.ts',
    errors: () => [{ message: 'SyntaxError' }],
  } as unknown as TestModule);
  expect(broke).toEqual(['suites/x.test.ts: SyntaxError']);
});
