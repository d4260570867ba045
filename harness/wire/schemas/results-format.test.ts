import { expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { brokenRules } from './registry.ts';

const run: JsonObject = {
  kind: 'run',
  target: 'synapse',
  version: '1.163.2',
  specification: 'v1.15',
  seed: 1,
  options: {},
  keyOfLaterReleases: true,
};
const check: JsonObject = {
  kind: 'check',
  id: 'ss.pdu.hash',
  title: 'keeps only the redacted copy',
  requirements: [{ id: 'ss.pdu.content-hash-mismatch', level: 'MUST', since: 'r0.1.0' }],
  claimed: true,
  verdict: 'fail',
  roomVersion: '12',
  durationMs: 12.5,
  failure: { message: 'm', expected: 'e', actual: null },
  wireLog: 'wire/x.json',
};
const summary: JsonObject = {
  kind: 'summary',
  counts: { pass: 3, fail: 1 },
  wallSeconds: 4.2,
  targetCpuSeconds: null,
  exitStatus: 1,
};

test.each([
  ['a run', run],
  ['a check', check],
  ['a passed check', { ...check, verdict: 'pass', failure: null, wireLog: null, roomVersion: null }],
  ['a summary', summary],
])('%s is a line of results.jsonl', (_name, line) => {
  expect(brokenRules('results.json', line)).toEqual([]);
});

test.each<[string, JsonObject]>([
  ['a kind that does not exist', { kind: 'other' }],
  ['no kind', {}],
  ['a run without its target', { kind: 'run', version: null, specification: 'v1.15', seed: 1, options: {} }],
  ['a check with a verdict that does not exist', { ...check, verdict: 'passed' }],
  ['a check with a key of its own', { ...check, extra: 1 }],
  ['a check with a level that does not exist', { ...check, requirements: [{ id: 'x', level: 'must', since: 'v1.1' }] }],
  ['a check whose failure has no message', { ...check, failure: { expected: null, actual: null } }],
  ['a summary that counts a verdict that does not exist', { ...summary, counts: { passed: 1 } }],
  ['a summary with exit status 4', { ...summary, exitStatus: 4 }],
])('%s is no line of results.jsonl', (_name, line) => {
  expect(brokenRules('results.json', line).length).toBeGreaterThan(0);
});
