import { expect, test } from 'vitest';
import { lineOf, runLine, summaryLine } from './line.test-support.ts';
import { mergeShards } from './merge-shards.ts';
import type { Results } from './results-reader.ts';
import type { CheckLine, RunLine, SummaryLine } from './results.ts';

interface Parts {
  readonly run?: Partial<RunLine>;
  readonly lines?: readonly CheckLine[];
  readonly summary?: Partial<SummaryLine> | null;
}

/** The results of one shard, in the folder of its number. */
function shard(number: string, { run = {}, lines = [], summary = {} }: Parts = {}): Results {
  return {
    folder: number,
    path: number,
    run: { ...runLine, shard: number, ...run },
    lines,
    summary: summary && { ...summaryLine, ...summary },
    complete: false,
  };
}

test('makes one run of all shards, in any order', () => {
  const merged = mergeShards([
    shard('2/2', {
      run: { seed: 7 },
      lines: [lineOf({ id: 'b/b/b' })],
      summary: { wallSeconds: 20, targetCpuSeconds: 5, brokeApart: ['x.test.ts: SyntaxError'] },
    }),
    shard('1/2', { lines: [lineOf({ id: 'a/a/a' })], summary: { wallSeconds: 10, targetCpuSeconds: 6 } }),
  ]);
  expect(merged).toEqual({
    run: { ...runLine, seed: '1, 7' },
    lines: [lineOf({ id: 'a/a/a' }), lineOf({ id: 'b/b/b' })],
    brokeApart: ['x.test.ts: SyntaxError'],
    wallSeconds: 20,
    targetCpuSeconds: 11,
  });
  expect(mergeShards([shard('1/1', { run: { complete: false } })]).run.complete).toBe(false);
});

const wire = (verdict: 'pass' | 'fail', examined: number, broken: number, firstIn: string | null): CheckLine => {
  const failure = verdict === 'pass' ? null : { message: 'old', expected: null, actual: `seen in ${firstIn}` };
  const messages = { examined, broken, firstIn };
  return lineOf({ id: 'wire/cs.x', verdict, failure, wireLog: firstIn && `wire/${firstIn}.txt`, messages });
};

test('counts what was examined on the wire over all shards', () => {
  const { lines } = mergeShards([
    shard('1/3', {
      lines: [
        wire('pass', 10, 0, null),
        lineOf({ id: 'wire/cs.y', messages: { examined: 1, broken: 0, firstIn: null } }),
      ],
    }),
    shard('2/3', { lines: [wire('fail', 4, 3, 'a/b/c')] }),
    shard('3/3', { lines: [wire('fail', 1, 1, 'a/b/d')] }),
  ]);
  expect(lines).toMatchObject([
    {
      id: 'wire/cs.x',
      verdict: 'fail',
      failure: { message: '4 of 15 messages break this, first in the check a/b/c', actual: 'seen in a/b/c' },
      wireLog: 'wire/a/b/c.txt',
      messages: { examined: 15, broken: 4, firstIn: 'a/b/c' },
    },
    { id: 'wire/cs.y', verdict: 'pass', failure: null },
  ]);
});

test.for([
  ['a whole run', [{ ...shard('1/1'), run: runLine }], '1/1 is of no shard: merge joins what'],
  ['one that was cut short', [shard('1/1', { summary: null })], 'shard 1/1 was cut short. Run it again.'],
  ['missing ones', [shard('2/4')], 'Shards 1/4, 3/4, 4/4 are missing. Name the folders of all 4 shards.'],
  ['a missing one', [shard('2/2')], 'Shard 1/2 is missing.'],
  ['one that is named twice', [shard('1/2'), shard('1/2')], '1/2 and 1/2 are both shard 1/2. Name each shard once.'],
  ['other numbers', [shard('1/2'), shard('2/3')], 'The number of shards: 2 and 3. Merge the shards of one run.'],
  [
    'another target',
    [shard('1/2'), shard('2/2', { run: { target: 'dendrite' } })],
    '1/2 and 2/2 are not of the same run. The target: "synapse" and "dendrite".',
  ],
  ['another version', [shard('1/2'), shard('2/2', { run: { version: '1.164.0' } })], 'The version: '],
  ['another specification', [shard('1/2'), shard('2/2', { run: { specification: 'v1.1' } })], 'The specification: '],
  ['another choice', [shard('1/2'), shard('2/2', { run: { options: { globs: ['a/**'] } } })], 'The chosen checks: '],
  [
    'overlapping ones',
    [shard('1/2', { lines: [lineOf({ roomVersion: '6' })] }), shard('2/2', { lines: [lineOf({ roomVersion: '6' })] })],
    'client-server/login/refuses-a-wrong-password 6 ran in both 1/2 and 2/2',
  ],
] as const)('refuses %s', ([, parts, message]) => {
  expect(() => mergeShards(parts)).toThrow(message);
});
