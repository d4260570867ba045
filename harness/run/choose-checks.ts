import { isUrl } from '../target/start-target.ts';
import { areWholeFiles, isOneFile } from './checks/check-files.ts';
import { PreparedRun } from './prepared-run.ts';
import type { Unit } from './results/shard.ts';
import { choiceOf, type RunOptions } from './run-choice.ts';
import { expectedJobs } from './targets/usual-jobs.ts';

/** The checks that a user chose. Disposing of it ends what was prepared for them. */
export interface ChosenChecks extends AsyncDisposable {
  /** Where they are those of one file, it is loaded and waits for the homeserver; null for others. */
  readonly prepared: PreparedRun | null;
  /** The units of the shard; null where the run is no shard. Rejected with a ConfigurationError for a choice that is empty. */
  readonly shard: Promise<readonly Unit[] | null>;
}

/**
 * Begins to read the choice of checks, and to load what can be loaded before there is a homeserver.
 *
 * @param count how many targets are started
 */
export function chooseChecks(globs: readonly string[], options: RunOptions, count: number): ChosenChecks {
  const { shard, target, seed, jobs = expectedJobs(target, count) } = options;
  if (shard !== undefined || !isOneFile(globs) || isUrl(target)) {
    return { prepared: null, shard: shardOf(globs, options), async [Symbol.asyncDispose]() {} };
  }
  const prepared = new PreparedRun({ choice: choiceOf(globs, options), jobs, seed });
  return {
    prepared,
    shard: prepared.chosen.then(() => null),
    [Symbol.asyncDispose]: () => prepared[Symbol.asyncDispose](),
  };
}

async function shardOf(globs: readonly string[], { shard, roomVersion }: RunOptions): Promise<readonly Unit[] | null> {
  if (shard === undefined && areWholeFiles(globs)) return null;
  const [{ selectChecks }, { unitsOf, unitsOfShard }] = await Promise.all([
    import('./checks/collect.ts'),
    import('./results/shard.ts'),
  ]);
  const checks = await selectChecks(globs);
  return shard === undefined ? null : unitsOfShard(unitsOf(checks, roomVersion), shard);
}
