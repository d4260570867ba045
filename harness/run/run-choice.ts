import type { RunChoice } from './run-context.ts';
import type { RunOptions } from './run-command.ts';

/** What the workers are told before there is a target. */
export function choiceOf(globs: readonly string[], options: RunOptions): RunChoice {
  return {
    globs,
    scenarios: {
      file: options.scenario ?? null,
      roomVersions: options.scenarioVersions,
      seed: options.scenarioSeed,
      orders: options.orders,
    },
    timeoutFactor: options.timeoutFactor,
    trials: null,
  };
}
