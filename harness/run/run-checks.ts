import { isOneFile } from './checks/check-files.ts';
import { Briefing } from './briefing.ts';
import { choiceOf, type RunOptions } from './run-choice.ts';
import type { RunContext } from './run-context.ts';
import type { VerdictReporter } from './results/reporter.ts';
import type { Targets } from './targets/targets.ts';
import { usualJobs, usualWorkers } from './targets/usual-jobs.ts';
import { createCheckRunner } from './vitest-runner.ts';

/** What the workers are told. */
export function contextOf(
  globs: readonly string[],
  options: RunOptions,
  { connections, ownHomeservers, claims, companion, peerCertificate }: Targets,
  resultsFolder: string,
  doctored: RunContext['doctored'] = null,
): RunContext {
  return {
    ...choiceOf(globs, options),
    connections,
    peerCertificate,
    ownHomeservers,
    claim: options.claim ?? claims.specification,
    targetRoomVersions: claims.roomVersions,
    companion,
    roomVersions: options.roomVersion,
    apart: { checks: [], now: false },
    resultsFolder,
    doctored,
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
  const { connections, globs, scenarios, timeoutFactor, trials } = context;
  const { jobs: chosen = usualJobs(connections), seed } = run.options;
  // Accounts that are given are few: side by side, checks would wait for them, and each other, until their time is over.
  const jobs = connections[0].registration.method === 'accounts' ? 1 : chosen;
  const { workers = isOneFile(globs) ? 1 : usualWorkers(connections, jobs) } = run;
  using briefing = new Briefing(Promise.resolve(context));
  const vitest = await createCheckRunner({
    choice: { globs, scenarios, timeoutFactor, trials },
    briefing: briefing.channel,
    reporter,
    workers,
    jobs,
    seed,
  });
  try {
    await vitest.start();
  } finally {
    await vitest.close();
  }
}
