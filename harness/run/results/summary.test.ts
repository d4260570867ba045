import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { lineOf } from './line.test-support.ts';
import type { CheckLine } from './results.ts';
import { summaryText } from './summary.ts';

const catalogue = {
  'cs.login.wrong-password': {
    level: 'MUST',
    since: 'r0',
    text: 'A wrong password is refused',
    anchor: '/client-server-api/#login',
  },
} as const;

function summarise(
  lines: readonly CheckLine[],
  more: Partial<Parameters<typeof summaryText>[0]> = {},
  files: Readonly<Record<string, string>> = {},
): string {
  const resultsFolder = mkdtempSync(join(tmpdir(), 'summary-'));
  onTestFinished(() => rmSync(resultsFolder, { recursive: true }));
  mkdirSync(join(resultsFolder, 'wire'));
  writeFileSync(
    join(resultsFolder, 'wire', 'login.txt'),
    `${Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')}\n< Server: x\n< 200 \u001B[2Jgone\n`,
  );
  for (const [name, text] of Object.entries(files)) writeFileSync(join(resultsFolder, 'wire', name), text);
  return stripVTControlCharacters(
    summaryText({
      lines,
      baseline: [],
      complete: true,
      brokeApart: [],
      catalogue,
      resultsFolder,
      resultsFile: 'results/results.jsonl',
      wallSeconds: 30,
      targetCpuSeconds: 20,
      repeatOptions: '--target synapse',
      ...more,
    }),
  );
}

const failure = { message: 'POST /login is answered with 200', expected: '403', actual: '200 \u001B[2J{}' };
const broken = lineOf({ verdict: 'fail', failure, wireLog: 'wire/login.txt', roomVersion: '11' });

test('shows requirement, anchor, expected, actual, wire log and the command that repeats it', () => {
  const text = summarise([broken]);
  expect(text).toContain('BROKEN  client-server/login/refuses-a-wrong-password   room version 11');
  expect(text).toContain('requirement  A wrong password is refused (MUST, since r0)');
  expect(text).toContain('https://spec.matrix.org/v1.19/client-server-api/#login');
  expect(text).toContain('expected     403');
  expect(text).toContain('its end:');
  expect(text).toContain('line 29');
  expect(text).not.toContain('line 16');
  expect(text).not.toContain('Server: x');
  expect(text).toContain(
    "again        npm run -s touchstone -- run 'client-server/login/refuses-a-wrong-password' --room-version 11 --target synapse",
  );
});

test('shows the event graph of the check, and where it lies', () => {
  const text = summarise(
    [broken],
    {},
    { 'login.svg': '<svg/>', 'login.graph.txt': 'A room\n\n●  create\u001B[2J\n\n\nEvent\n' },
  );
  expect(text).toMatch(
    /graph {8}\S*\/wire\/login\.svg\n {15}A room\n\n {15}●  create\uFFFD\[2J\n {2}explained {4}\S*\/wire\/login\.graph\.txt\n/,
  );
  expect(text).not.toContain('Event\n');
  const tooLarge = summarise([broken], {}, { 'login.graph.txt': 'The event graph is not drawn: it is too large\n' });
  expect(tooLarge).toMatch(
    /graph {8}\S*\/wire\/login\.graph\.txt\n {15}The event graph is not drawn: it is too large\n/,
  );
  expect(tooLarge).not.toContain('explained');
});

test('lets no control character of the target through', () => {
  const text = summarise([broken]);
  expect(text).toContain('200 \uFFFD[2J{}');
  expect(text).toContain('< 200 \uFFFD[2Jgone');
});

test('tells one story for one check that fails in several room versions', () => {
  const text = summarise([broken, lineOf({ ...broken, roomVersion: '2' })]);
  expect(text.match(/BROKEN/g)).toHaveLength(1);
  expect(text).toContain('room versions 2, 11');
});

test('tells once what kept several checks from deciding', () => {
  const dead = { verdict: 'target-error', failure: { message: 'It died', expected: null, actual: null } } as const;
  const text = summarise([lineOf(dead), lineOf({ ...dead, id: 'client-server/login/another' })]);
  expect(text.match(/It died/g)).toHaveLength(1);
  expect(text).toContain('ERROR  client-server/login/another: as above');
  expect(summarise([broken, lineOf({ ...broken, id: 'client-server/login/another' })])).not.toContain('as above');
});

test('counts by section and in all, and relates wall time to the time of the homeserver', () => {
  const text = summarise([broken, lineOf({}), lineOf({ id: 'server-server/keys/x', verdict: 'not-applicable' })]);
  expect(text).toContain(' ✗ client-server/login  1 kept, 1 broken');
  expect(text).toContain(' ✓ server-server/keys   1 not applicable');
  expect(text).toContain(
    '\n1 kept, 1 broken, 1 not applicable\n30.0 s, of which the homeserver computed 20.0 s (wall ÷ CPU 1.50)',
  );
});

test('names entries of the baseline that no longer hold', () => {
  const baseline = [{ check: 'client-server/login/**', reason: 'issue 1', place: 'known.yaml:3' }];
  expect(summarise([lineOf({})], { baseline })).toContain(
    'STALE BASELINE ENTRY  known.yaml:3: client-server/login/** passes: remove or narrow it, or run `touchstone baseline update` (its reason was: issue 1)',
  );
  expect(summarise([broken], { baseline })).not.toContain('STALE');
});

test('shows what broke apart from all checks', () => {
  expect(summarise([], { brokeApart: ['login.test.ts: SyntaxError'] })).toContain(
    'HARNESS ERROR  login.test.ts: SyntaxError',
  );
});
