import type { RunContext } from './run-context.ts';
import type { RunOptions } from './run-command.ts';
import type { VerdictReporter } from './results/reporter.ts';
import type { Targets } from './targets/targets.ts';
import { usualJobs, usualWorkers } from './targets/usual-jobs.ts';
import { createCheckRunner } from './vitest-runner.ts';

/** What the workers are told. */
export function contextOf(
  globs: readonly string[],
  options: RunOptions,
  { connections, ownHomeservers, claims, companion }: Targets,
  resultsFolder: string,
  doctored: RunContext['doctored'] = null,
): RunContext {
  const { roomVersion: roomVersions, timeoutFactor } = options;
  return {
    connections,
    ownHomeservers,
    targetRoomVersions: claims.roomVersions,
    companion,
    roomVersions,
    globs,
    apart: { checks: [], now: false },
    scenarios: {
      file: options.scenario ?? null,
      roomVersions: options.scenarioVersions,
      seed: options.scenarioSeed,
      orders: options.orders,
    },
    timeoutFactor,
    resultsFolder,
    doctored,
    trials: null,
  };
}

/** Runs the checks once. */
export async function runChecks(run: {
  readonly context: RunContext;
  readonly reporter: VerdictReporter;
  readonly options: Pick<RunOptions, 'jobs' | 'seed'>;
  /** How many workers; as many as are usual where it is left out. */
  readonly workers?: number;
}): Promise<void> {
  const { context, reporter } = run;
  const { connections } = context;
  const { jobs: chosen = usualJobs(connections), seed } = run.options;
  // Accounts that are given are few: side by side, checks would wait for them, and each other, until their time is over.
  const jobs = connections[0].registration.method === 'accounts' ? 1 : chosen;
  const { workers = usualWorkers(connections, jobs) } = run;
  const vitest = await createCheckRunner({ context, reporter, workers, jobs, seed });
  try {
    await vitest.start();
  } finally {
    await vitest.close();
  }
}
