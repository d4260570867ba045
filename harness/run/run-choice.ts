import type { RoomVersion } from '../protocol/room-versions.ts';
import type { ReportOptions } from './results/report-options.ts';
import type { Shard } from './results/shard.ts';
import type { RunChoice, ScenarioChoice } from './run-context.ts';
import type { TargetChoice } from './targets/targets.ts';

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
