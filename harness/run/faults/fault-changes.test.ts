import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { oracleOf } from '../../protocol/oracle.ts';
import type { Fault } from '../../reference/fault.ts';
import { changedFiles, faultsConcerned, type FaultSources, readerOf } from './fault-changes.ts';

const receipt: Fault = { id: 'receipt', does: 'It errs', breaks: ['ss.a'], rules: { softFails: () => false } };
const sync: Fault = { id: 'sync', does: 'It errs', breaks: ['cs.b'], doctor: () => undefined };
const oracle: Fault = { id: 'oracle', does: 'It errs', breaks: ['rv.c'], oracle: () => oracleOf('1') };
const sources: FaultSources = {
  faultsByArea: { receipt: [receipt], sync: [sync], oracle: [oracle] },
  checks: [{ id: 'client-server/sync/tells', requirements: ['cs.b'] }],
  read: (file) => (file.endsWith('room.ts') ? 'if (this.rules.softFails(allowed)) …' : 'nothing'),
};

test.for([
  ['the file in which it stands', 'harness/reference/faults/sync.ts', ['sync']],
  ['a file that asks its rule', 'harness/reference/rooms/room.ts', ['receipt']],
  ['a file of the homeserver that asks no rule', 'harness/reference/stream.ts', []],
  ['the oracle', 'harness/protocol/redaction.ts', ['oracle']],
  ['a test of the oracle', 'harness/protocol/redaction.test.ts', []],
  ['the checks that decide what it breaks', 'suites/client-server/sync.test.ts', ['sync']],
  ['other checks', 'suites/client-server/send.test.ts', []],
  ['a text', 'harness/reference/room.md', []],
] as const)('a change of %s concerns the fault', ([, file, ids]) => {
  expect(faultsConcerned([file], sources).map(({ id }) => id)).toEqual(ids);
});

test('tells which files differ from the last commit, new ones included', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-changes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const git = (...options: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...options], { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  mkdirSync(join(folder, 'of me'));
  for (const name of ['same.ts', 'of me/changed.ts', 'staged.ts']) writeFileSync(join(folder, name), 'before');
  git('add', '.');
  git('commit', '-q', '--no-gpg-sign', '-m', 'first');
  for (const name of ['of me/changed.ts', 'staged.ts', 'new.ts']) writeFileSync(join(folder, name), 'after');
  git('add', 'staged.ts');
  expect(changedFiles(folder)?.toSorted()).toEqual(['new.ts', 'of me/changed.ts', 'staged.ts']);
  expect(readerOf(folder)('new.ts')).toBe('after');
  expect(readerOf(folder)('gone.ts')).toBe('');
});

test('knows no changes where there is no checkout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-changes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(changedFiles(folder)).toBeNull();
});
