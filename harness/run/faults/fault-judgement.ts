import type { Fault } from '../../reference/fault.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import type { Catalogue } from '../checks/requirement.ts';
import type { CheckLine } from '../results/results.ts';
import { matchesGlob } from '../checks/selection.ts';

/** What came of one fault. */
export interface FaultVerdict {
  readonly fault: Fault;
  /** Not tried: the checks that would tell it are red without a fault. */
  readonly outcome: 'caught' | 'survived' | 'not-tried';
  /** Every check that ran, and every requirement that was examined on the wire meanwhile. */
  readonly lines: readonly CheckLine[];
  /** The lines that failed and decide a requirement which the fault breaks: where there is none, the fault survived. */
  readonly caughtBy: readonly CheckLine[];
  /** The lines that failed although they decide no requirement which the fault breaks. */
  readonly collateral: readonly CheckLine[];
  /** The lines on which the harness was wrong: it has to get along with every homeserver. */
  readonly harnessErrors: readonly CheckLine[];
}

/**
 * Holds what ran under a fault against the requirements that it breaks.
 *
 * @param redAnyway what is red without a fault: it shows nothing
 */
export function judgeFault(
  fault: Fault,
  ran: readonly CheckLine[],
  redAnyway: readonly CheckLine[] = [],
): FaultVerdict {
  const lines = ran.filter(({ id }) => !redAnyway.some((red) => red.id === id));
  const failed = lines.filter(({ verdict }) => verdict === 'fail');
  const caughtBy = failed.filter((line) => decidesBroken(line, fault));
  const isUntried = !lines.some(isCheck) && redAnyway.some((line) => decidesBroken(line, fault));
  return {
    fault,
    outcome: caughtBy.length > 0 ? 'caught' : isUntried ? 'not-tried' : 'survived',
    lines,
    caughtBy,
    collateral: failed.filter((line) => !decidesBroken(line, fault)),
    harnessErrors: lines.filter(({ verdict }) => verdict === 'harness-error'),
  };
}

function decidesBroken({ requirements }: CheckLine, { breaks }: Fault): boolean {
  return requirements.some(({ id }) => breaks.includes(id));
}

/** A check, and no requirement that was examined on the wire. */
export function isCheck({ id }: Pick<CheckLine, 'id'>): boolean {
  return !id.startsWith('wire/');
}

/** What a sweep over all faults shows besides each of them. */
export interface Coverage {
  /** Checks that no fault made fail, and that are not listed as beyond faults. */
  readonly neverRed: readonly string[];
  /** Requirements that can be observed, that no fault breaks, and that are not listed as beyond faults. */
  readonly withoutFault: readonly string[];
  /** Entries of the list that match nothing which would otherwise be told. */
  readonly staleReasons: readonly string[];
}

/** What a complete sweep leaves out. @param beyond id or glob of requirements and checks, to the reason */
export function coverageOf(
  verdicts: readonly FaultVerdict[],
  checks: readonly Pick<CollectedCheck, 'id'>[],
  catalogue: Catalogue,
  beyond: Readonly<Record<string, string>>,
): Coverage {
  const red = new Set(verdicts.flatMap(({ caughtBy }) => caughtBy.map(({ id }) => id)));
  const broken = new Set(verdicts.flatMap(({ fault }) => fault.breaks));
  const neverRed = checks.map(({ id }) => id).filter((id) => !red.has(id));
  const withoutFault = Object.entries(catalogue)
    .filter(([id, { notObservable }]) => notObservable === undefined && !broken.has(id))
    .map(([id]) => id);
  const isListed = (id: string): boolean => Object.keys(beyond).some((glob) => matchesGlob(glob, id, []));
  const told = [...neverRed, ...withoutFault];
  return {
    neverRed: neverRed.filter((id) => !isListed(id)),
    withoutFault: withoutFault.filter((id) => !isListed(id)),
    staleReasons: Object.keys(beyond).filter((glob) => !told.some((id) => matchesGlob(glob, id, []))),
  };
}

/** How a requirement fared: which faults break it, and by which lines they were caught. */
export interface RequirementRow {
  readonly requirement: string;
  readonly faults: readonly { readonly id: string; readonly caughtBy: readonly string[] }[];
}

/** A row for each requirement that a fault breaks, in the order of their ids. */
export function tableOf(verdicts: readonly FaultVerdict[]): RequirementRow[] {
  const ids = new Set(verdicts.flatMap(({ fault }) => fault.breaks));
  return [...ids].toSorted().map((requirement) => ({
    requirement,
    faults: verdicts
      .filter(({ fault }) => fault.breaks.includes(requirement))
      .map(({ fault, caughtBy }) => ({
        id: fault.id,
        caughtBy: caughtBy
          .filter(({ requirements }) => requirements.some(({ id }) => id === requirement))
          .map(({ id }) => id),
      })),
  }));
}
