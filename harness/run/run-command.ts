import type { RoomVersion } from '../protocol/room-versions.ts';
import { type KnownFailure, readBaseline } from './results/baseline.ts';
import type { ReportOptions } from './results/report-options.ts';
import type { Shard } from './results/shard.ts';
import { prepareReports } from './results/write-reports.ts';
import type { ScenarioChoice } from './run-context.ts';
import { defaultTargets, startTargets, type TargetChoice } from './targets/targets.ts';
import type { Terminal } from './terminal.ts';

/** What a user can choose for a run. */
export interface RunOptions extends TargetChoice, ReportOptions {
  readonly roomVersion: readonly RoomVersion[];
  readonly claim?: string;
  readonly baseline?: string;
  /** As many as keep the homeservers busy where it is left out. */
  readonly jobs?: number;
  readonly seed: number;
  /** File of the only scenario; by default those of Touchstone. */
  readonly scenario?: string;
  readonly scenarioVersions: ScenarioChoice['roomVersions'];
  readonly scenarioSeed: number;
  readonly orders: number;
  /** Only this part of the checks, so that several machines can share them. */
  readonly shard?: Shard;
  readonly results: string;
}

/**
 * Runs the checks that the globs select against a target, and reports.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns the exit status: 0, 1 or 3
 * @throws ConfigurationError, TargetError
 */
export async function runCommand(globs: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  const started = performance.now();
  const baseline: KnownFailure[] = options.baseline === undefined ? [] : readBaseline(options.baseline);
  await prepareReports(options);
  const launched = Promise.withResolvers<void>();
  const count = options.targets ?? defaultTargets(options.target, globs);
  const starting = startTargets(options, count, terminal, launched.resolve);
  // Most of the program is loaded while the homeserver starts, and not before.
  const loading = Promise.race([launched.promise, Promise.allSettled([starting])]).then(
    () => import('./decide-checks.ts'),
  );
  const choosing = loading.then(({ shardOf }) => shardOf(globs, options));
  await Promise.allSettled([choosing, starting]);
  await using targets = await starting.catch(async (error: unknown) => {
    await choosing; // a mistake in the choice is told first
    throw error;
  });
  const { decideChecks } = await loading;
  return await decideChecks({ globs, options, baseline, targets, shard: await choosing, started }, terminal);
}
