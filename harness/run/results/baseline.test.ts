import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { staleEntries } from './baseline.ts';
import { readBaseline } from './baseline-file.ts';
import { lineOf } from './line.test-support.ts';

function baselineFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'known.yaml');
  writeFileSync(file, text);
  return file;
}

test('reads known failures', () => {
  const file = baselineFile('- check: client-server/login/**\n  roomVersions: ["6"]\n  reason: issue 1\n');
  expect(readBaseline(file)).toEqual([
    { check: 'client-server/login/**', roomVersions: ['6'], reason: 'issue 1', place: `${file}:1` },
  ]);
});

test('an empty file lists nothing', () => {
  expect(readBaseline(baselineFile('# nothing is known to fail\n'))).toEqual([]);
});

test.for([
  ['no reason', '- check: a\n  reason: x\n- check: b\n', ':3: - check: b', "must have required property 'reason'"],
  [
    'an unknown key',
    '- check: a\n  reason: x\n  because: y\n',
    ':1: - check: a',
    'must NOT have additional properties (because)',
  ],
  [
    'a number for a room version',
    '- check: a\n  reason: x\n  roomVersions: [6]\n',
    ':3: roomVersions: [6]',
    'must be string',
  ],
  [
    'an unknown room version',
    "- check: a\n  reason: x\n  roomVersions:\n    - '13'\n",
    ":4: - '13'",
    'must be equal to one of the allowed values (1, 2,',
  ],
  ['no list', 'check: a\n', ':1: check: a', 'must be array'],
])('quotes the line that has %s', ([, text, line, problem]) => {
  const read = () => readBaseline(baselineFile(`${text}`));
  expect(read).toThrow(`${line}`);
  expect(read).toThrow(`${problem}`);
});

test('says that a file is missing, and which option names it', () => {
  expect(() => readBaseline('/no/such/file.yaml')).toThrow('Check the path given to --baseline');
});

test('an entry is stale where it passes, in which room versions, or where it matches nothing', () => {
  const entry = { check: '**/refuses-*', reason: 'x' };
  const failing = lineOf({ verdict: 'fail', roomVersion: '5' });
  const passing = lineOf({ roomVersion: '6' });
  expect(staleEntries([failing], [entry], true)).toEqual([]);
  expect(staleEntries([failing, passing], [entry], true)).toEqual([{ entry, why: 'passes in room versions 6' }]);
  expect(staleEntries([failing, passing], [{ ...entry, roomVersions: ['5'] }], true)).toEqual([]);
  expect(staleEntries([lineOf({ verdict: 'not-applicable' })], [entry], true)).toEqual([
    { entry, why: 'matches no check that ran' },
  ]);
});

test('a part of the checks does not tell what all messages are like', () => {
  const entry = { check: 'wire/cs.schema.*', reason: 'x' };
  const passing = lineOf({ id: 'wire/cs.schema.getDevices' });
  expect(staleEntries([passing], [entry], true)).toEqual([{ entry, why: 'passes' }]);
  expect(staleEntries([passing], [entry], false)).toEqual([]);
});

test('an entry may say that its check brings the homeserver down', () => {
  const file = baselineFile('- check: a/b/c\n  endsHomeserver: true\n  reason: issue 1\n');
  expect(readBaseline(file)).toMatchObject([{ check: 'a/b/c', endsHomeserver: true, reason: 'issue 1' }]);
});
