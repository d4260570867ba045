import { resolve } from 'node:path';
import { isRoomVersion } from '../protocol/room-versions.ts';
import { ask } from '../target/ask.ts';
import { isUrl } from '../target/start-target.ts';
import type { TargetConnection } from '../target/target.ts';
import { fullCatalogue } from './checks/full-catalogue.ts';
import { isBeyond, isBinding } from './checks/requirement.ts';
import { isIn, isSelected, limitsOf } from './checks/selection.ts';
import { isInterrupted } from './interruption.ts';
import { Progress } from './progress.ts';
import type { KnownFailure } from './results/baseline.ts';
import { finishRun } from './results/finish-run.ts';
import { VerdictReporter } from './results/reporter.ts';
import { type CheckLine, ResultsFile } from './results/results.ts';
import { shardText, type Unit, unitKey } from './results/shard.ts';
import type { PreparedRun } from './prepared-run.ts';
import { contextOf, runChecks } from './run-checks.ts';
import type { RunOptions } from './run-choice.ts';
import type { NoAlarm, RunContext } from './run-context.ts';
import { type Incident, writeHomeserverLogs } from './targets/homeserver-log.ts';
import { startTargets, type Targets } from './targets/targets.ts';
import { usualJobs } from './targets/usual-jobs.ts';
import { harmless, paint, type Terminal } from './terminal.ts';

/** What is decided, and on what. */
export interface Decision {
  /** Ids of checks or requirements, with wildcards; empty for all. */
  readonly globs: readonly string[];
  readonly options: RunOptions;
  readonly baseline: readonly KnownFailure[];
  readonly targets: Targets;
  /** Null where the run is no shard. */
  readonly shard: readonly Unit[] | null;
  /** Where the checks wait already, for what is known of the homeservers. */
  readonly prepared: PreparedRun | null;
  /** When the run began, as of `performance.now()`. */
  readonly started: number;
}

/**
 * Runs the checks on homeservers that are ready, and reports once these can be believed.
 *
 * @returns the exit status: 0, 1 or 3
 * @throws TargetError where they cannot
 */
export async function decideChecks(decision: Decision, terminal: Terminal): Promise<number> {
  const { globs, options, baseline, targets, shard, prepared, started } = decision;
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
  const contextFor = (those: Targets, turn: RunContext['apart']): RunContext => ({
    ...contextOf(globs, options, those, resultsFolder),
    apart: turn,
    noAlarm: noAlarmOf(claim, baseline),
    spared,
    ...(shard && { shard: keysOf(shard) }),
  });
  const firstTurn = { checks: apart, now: false };
  prepared?.begin(contextFor(targets, firstTurn));
  await untilBelieved(targets, prepared);
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
    options: { ...options, jobs: prepared?.jobs ?? options.jobs ?? usualJobs(targets.connections), globs },
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
          if (isInterrupted()) return;
          keep(line);
          for (const text of outcome.told ?? []) terminal.print(`\n${harmless(text)}`);
          progress.decided(line);
          if (line.verdict !== 'pass' && line.verdict !== 'not-applicable') incidents.push({ line, outcome });
        },
        broke: (message) => brokeApart.push(message),
      },
    });
    if (prepared && those === targets) await prepared.decide(reporter);
    else await runChecks({ context: contextFor(those, turn), reporter, options });
    await writeHomeserverLogs(those, resultsFolder, incidents);
    return reporter;
  };
  const { ledger, leftOut } = await runOn(targets, firstTurn);
  // Who tries a scenario of their own asks for what it decides.
  if (options.scenario === undefined) ledger.lines().forEach(keep);
  for (const entry of apart) {
    const turn = { checks: [entry], now: true };
    const choice = { globs, roomVersions: options.roomVersion, apart: turn, doctored: null };
    if (!leftOut.some((candidate) => isSelected(candidate, choice))) continue;
    await using another = await startTargets(options, 1, terminal);
    await runOn(another, turn);
  }

  const cost = { wallSeconds: (performance.now() - started) / 1000, targetCpuSeconds: await targets.cpuSeconds() };
  const found = { lines, baseline, complete: complete && shard === null, brokeApart, ...cost };
  return finishRun(
    { run: told, choice: options, reports: options, resultsFolder: options.results, ...found },
    results,
    terminal,
  );
}

/** A check that brings the homeserver down before it can be believed says so itself, with the log. @throws TargetError */
async function untilBelieved({ believed, connections }: Targets, prepared: PreparedRun | null): Promise<void> {
  try {
    await believed;
  } catch (error) {
    if (prepared === null || (await answers(connections[0]))) throw error;
  }
}

function answers({ clientUrl }: TargetConnection): Promise<boolean> {
  return ask(`${clientUrl}/_matrix/client/versions`, 2000).then(
    () => true,
    () => false,
  );
}

/** What the exit status does not depend on. */
function noAlarmOf(claim: string, baseline: readonly KnownFailure[]): NoAlarm {
  const requirements = Object.entries(fullCatalogue);
  return {
    known: baseline.map(({ check, roomVersions }) => ({ check, ...(roomVersions && { roomVersions }) })),
    beyondClaim: requirements.filter(([, { since }]) => isBeyond(since, claim)).map(([id]) => id),
    notBinding: requirements.filter(([, { level }]) => !isBinding(level)).map(([id]) => id),
  };
}

function keysOf(units: readonly Unit[]): Record<string, true> {
  return Object.fromEntries(units.map((unit) => [unitKey(unit), true]));
}
