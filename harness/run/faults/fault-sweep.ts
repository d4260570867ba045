import { availableParallelism } from 'node:os';
import type { Fault } from '../../reference/fault.ts';
import { allRoomVersions } from '../../protocol/room-versions.ts';
import type { TargetConnection } from '../../target/target.ts';
import type { FaultHomeservers } from './fault-homeservers.ts';
import { type FaultPlan, inBatches, type PlannedCheck, trialsOf } from './fault-plan.ts';
import { fullCatalogue } from '../checks/full-catalogue.ts';
import { Ledger } from '../results/ledger.ts';
import { issuePeerCertificate } from '../targets/peer-certificate.ts';
import { OwnHomeservers } from '../targets/own-homeservers.ts';
import { VerdictReporter } from '../results/reporter.ts';
import { specificationUrl } from '../checks/requirement.ts';
import type { CheckLine } from '../results/results.ts';
import { usualScenarios } from '../run-context.ts';
import { runChecks } from '../run-checks.ts';

/** What a sweep is run with. */
export interface SweepOptions {
  readonly jobs?: number;
  readonly seed: number;
  readonly timeoutFactor: number;
  /** Takes the wire logs, in a folder for each fault. */
  readonly resultsFolder: string;
}

/** What ran against one homeserver. */
export interface SweptHomeserver {
  /** The checks, and what was examined on the wire meanwhile. */
  readonly lines: readonly CheckLine[];
  /** By requirement, the checks in which it was examined. */
  readonly witnesses: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The reference homeserver claims all of the specification, and is held to it. */
const claim = specificationUrl.slice(specificationUrl.lastIndexOf('/') + 1);

/** The homeserver without a fault, with the checks that it is held against. */
export interface CleanPlan {
  readonly fault: null;
  readonly checks: readonly PlannedCheck[];
}

/**
 * Runs plans, many of them at a time.
 *
 * @param broke takes what broke apart from all checks
 * @param tell is told how many plans are done
 * @returns what ran, in the order of the plans
 */
export async function sweep(
  plans: readonly (FaultPlan | CleanPlan)[],
  homeservers: FaultHomeservers,
  options: SweepOptions,
  broke: string[],
  tell: (done: number) => void = () => {},
): Promise<SweptHomeserver[]> {
  const swept: SweptHomeserver[] = [];
  for (const some of inBatches(plans)) {
    if (broke.length > 0) break;
    swept.push(...(await sweepSome(some, homeservers, options, broke)));
    tell(swept.length);
  }
  return swept;
}

async function sweepSome(
  plans: readonly (FaultPlan | CleanPlan)[],
  homeservers: FaultHomeservers,
  { jobs, seed, timeoutFactor, resultsFolder }: SweepOptions,
  broke: string[],
): Promise<SweptHomeserver[]> {
  // The last one is the companion of all others.
  await using started = await homeservers.start([...plans.map(({ fault }) => fault?.id ?? null), null]);
  const [first, ...others] = started.connections.slice(0, -1);
  const companion = started.connections.at(-1);
  const collected = plans.map(() => new Collected());
  const byServerName = new Map(started.connections.map(({ serverName }, index) => [serverName, collected[index]]));
  await using own = new OwnHomeservers(async (connection) => {
    const another = await started.startAnother(connection);
    byServerName.set(another.connection.serverName, collected[connection]);
    return another;
  });
  const trials = trialsOf(plans.map(({ fault, checks }) => ({ fault: fault ?? nothing, checks })));
  if (!first || !companion || Object.keys(trials).length === 0) return collected.map((each) => each.result());
  const reporter = new VerdictReporter({
    catalogue: fullCatalogue,
    claim,
    targetDiedWith: () => homeservers.diedWith(),
    listener: {
      decided: (line, outcome) => byServerName.get(outcome.serverName)?.add(line, outcome),
      broke: (message) => broke.push(message),
    },
  });
  const connections: readonly [TargetConnection, ...TargetConnection[]] = [first, ...others];
  const context = {
    connections,
    peerCertificate: await issuePeerCertificate(first),
    ownHomeservers: own.access,
    claim,
    targetRoomVersions: allRoomVersions,
    companion: { connection: companion, roomVersions: allRoomVersions },
    roomVersions: allRoomVersions,
    globs: [],
    apart: { checks: [], now: false },
    scenarios: usualScenarios,
    timeoutFactor,
    resultsFolder,
    doctored: null,
    trials,
  };
  await runChecks({
    context,
    reporter,
    options: { ...(jobs !== undefined && { jobs }), seed },
    workers: availableParallelism(),
  });
  return collected.map((each) => each.result());
}

const nothing: Pick<Fault, 'id'> = { id: 'without-a-fault' };

/** What is known of one homeserver. */
class Collected {
  readonly #lines: CheckLine[] = [];
  readonly #ledger = new Ledger(fullCatalogue, claim);
  readonly #witnesses = new Map<string, Set<string>>();

  add(line: CheckLine, outcome: Parameters<Ledger['add']>[1]): void {
    this.#lines.push(line);
    this.#ledger.add(line.id, outcome);
    for (const { requirement } of outcome.examination?.examined ?? []) {
      const witnesses = this.#witnesses.get(requirement) ?? new Set();
      this.#witnesses.set(requirement, witnesses.add(line.id));
    }
  }

  result(): SweptHomeserver {
    return { lines: [...this.#lines, ...this.#ledger.lines()], witnesses: this.#witnesses };
  }
}
