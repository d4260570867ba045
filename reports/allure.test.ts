import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clearAllureResults, writeAllureResults } from './allure.ts';
import { hostile, reportedCheck, reportWith } from './report.test-support.ts';
import type { Report } from './report.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'allure-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

interface AllureResult {
  readonly historyId: string;
  readonly labels: readonly { name: string; value: string }[];
  readonly attachments: readonly { name: string; source: string; type: string }[];
}

/** Everything that was written of a report. */
function written(report: Report): { folder: string; results: AllureResult[] } {
  const folder = temporaryFolder();
  writeAllureResults(report, folder);
  const files = readdirSync(folder).filter((name) => name.endsWith('-result.json'));
  return {
    folder,
    results: files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as AllureResult),
  };
}

test('a check carries its requirement, level, room version and place in the specification', () => {
  const { results, folder } = written(reportWith([reportedCheck({ roomVersion: '11' })]));
  expect(results).toMatchObject([
    {
      name: 'refuses a wrong password (room version 11)',
      fullName: 'client-server/login/refuses-a-wrong-password',
      status: 'passed',
      description:
        '**MUST** (since r0): A wrong password is refused\n\n[cs.login.wrong-password](https://spec.matrix.org/v1.19/client-server-api/#login)',
      links: [{ name: 'cs.login.wrong-password' }],
    },
  ]);
  expect(results[0]?.labels).toEqual(
    expect.arrayContaining([
      { name: 'parentSuite', value: 'client-server' },
      { name: 'suite', value: 'login' },
      { name: 'severity', value: 'critical' },
      { name: 'requirement', value: 'cs.login.wrong-password' },
      { name: 'specification', value: '/v1.19/client-server-api/#login' },
      { name: 'level', value: 'MUST' },
      { name: 'roomVersion', value: '11' },
    ]),
  );
  expect(readFileSync(join(folder, 'environment.properties'), 'utf8')).toContain('homeserver=synapse 1.163.2');
});

test('room versions of a check are not tries of the same one', () => {
  const { results } = written(reportWith(['6', '11'].map((roomVersion) => reportedCheck({ roomVersion }))));
  expect(new Set(results.map(({ historyId }) => historyId)).size).toBe(2);
});

test('a failure has its evidence as attachments, and text from the target as it is', () => {
  const evidence = join(temporaryFolder(), 'login.svg');
  writeFileSync(evidence, '<svg/>');
  const { results, folder } = written(
    reportWith([
      reportedCheck({
        outcome: 'failed',
        verdict: 'fail',
        message: hostile,
        expected: '403',
        actual: hostile,
        details: 'all of it',
        evidence: [{ name: 'event graph', contentType: 'image/svg+xml', path: evidence }],
      }),
    ]),
  );
  expect(results).toMatchObject([
    { status: 'failed', statusDetails: { message: hostile, expected: '403', actual: hostile, trace: 'all of it' } },
  ]);
  expect(results[0]?.attachments).toMatchObject([{ name: 'event graph', type: 'image/svg+xml' }]);
  expect(readFileSync(join(folder, results[0]?.attachments[0]?.source ?? ''), 'utf8')).toBe('<svg/>');
});

test('what went over the wire are its steps, at the times when it did', () => {
  const steps = [
    { name: 'alice: POST /createRoom → 200', atMs: 10, durationMs: 50 },
    { name: `target: GET /${hostile} → 404`, atMs: 30, durationMs: 1 },
  ];
  const { results } = written(reportWith([reportedCheck({ startedAtMs: 1_000_000, steps: () => steps })]));
  expect(results).toMatchObject([
    {
      start: 1_000_000,
      stop: 1_001_500,
      steps: [
        { name: steps[0]?.name, status: 'passed', start: 1_000_010, stop: 1_000_060, steps: [] },
        { name: steps[1]?.name, start: 1_000_030, stop: 1_000_031, steps: [] },
      ],
    },
  ]);
});

test('a known failure is skipped, says why, and can be found by its tag', () => {
  const known = { reason: 'issue 1', link: 'https://example.org/1' };
  const { results } = written(reportWith([reportedCheck({ outcome: 'skipped', message: 'answered with 200', known })]));
  expect(results).toMatchObject([
    {
      status: 'skipped',
      statusDetails: { known: true, message: 'known failure: issue 1\nanswered with 200' },
      links: [{}, { url: 'https://example.org/1', type: 'issue' }],
    },
  ]);
  expect(results[0]?.labels).toContainEqual({ name: 'tag', value: 'known failure' });
});

test('what belongs to no check is shown, too', () => {
  const { results } = written(reportWith([], [{ title: 'harness error', outcome: 'error', message: 'SyntaxError' }]));
  expect(results).toMatchObject([
    { name: 'harness error', status: 'broken', statusDetails: { message: 'SyntaxError' } },
  ]);
});

test('clears results of an older run and nothing else', () => {
  const { folder } = written(reportWith([reportedCheck()]));
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  clearAllureResults(folder);
  expect(readdirSync(folder).toSorted()).toEqual(['environment.properties', 'notes.txt']);
});
