import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { compare } from '../../../reports/comparison.ts';
import { comparisonText } from './comparison-text.ts';
import { lineOf, resultsFolder, runLine, summaryLine } from './line.test-support.ts';
import { readResults } from './results-reader.ts';
import type { CheckLine, RunLine } from './results.ts';

const failing = (parts: Partial<CheckLine>): CheckLine =>
  lineOf({ verdict: 'fail', failure: { message: 'is \u001B[2J\nwrong', expected: null, actual: null }, ...parts });

function text(before: readonly CheckLine[], after: readonly CheckLine[], newRun: Partial<RunLine> = {}): string {
  const older = readResults(resultsFolder([runLine, ...before, summaryLine]));
  const newer = readResults(resultsFolder([{ ...runLine, ...newRun }, ...after]));
  return stripVTControlCharacters(comparisonText({ older, newer, comparison: compare(older.lines, newer.lines) }));
}

test('shows each difference once, with its room versions and why it fails', () => {
  const shown = text(
    [lineOf({ id: 'a/b/c', roomVersion: '9' }), lineOf({ id: 'a/b/c', roomVersion: '10' }), failing({ id: 'a/b/d' })],
    [failing({ id: 'a/b/c', roomVersion: '9' }), failing({ id: 'a/b/c', roomVersion: '10' }), lineOf({ id: 'a/b/d' })],
    { version: '1.164.0' },
  );
  expect(shown).toMatch(/^synapse 1\.163\.2 \(\S+\) {2}→ {2}synapse 1\.164\.0 \(\S+\)\n/);
  expect(shown).toContain('FIXED   a/b/d  fail → pass\n');
  expect(shown).toContain('BROKEN  a/b/c (room versions 9, 10)  pass → fail\n        is \uFFFD[2J wrong\n');
  expect(shown).toContain('\n2 broken, 1 fixed, 0 new, 0 gone, 0 still passing, 0 still failing');
  expect(shown).toContain('the newer run was cut short');
});

test('a part of the checks is no list of what is gone', () => {
  const shown = text([lineOf({ id: 'a/b/c' })], [], { complete: false });
  expect(shown).toContain('only a part of the checks is in the newer run: the others count as gone');
  expect(shown).not.toContain('GONE');
  expect(shown).toContain('1 gone');
});
