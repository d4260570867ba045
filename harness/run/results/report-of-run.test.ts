import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf, runLine, temporaryFolder } from './line.test-support.ts';
import { reportOf } from './report-of-run.ts';
import type { CheckLine } from './results.ts';

const catalogue = {
  'cs.login.wrong-password': { level: 'MUST', since: 'r0', text: 'A wrong password is refused', anchor: '/x/#login' },
} as const;
const failure = { message: 'answered with 200', expected: '403', actual: '200' };
const broken = lineOf({ verdict: 'fail', failure, wireLog: 'wire/login.txt' });

function report(lines: readonly CheckLine[], more: Partial<Parameters<typeof reportOf>[0]> = {}) {
  const resultsFolder = temporaryFolder();
  mkdirSync(join(resultsFolder, 'wire'));
  for (const name of ['login.txt', 'login.svg', 'login.homeserver.log'])
    writeFileSync(join(resultsFolder, 'wire', name), 'x');
  return reportOf({
    run: runLine,
    lines,
    baseline: [],
    complete: true,
    brokeApart: [],
    catalogue,
    resultsFolder,
    resultsFile: '',
    repeatOptions: '',
    wallSeconds: 1,
    targetCpuSeconds: null,
    ...more,
  });
}

test('a failure comes with its requirement, its details and the evidence that is there', () => {
  const { target, checks } = report([broken]);
  expect(target).toBe('synapse 1.163.2');
  expect(checks).toMatchObject([
    {
      section: 'client-server/login',
      outcome: 'failed',
      message: 'answered with 200',
      expected: '403',
      actual: '200',
      requirements: [{ text: 'A wrong password is refused', url: 'https://spec.matrix.org/v1.19/x/#login' }],
      evidence: [{ name: 'event graph' }, { name: 'wire log' }, { name: 'homeserver log' }],
    },
  ]);
  expect(checks[0]?.details).toMatch(/^BROKEN {2}client-server\/login\/refuses-a-wrong-password\n {2}requirement/);
});

test.for([
  ['passed', {}],
  ['error', { verdict: 'blocked' }],
  ['error', { verdict: 'target-error' }],
  ['skipped', { verdict: 'not-applicable' }],
  ['skipped', { verdict: 'fail', claimed: false }],
] as const)('%s: %j', ([outcome, parts]) => {
  expect(report([lineOf(parts)]).checks).toMatchObject([{ outcome }]);
});

test('a known failure says why', () => {
  const baseline = [{ check: 'client-server/**', reason: 'issue 1', link: 'https://example.org/1' }];
  expect(report([broken], { baseline })).toMatchObject({
    checks: [{ outcome: 'skipped', known: { reason: 'issue 1', link: 'https://example.org/1' } }],
    apart: [],
  });
});

test('what is red and belongs to no check stands apart', () => {
  const baseline = [{ check: 'no/such', reason: 'issue 1' }];
  expect(report([], { baseline, brokeApart: ['x.test.ts: SyntaxError'] }).apart).toMatchObject([
    { title: 'harness error', outcome: 'error', message: 'x.test.ts: SyntaxError' },
    { title: 'stale baseline entry no/such', outcome: 'failed' },
  ]);
});

test('checks stand in order of their ids and room versions', () => {
  const lines = [
    lineOf({ id: 'b/b/b' }),
    lineOf({ id: 'a/a/a', roomVersion: '10' }),
    lineOf({ id: 'a/a/a', roomVersion: '9' }),
  ];
  expect(report(lines).checks.map(({ id, roomVersion }) => `${id} ${roomVersion}`)).toEqual([
    'a/a/a 9',
    'a/a/a 10',
    'b/b/b null',
  ]);
});
