import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../../target/errors.ts';
import { ledgerMessage } from './ledger.ts';
import type { Results } from './results-reader.ts';
import { type CheckLine, isOfWholeRun, type RunLine, type SummaryLine } from './results.ts';
import { parseShard, unitKey } from './shard.ts';

/** What one run would have left. */
export interface MergedRun {
  readonly run: RunLine;
  readonly lines: readonly CheckLine[];
  readonly brokeApart: readonly string[];
  /** They ran beside each other: as long as the longest took. */
  readonly wallSeconds: number;
  /** Of all homeservers together. */
  readonly targetCpuSeconds: number | null;
}

/**
 * Joins the results of all shards of a run.
 *
 * @param parts the results of each shard, in any order
 * @throws ConfigurationError where they are not all shards of one run: unfinished, of different runs, missing, or twice
 */
export function mergeShards(parts: readonly Results[]): MergedRun {
  const shards = inOrder(parts.map(finished));
  const [first] = shards;
  if (!first) throw new Error('a merge has at least one part');
  for (const shard of shards) refuseOtherRun(first, shard);
  refuseMissing(shards);
  refuseOverlap(shards);
  const { kind, target, version, specification, complete = false, options } = first.results.run;
  const seed = shards.map(({ results }) => results.run.seed).join(', ');
  const summaries = shards.map(({ summary }) => summary);
  const lines = shards.flatMap(({ results }) => results.lines);
  return {
    run: { kind, target, version, specification, seed, complete, options },
    lines: [...lines.filter((line) => !isOfWholeRun(line)), ...mergeLedgers(lines.filter(isOfWholeRun))],
    brokeApart: summaries.flatMap(({ brokeApart = [] }) => brokeApart),
    wallSeconds: Math.max(...summaries.map(({ wallSeconds }) => wallSeconds)),
    targetCpuSeconds: summaries.reduce<number | null>(
      (sum, { targetCpuSeconds }) => (sum === null || targetCpuSeconds === null ? null : sum + targetCpuSeconds),
      0,
    ),
  };
}

interface FinishedShard {
  readonly results: Results;
  readonly index: number;
  readonly of: number;
  readonly summary: SummaryLine;
}

function finished(results: Results): FinishedShard {
  const { path, run, summary } = results;
  if (run.shard === undefined)
    throw new ConfigurationError(`${path} is of no shard: merge joins what touchstone run --shard i/n wrote.`);
  if (summary === null)
    throw new ConfigurationError(`${path} ends without a summary: shard ${run.shard} was cut short. Run it again.`);
  return { results, summary, ...parseShard(run.shard) };
}

function inOrder(shards: readonly FinishedShard[]): FinishedShard[] {
  return shards.toSorted((a, b) => a.index - b.index);
}

/** What has to be the same in all shards of one run, besides their number. */
const sameThings = {
  target: ({ target }: RunLine) => target,
  version: ({ version }: RunLine) => version,
  specification: ({ specification }: RunLine) => specification,
  'chosen checks': ({ options }: RunLine) => options['globs'],
  'chosen room versions': ({ options }: RunLine) => options['roomVersion'],
} as const;

function refuseOtherRun(first: FinishedShard, other: FinishedShard): void {
  const differ = (what: string, one: unknown, another: unknown): never => {
    throw new ConfigurationError(
      `${first.results.path} and ${other.results.path} are not of the same run. The ${what}: ${JSON.stringify(one)} and ` +
        `${JSON.stringify(another)}. Merge the shards of one run.`,
    );
  };
  if (first.of !== other.of) differ('number of shards', first.of, other.of);
  for (const [what, valueOf] of Object.entries(sameThings)) {
    const [one, another] = [valueOf(first.results.run), valueOf(other.results.run)];
    if (!isDeepStrictEqual(one, another)) differ(what, one, another);
  }
}

function refuseMissing(shards: readonly FinishedShard[]): void {
  const byIndex = Map.groupBy(shards, ({ index }) => index);
  const of = shards[0]?.of ?? 0;
  for (const [index, [one, another]] of byIndex) {
    if (one && another)
      throw new ConfigurationError(
        `${one.results.path} and ${another.results.path} are both shard ${index}/${of}. Name each shard once.`,
      );
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const names = missing.map((index) => `${index}/${of}`).join(', ');
    throw new ConfigurationError(
      `Shard${missing.length > 1 ? 's' : ''} ${names} ${missing.length > 1 ? 'are' : 'is'} missing. Name the folders of all ${of} shards.`,
    );
  }
}

function refuseOverlap(shards: readonly FinishedShard[]): void {
  const ranIn = new Map<string, FinishedShard>();
  for (const shard of shards) {
    for (const line of shard.results.lines.filter((each) => !isOfWholeRun(each))) {
      const other = ranIn.get(unitKey(line));
      if (other)
        throw new ConfigurationError(
          `${unitKey(line).trim()} ran in both ${other.results.path} and ${shard.results.path}: they are shards of different ` +
            'versions of the checks. Run all shards with the same Touchstone.',
        );
      ranIn.set(unitKey(line), shard);
    }
  }
}

/** What was examined on the wire is counted in each shard: one line for each requirement, with the evidence of the first that broke it. */
function mergeLedgers(lines: readonly CheckLine[]): CheckLine[] {
  return [...Map.groupBy(lines, unitKey).values()].flatMap((same): CheckLine[] => {
    const first = same.find(({ verdict }) => verdict !== 'pass') ?? same[0];
    if (!first) return [];
    const messages = {
      examined: total(same, 'examined'),
      broken: total(same, 'broken'),
      firstIn: first.messages?.firstIn ?? null,
    };
    const { failure } = first;
    return [{ ...first, messages, failure: failure && { ...failure, message: ledgerMessage(messages) } }];
  });
}

function total(lines: readonly CheckLine[], what: 'examined' | 'broken'): number {
  return lines.reduce((sum, { messages }) => sum + (messages?.[what] ?? 0), 0);
}
