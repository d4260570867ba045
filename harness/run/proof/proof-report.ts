import { type KnownFailure, knownFailureOf, staleEntries } from '../results/baseline.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import type { ListedCheck } from './proof-plan.ts';
import type { CheckLine } from '../results/results.ts';
import { staleText } from '../results/summary.ts';
import { paint } from '../terminal.ts';
import type { Verdict } from '../results/verdict.ts';

/** What a check made of one doctored answer. */
export interface Proof {
  readonly id: string;
  readonly wrong: string;
  readonly verdict: Verdict;
  readonly message: string;
}

/** Everything that was found. */
export interface ProofFindings {
  readonly checks: readonly Pick<CollectedCheck, 'id'>[];
  /** What the checks made of the true answers. */
  readonly truth: readonly CheckLine[];
  readonly proofs: readonly Proof[];
  readonly baseline: readonly KnownFailure[];
  readonly endings: readonly ListedCheck[];
  /** What broke apart from all checks. */
  readonly broke: readonly string[];
}

/** The checks that fail on the true answers, as a baseline says: nothing that they make of doctored ones proves anything. */
export function knownFailures({ truth, baseline }: Pick<ProofFindings, 'truth' | 'baseline'>): ListedCheck[] {
  return truth.flatMap((line) => {
    const entry = line.verdict === 'pass' ? undefined : knownFailureOf(line, baseline);
    return entry ? [{ id: line.id, entry }] : [];
  });
}

/** What was found, in lines, and the exit status: 0 where every doctored answer was caught and no check is without one, else 1. */
export function reportProofs(findings: ProofFindings): { readonly lines: string[]; readonly exitStatus: 0 | 1 } {
  const { checks, truth, proofs, baseline, endings, broke } = findings;
  const known = knownFailures(findings);
  const isKnown = (id: string): boolean => known.some((one) => one.id === id);
  const red = truth.filter(({ id, verdict }) => verdict !== 'pass' && !isKnown(id));
  const unproven = checks.filter(
    ({ id }) => truth.some((each) => each.id === id) && !isKnown(id) && !proofs.some((proof) => proof.id === id),
  );
  // One room version of each check ran.
  const stale = staleEntries(truth, baseline, false);
  const escaped = proofs.filter(({ verdict }) => verdict !== 'fail').length;
  const counts = [
    `${proofs.length - escaped} doctored answers caught`,
    `${escaped} not caught`,
    `${unproven.length} checks never seen red`,
    `${red.length} red on the true answers, too`,
    ...(known.length > 0 ? [`${known.length} known failures`] : []),
    ...(endings.length > 0 ? [`${endings.length} left out`] : []),
  ];
  const lines = [
    ...proofLines(proofs),
    ...red.map(({ id, verdict }) => `${paint('yellow', 'red without a doctor')}  ${id}: ${verdict}`),
    ...known.map(
      (one) => `${paint('yellow', 'KNOWN FAILURE')}  ${one.id} fails anyway, so it cannot be proven${because(one)}`,
    ),
    ...endings.map((one) => `${paint('yellow', 'LEFT OUT')}  ${one.id} would end the homeserver${because(one)}`),
    ...unproven.map(({ id }) => `${alarm('NEVER SEEN RED')}  ${id}`),
    ...stale.map((entry) => `${alarm('STALE BASELINE ENTRY')}  ${staleText(entry)}`),
    ...broke.map((message) => `${alarm('HARNESS ERROR')}  ${message}`),
    paint('bold', counts.join(', ')),
  ];
  return { lines, exitStatus: escaped + unproven.length + stale.length + broke.length === 0 ? 0 : 1 };
}

/** A line for each check, and one below it for each doctored answer that it did not catch. */
function proofLines(proofs: readonly Proof[]): string[] {
  const byCheck = [...Map.groupBy(proofs, ({ id }) => id)].toSorted(([a], [b]) => a.localeCompare(b));
  return byCheck.flatMap(([id, ofCheck]) => {
    const escaped = ofCheck.filter(({ verdict }) => verdict !== 'fail');
    const count = `${ofCheck.length - escaped.length} of ${ofCheck.length} doctored answers caught`;
    return [
      `${escaped.length === 0 ? paint('green', '✓') : paint('red', '✗')} ${id}: ${count}`,
      ...escaped.map(({ wrong, verdict, message }) => `    ${alarm('NOT CAUGHT')}  ${wrong}: ${verdict} ${message}`),
    ];
  });
}

function because({ entry: { place, reason } }: ListedCheck): string {
  return ` (${place === undefined ? '' : `${place}: `}${reason})`;
}

function alarm(text: string): string {
  return paint(['bold', 'red'], text);
}
