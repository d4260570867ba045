import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import { brokenRules } from '../../wire/schemas/registry.ts';
import { judgeFault } from './fault-judgement.ts';
import { type SweepFindings, sweepStatusOf, sweepText, writeSweep } from './fault-report.ts';
import { lineOf } from '../results/line.test-support.ts';
import type { CheckLine } from '../results/results.ts';

const fault = { id: 'login.takes-all', does: 'Logs everybody in', breaks: ['cs.login.password'] } as const;
const failure = { message: 'status 200', expected: null, actual: 'POST /login, answer 200' };
const line = (verdict: CheckLine['verdict'], parts: Partial<CheckLine> = {}): CheckLine =>
  lineOf({
    verdict,
    requirements: [{ id: 'cs.login.password', level: 'MUST', since: 'r0' }],
    failure: verdict === 'pass' ? null : failure,
    ...parts,
  });
const ofSync = {
  id: 'wire/cs.schema.sync',
  requirements: [{ id: 'cs.schema.sync', level: 'MUST', since: 'r0' }],
} as const;

const findings = (verdicts: SweepFindings['verdicts'], more: Partial<SweepFindings> = {}): SweepFindings => ({
  redAnyway: [],
  verdicts,
  coverage: null,
  broke: [],
  seed: 7,
  wallSeconds: 1.25,
  ...more,
});
const text = (found: SweepFindings): string => stripVTControlCharacters(sweepText(found));
const caught = findings([judgeFault(fault, [line('fail')])]);
const survived = findings([judgeFault(fault, [line('pass')])]);
const complete = { neverRed: [], withoutFault: [], staleReasons: [] };

test('a fault that was caught is told in the table, and all is well', () => {
  expect(text(caught)).toContain(
    'cs.login.password\n  ✓ login.takes-all  client-server/login/refuses-a-wrong-password\n',
  );
  expect(text(caught)).toContain('1 faults caught, 0 survived, 0 with collateral failures\n1 trials in 1.3 s');
  expect(sweepStatusOf(caught)).toBe(0);
});

test('a survivor is told with its sentence, and with what ran', () => {
  expect(text(survived)).toContain(
    'SURVIVED  login.takes-all  Logs everybody in (breaks cs.login.password)\n' +
      '    pass  client-server/login/refuses-a-wrong-password, which decides cs.login.password\n',
  );
  expect(sweepStatusOf(survived)).toBe(1);
});

test('a survivor for which nothing ran says so', () => {
  expect(text(findings([judgeFault(fault, [])]))).toContain('no check decides these requirements');
});

test('collateral failures are told with their evidence, and are red', () => {
  const found = findings([judgeFault(fault, [line('fail'), line('fail', ofSync)])]);
  expect(text(found)).toContain(
    'COLLATERAL  login.takes-all  Logs everybody in (breaks cs.login.password)\n' +
      '    fail  wire/cs.schema.sync, which decides cs.schema.sync: status 200 POST /login, answer 200',
  );
  expect(sweepStatusOf(found)).toBe(1);
});

test.for([
  ['an error of the harness', findings([judgeFault(fault, [line('fail'), line('harness-error')])]), 1],
  ['a check that was never red', { ...caught, coverage: { ...complete, neverRed: ['a/b'] } }, 1],
  ['a reason that explains nothing', { ...caught, coverage: { ...complete, staleReasons: ['a/*'] } }, 1],
  ['a requirement without a fault', { ...caught, coverage: { ...complete, withoutFault: ['ss.x'] } }, 0],
  ['a check that is red without a fault', { ...caught, redAnyway: [line('fail')] }, 1],
  ['something that broke apart from checks', { ...caught, broke: ['no memory left'] }, 3],
] as const)('%s ends with status %3$d', ([, found, status]) => {
  expect(sweepStatusOf(found)).toBe(status);
});

test('the lists of a complete sweep are told', () => {
  const coverage = { neverRed: ['a/b'], withoutFault: ['ss.x'], staleReasons: ['c/*'] };
  const told = text({ ...caught, coverage, redAnyway: [line('blocked')], broke: ['no memory left'] });
  for (const sentence of [
    'NEVER RED  a/b',
    'WITHOUT A FAULT  ss.x',
    'STALE REASON  c/*',
    'RED WITHOUT A FAULT    blocked  client-server/login',
    'HARNESS ERROR  no memory left',
    '1 checks never red, 1 requirements without a fault',
  ])
    expect(told).toContain(sentence);
});

test('writes the published form', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const found = findings([judgeFault(fault, [line('fail'), line('fail', ofSync)])], { coverage: complete });
  const file = writeSweep(join(folder, 'new'), found);
  const content = JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
  expect(brokenRules('faults.json', content)).toEqual([]);
  expect(content).toMatchObject({
    exitStatus: 1,
    faults: [{ outcome: 'caught', collateral: ['wire/cs.schema.sync'] }],
  });
});
