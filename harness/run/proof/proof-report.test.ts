import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { lineOf } from '../results/line.test-support.ts';
import { type ProofFindings, reportProofs } from './proof-report.ts';

const id = 'a/b/c';
const caught = { id, wrong: 'nothing at all', verdict: 'fail', message: 'expected something' } as const;
const entry = { check: id, reason: 'so it is', place: 'known.yaml:1' };
const findings: ProofFindings = {
  checks: [{ id }],
  truth: [lineOf({ id })],
  proofs: [caught],
  baseline: [],
  endings: [],
  broke: [],
};

function report(more: Partial<ProofFindings>): { readonly text: string; readonly exitStatus: number } {
  const { lines, exitStatus } = reportProofs({ ...findings, ...more });
  return { text: stripVTControlCharacters(lines.join('\n')), exitStatus };
}

test('is content where every doctored answer was caught', () => {
  const { text, exitStatus } = report({});
  expect(text).toBe(
    '✓ a/b/c: 1 of 1 doctored answers caught\n' +
      '1 doctored answers caught, 0 not caught, 0 checks never seen red, 0 red on the true answers, too',
  );
  expect(exitStatus).toBe(0);
});

test('is red where an answer escaped, a check has none, or something broke', () => {
  const escaped = report({ proofs: [caught, { ...caught, verdict: 'pass', message: '' }] });
  expect(escaped.text).toContain('✗ a/b/c: 1 of 2 doctored answers caught\n    NOT CAUGHT  nothing at all: pass');
  expect(report({ proofs: [] }).text).toContain('NEVER SEEN RED  a/b/c');
  expect([escaped, report({ proofs: [] }), report({ broke: ['a file'] })].map((one) => one.exitStatus)).toEqual([
    1, 1, 1,
  ]);
});

test('tells known failures apart from those that nobody knew', () => {
  const truth = [lineOf({ id, verdict: 'fail' })];
  const unknown = report({ truth });
  expect(unknown.text).toContain('red without a doctor  a/b/c: fail');
  const known = report({ truth, proofs: [], baseline: [entry] });
  expect(known.text).toContain(
    'KNOWN FAILURE  a/b/c fails anyway, so it cannot be proven (known.yaml:1: so it is)\n' +
      '0 doctored answers caught, 0 not caught, 0 checks never seen red, 0 red on the true answers, too, 1 known failures',
  );
  expect([unknown.exitStatus, known.exitStatus]).toEqual([0, 0]);
});

test('says what it left out, since it would end the homeserver', () => {
  const { text, exitStatus } = report({ truth: [], proofs: [], endings: [{ id, entry }] });
  expect(text).toContain('LEFT OUT  a/b/c would end the homeserver (known.yaml:1: so it is)');
  expect(text).toMatch(/, 1 left out$/);
  expect(exitStatus).toBe(0);
});

test('is red where a listed check passes', () => {
  const { text, exitStatus } = report({ baseline: [entry] });
  expect(text).toContain('STALE BASELINE ENTRY  known.yaml:1: a/b/c passes: remove or narrow it');
  expect(exitStatus).toBe(1);
});
