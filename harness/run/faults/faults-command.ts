import { join, resolve } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { allRoomVersions } from '../../protocol/room-versions.ts';
import { beyondFaults } from '../../reference/beyond-faults.ts';
import type { Fault } from '../../reference/fault.ts';
import { faults, faultsByArea } from '../../reference/faults.ts';
import { type CollectedCheck, selectChecks } from '../checks/collect.ts';
import { changedFiles, faultsConcerned, readerOf } from './fault-changes.ts';
import { FaultHomeservers } from './fault-homeservers.ts';
import { coverageOf, type FaultVerdict, judgeFault } from './fault-judgement.ts';
import { isHeldAgainst, planFault, planned, planRest, type Witnesses } from './fault-plan.ts';
import { type SweepFindings, sweepStatusOf, sweepText, writeSweep } from './fault-report.ts';
import { selectFaults } from './fault-selection.ts';
import { type CleanPlan, sweep } from './fault-sweep.ts';
import { fullCatalogue } from '../checks/full-catalogue.ts';
import type { CheckLine } from '../results/results.ts';
import { paint, type Terminal } from '../terminal.ts';

/** What a user can choose for a sweep. */
export interface FaultsOptions {
  /** Only the faults that a change since the last commit concerns; all where `CI` is set, or without git. */
  readonly changed?: boolean;
  /** Every check under each fault, and not just those that decide what it breaks. */
  readonly allChecks?: boolean;
  readonly timeoutFactor: number;
  readonly jobs?: number;
  readonly seed: number;
  readonly results: string;
}

/**
 * Shows that the checks can tell: runs them against homeservers that break one rule each, and demands that a check which decides
 * that rule fails, and no other.
 *
 * @param globs ids of faults, requirements or checks, with wildcards; empty for all faults
 * @returns the exit status: 0, 1 or 3
 * @throws ConfigurationError, TargetError
 */
export async function faultsCommand(
  globs: readonly string[],
  options: FaultsOptions,
  terminal: Terminal,
): Promise<number> {
  const started = performance.now();
  const checks = await selectChecks([]);
  const chosen = chooseFaults(globs, options, checks);
  if (chosen.length === 0) {
    terminal.print('No fault is concerned.');
    return 0;
  }
  const resultsFolder = resolve(join(options.results, 'faults'));
  const sweepOptions = { ...options, resultsFolder };
  const broke: string[] = [];
  await using homeservers = await FaultHomeservers.open();

  const cleanChecks = checksToRunClean(chosen, checks, options);
  terminal.print(`${chosen.length} faults; first ${cleanChecks.length} checks without a fault`);
  const withoutFault = await sweep(cleanPlans(cleanChecks, homeservers.threads), homeservers, sweepOptions, broke);
  const redAnyway = withoutFault.flatMap(({ lines }) => lines.filter(isRedLine));

  const plan = {
    checks: checks.filter(({ id }) => !redAnyway.some((red) => red.id === id)),
    roomVersions: allRoomVersions,
    witnesses: joined(withoutFault.map(({ witnesses }) => witnesses)),
    allChecks: options.allChecks ?? false,
  };
  const plans = chosen.map((fault) => planFault(fault, plan));
  const swept = await sweep(plans, homeservers, sweepOptions, broke, (done) => {
    terminal.print(`  ${done} of ${plans.length} faults, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  });
  const judged: FaultVerdict[] = swept.flatMap(({ lines }, index) =>
    plans[index] ? [judgeFault(plans[index].fault, lines, redAnyway)] : [],
  );
  // What is told in one room version only need not be told in the newest.
  const survivors = judged.filter(({ outcome }) => outcome === 'survived');
  const rest = survivors.map(({ fault }) => planRest(fault, plan));
  const sweptRest = await sweep(rest, homeservers, sweepOptions, broke);
  const verdicts = judged.map((verdict) => {
    const further = sweptRest[survivors.indexOf(verdict)]?.lines ?? [];
    return further.length === 0 ? verdict : judgeFault(verdict.fault, [...verdict.lines, ...further], redAnyway);
  });
  const findings: SweepFindings = {
    redAnyway,
    verdicts,
    coverage: chosen.length === faults.length ? coverageOf(verdicts, checks, fullCatalogue, beyondFaults) : null,
    broke,
    seed: options.seed,
    wallSeconds: (performance.now() - started) / 1000,
  };
  terminal.print(sweepText(findings));
  terminal.print(paint('dim', `results in ${writeSweep(options.results, findings)}, wire logs in ${resultsFolder}`));
  return sweepStatusOf(findings);
}

function chooseFaults(
  globs: readonly string[],
  { changed = false }: FaultsOptions,
  checks: readonly CollectedCheck[],
): Fault[] {
  const selected = selectFaults(globs, faults, checks);
  const files = changed && !process.env['CI'] ? changedFiles(packageRoot) : null;
  if (files === null) return selected;
  const concerned = faultsConcerned(files, { faultsByArea, checks, read: readerOf(packageRoot) });
  return selected.filter((fault) => concerned.includes(fault));
}

/** The checks that have to be green without a fault: all where it has to be found out which of them examine what no check decides. */
function checksToRunClean(
  chosen: readonly Fault[],
  checks: readonly CollectedCheck[],
  { allChecks }: FaultsOptions,
): readonly CollectedCheck[] {
  const broken = chosen.flatMap(({ breaks }) => breaks);
  const decided = new Set(checks.flatMap(({ requirements }) => requirements));
  if (allChecks === true || broken.some((id) => !decided.has(id))) return checks;
  return checks.filter((check) => chosen.some((fault) => isHeldAgainst(check, fault)));
}

/** Spreads checks over homeservers without a fault, one a thread. */
function cleanPlans(checks: readonly CollectedCheck[], threads: number): CleanPlan[] {
  const all = checks.flatMap((check) => planned(check, allRoomVersions));
  return Array.from({ length: threads }, (_, thread) => ({
    fault: null,
    checks: all.filter((_check, index) => index % threads === thread),
  }));
}

function joined(parts: readonly Witnesses[]): Witnesses {
  const all = new Map<string, ReadonlySet<string>>();
  for (const [requirement, ids] of parts.flatMap((part) => [...part]))
    all.set(requirement, new Set([...(all.get(requirement) ?? []), ...ids]));
  return all;
}

/** Where the homeserver without a fault is red, a fault shows nothing. */
function isRedLine({ verdict }: CheckLine): boolean {
  return verdict !== 'pass' && verdict !== 'not-applicable';
}
