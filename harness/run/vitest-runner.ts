import { createVitest, type Reporter, type Vitest } from 'vitest/node';
import { codeRoot, programFile } from '../package-root.ts';
import { checkFiles } from './checks/check-files.ts';
import { deafToSignals } from './interruption.ts';
import type { RunChoice } from './run-context.ts';

/** The longest a check may take, in milliseconds before the timeout factor. Its own waits end long before. */
const checkLimitMs = 90_000;

const awaitBriefing = programFile('harness/run/checks/await-briefing');

/** How vitest runs the checks. */
export interface VitestRunOptions {
  readonly choice: RunChoice;
  /** Names the channel on which workers are told what checks need to begin. */
  readonly briefing: string;
  readonly reporter: Reporter;
  /** How many checks run at the same time. */
  readonly jobs: number;
  readonly seed: number;
  /** How many workers share the files of checks. */
  readonly workers: number;
  /** Ids with wildcards, of which only the files are loaded; by default those of the choice. */
  readonly globs?: readonly string[];
}

/**
 * Makes vitest ready to run the checks: the modules run as Node itself runs them, so that the same code works from a
 * checkout and from an installed package.
 */
export async function createCheckRunner(options: VitestRunOptions): Promise<Vitest> {
  const { choice, briefing, reporter, jobs, seed, workers, globs = choice.globs } = options;
  return deafToSignals(() =>
    createVitest({
      config: false,
      root: codeRoot,
      include: checkFiles(globs),
      // Not vitest's default: in an installed package the checks lie below node_modules.
      exclude: [],
      watch: false,
      pool: 'threads',
      // A worker keeps its connections from file to file; within it checks run concurrently, on all targets in turn.
      isolate: false,
      maxWorkers: workers,
      maxConcurrency: Math.ceil(jobs / workers),
      sequence: { concurrent: true, shuffle: { files: true, tests: true }, seed },
      testTimeout: checkLimitMs * choice.timeoutFactor * choice.scenarios.orders,
      hookTimeout: checkLimitMs * choice.timeoutFactor,
      retry: 0,
      allowOnly: false,
      // In a sweep a file may have no check for some room version, and of a single scenario there is not every kind of check.
      passWithNoTests: choice.trials !== null || choice.scenarios.file !== null,
      expect: { requireAssertions: true },
      setupFiles: [awaitBriefing],
      provide: { choice, briefing },
      reporters: [reporter],
      // Nothing is left beside the program, where others may have put it.
      cache: false,
      fsModuleCache: false,
      experimental: { viteModuleRunner: false, nodeLoader: false },
    }),
  );
}
