import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf, resultsFolder, runLine, summaryLine } from './line.test-support.ts';
import { readResults } from './results-reader.ts';

test('reads a results folder, and its file', () => {
  const folder = resultsFolder([runLine, lineOf({}), summaryLine]);
  const read = readResults(folder);
  expect(read).toEqual({
    folder,
    path: join(folder, 'results.jsonl'),
    run: runLine,
    lines: [lineOf({})],
    summary: summaryLine,
    complete: true,
  });
  expect(readResults(read.path)).toEqual(read);
});

test('a run that was cut short has no summary, and like a shard and a part of the checks is not complete', () => {
  expect(readResults(resultsFolder([runLine]))).toMatchObject({ summary: null, complete: false });
  const parts = [{ complete: false }, { shard: '1/2' }].map((part) =>
    resultsFolder([{ ...runLine, ...part }, summaryLine]),
  );
  expect(parts.map((part) => readResults(part).complete)).toEqual([false, false]);
});

test('says what to name where there is nothing', () => {
  expect(() => readResults('/no/such/folder')).toThrow(
    "The results /no/such/folder cannot be read: ENOENT: no such file or directory, open '/no/such/folder'. Name a folder that `touchstone run` wrote",
  );
});

test.for([
  ['{"kind":"run"', ':2: This is not JSON'],
  ['[]', ':2: The line must be object.\n  []'],
  ['{"kind":"other"}', ':2: The line must have required property'],
  [
    JSON.stringify({ ...lineOf({}), verdict: 'good' }),
    ':2: verdict must be equal to one of the allowed values.\n  {"kind"',
  ],
])('quotes the line %s', ([text, message]) => {
  const folder = resultsFolder([runLine]);
  writeFileSync(join(folder, 'results.jsonl'), `${JSON.stringify(runLine)}\n${text}\n`);
  expect(() => readResults(folder)).toThrow(message);
});

test('a file of something else holds no results', () => {
  expect(() => readResults(resultsFolder([]))).toThrow('does not begin with the line of a run');
});
