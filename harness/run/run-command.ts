import { resolve } from 'node:path';
import { isUrl } from '../target/start-target.ts';
import { isRoomVersion, type RoomVersion } from '../protocol/room-versions.ts';
import { type KnownFailure, readBaseline } from './results/baseline.ts';
import { selectChecks } from './checks/collect.ts';
import { finishRun } from './results/finish-run.ts';
import { fullCatalogue } from './checks/full-catalogue.ts';
import { type Incident, writeHomeserverLogs } from './targets/homeserver-log.ts';
import { Progress } from './progress.ts';
import { VerdictReporter } from './results/reporter.ts';
import { type CheckLine, ResultsFile } from './results/results.ts';
import type { RunContext, ScenarioChoice } from './run-context.ts';
import { isIn, limitsOf } from './checks/selection.ts';
import { type Shard, shardText, type Unit, unitKey, unitsOf, unitsOfShard } from './results/shard.ts';
import { defaultTargets, startTargets, type TargetChoice, type Targets } from './targets/targets.ts';
import { harmless, paint, type Terminal } from './terminal.ts';
import { createCheckRunner } from './vitest-runner.ts';
import { prepareReports, type ReportOptions } from './results/write-reports.ts';

/** What a user can choose for a run. */
export interface RunOptions extends TargetChoice, ReportOptions {
  readonly roomVersion: readonly RoomVersion[];
  readonly claim?: string;
  readonly baseline?: string;
  readonly jobs: number;
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
  prepareReports(options);
  const choosing = shardOf(globs, options);
  const starting = startTargets(options, options.targets ?? defaultTargets(options.target, globs), terminal);
  await Promise.allSettled([choosing, starting]);
  await using targets = await starting.catch(async (error: unknown) => {
    await choosing; // a mistake in the choice is told first
    throw error;
  });
  const shard = await choosing;
  const { claims } = targets;
  const [{ name, version }] = targets.connections;
  const claim = options.claim ?? claims.specification;
  // What brings the homeserver down would bring down the checks beside it: it is for one that can be started again.
  const ending = baseline.filter((entry) => entry.endsHomeserver);
  const spared = isUrl(options.target) ? ending : [];
  const apart = isUrl(options.target)
    ? []
    : ending.filter((entry) => shard === null || shard.some((unit) => isIn(entry, unit)));
  const limits = limitsOf(targets.connections[0]);
  const resultsFolder = resolve(options.results);
  const results = new ResultsFile(options.results);
  const complete =
    globs.length === 0 &&
    limits.length === 0 &&
    spared.length === 0 &&
    claims.roomVersions.every((each) => !isRoomVersion(each) || options.roomVersion.includes(each));
  const told = {
    target: name,
    version,
    specification: claim,
    seed: options.seed,
    ...(options.shard && { shard: shardText(options.shard) }),
    complete,
    options: { ...options, globs },
  };
  results.write({ kind: 'run', ...told });
  terminal.print(
    `${name} ${version ?? ''} claims ${claims.specification} and room versions ${claims.roomVersions.join(', ')}`,
  );
  for (const limit of limits) terminal.print(paint('dim', limit));

  const lines: CheckLine[] = [];
  const brokeApart: string[] = [];
  const progress = new Progress(terminal, baseline);
  const keep = (line: CheckLine): void => {
    lines.push(line);
    results.write(line);
  };
  const runOn = async (those: Targets, turn: RunContext['apart']): Promise<VerdictReporter> => {
    const incidents: Incident[] = [];
    const reporter = new VerdictReporter({
      catalogue: fullCatalogue,
      claim,
      targetDiedWith: (serverName) => those.diedWith(serverName),
      listener: {
        decided(line, outcome) {
          keep(line);
          for (const text of outcome.told ?? []) terminal.print(`\n${harmless(text)}`);
          progress.decided(line);
          if (line.verdict !== 'pass' && line.verdict !== 'not-applicable') incidents.push({ line, outcome });
        },
        broke: (message) => brokeApart.push(message),
      },
    });
    const context = {
      ...contextOf(globs, options, those, resultsFolder),
      apart: turn,
      spared,
      ...(shard && { shard: keysOf(shard) }),
    };
    await runChecks({ context, reporter, options });
    await writeHomeserverLogs(those, resultsFolder, incidents);
    return reporter;
  };
  const { ledger } = await runOn(targets, { checks: apart, now: false });
  // Who tries a scenario of their own asks for what it decides.
  if (options.scenario === undefined) ledger.lines().forEach(keep);
  for (const entry of apart) {
    await using another = await startTargets(options, 1, terminal);
    await runOn(another, { checks: [entry], now: true });
  }

  const cost = { wallSeconds: (performance.now() - started) / 1000, targetCpuSeconds: await targets.cpuSeconds() };
  const found = { lines, baseline, complete: complete && shard === null, brokeApart, ...cost };
  return finishRun(
    { run: told, choice: options, reports: options, resultsFolder: options.results, ...found },
    results,
    terminal,
  );
}

/**
 * Reads the choice of checks. @returns the units of the shard; null where the run is no shard
 *
 * @throws ConfigurationError for a choice that is empty
 */
async function shardOf(globs: readonly string[], { shard, roomVersion }: RunOptions): Promise<Unit[] | null> {
  if (shard === undefined && globs.length === 0) return null;
  const checks = await selectChecks(globs);
  return shard === undefined ? null : unitsOfShard(unitsOf(checks, roomVersion), shard);
}

function keysOf(units: readonly Unit[]): Record<string, true> {
  return Object.fromEntries(units.map((unit) => [unitKey(unit), true]));
}

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
  /** How many workers; one for each target where it is left out. */
  readonly workers?: number;
}): Promise<void> {
  const { context, reporter, workers = context.connections.length } = run;
  const { jobs, seed } = run.options;
  // Accounts that are given are few: side by side, checks would wait for them, and each other, until their time is over.
  const together = context.connections[0].registration.method === 'accounts' ? 1 : jobs;
  const vitest = await createCheckRunner({ context, reporter, workers, jobs: together, seed });
  try {
    await vitest.start();
  } finally {
    await vitest.close();
  }
}
