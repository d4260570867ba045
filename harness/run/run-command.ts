import type { KnownFailure } from './results/baseline.ts';
import type { RunOptions } from './run-choice.ts';
import { defaultTargets, launchTargets } from './targets/targets.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the checks that the globs select against a target, and reports.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns the exit status: 0, 1 or 3
 * @throws ConfigurationError, TargetError
 */
export async function runCommand(globs: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  const started = performance.now();
  if (options.junit !== undefined || options.allure !== undefined) {
    const { prepareReports } = await import('./results/write-reports.ts');
    await prepareReports(options);
  }
  const launched = Promise.withResolvers<void>();
  const count = options.targets ?? defaultTargets(options.target, globs);
  const starting = launchTargets(options, count, terminal, launched.resolve);
  // Most of the program is loaded while the homeserver starts, and not before; what takes longest first.
  const choosing = Promise.race([launched.promise, Promise.allSettled([starting])])
    .then(() => import('./choose-checks.ts'))
    .then(({ chooseChecks }) => chooseChecks(globs, options, count));
  const shard = choosing.then((chosen) => chosen.shard);
  const begun = choosing.then((chosen) => chosen.prepared?.begun);
  const baseline = begun.then(() => readKnownFailures(options.baseline));
  const loading = begun.then(() => Promise.all([import('./targets/probe.ts'), import('./decide-checks.ts')]));
  await Promise.allSettled([shard, baseline, loading, starting]);

  await using ends = new AsyncDisposableStack();
  for (const result of await Promise.allSettled([starting, choosing]))
    if (result.status === 'fulfilled') ends.use(result.value);
  // A mistake in the choice is told first.
  const choice = { shard: await shard, prepared: (await choosing).prepared, baseline: await baseline };
  const targets = await starting;
  const [, { decideChecks }] = await loading;
  return await decideChecks({ globs, options, started, targets, ...choice }, terminal);
}

async function readKnownFailures(file: string | undefined): Promise<KnownFailure[]> {
  if (file === undefined) return [];
  const { readBaseline } = await import('./results/baseline-file.ts');
  return readBaseline(file);
}
