import { type KnownFailure, knownFailureOf, staleEntries } from './baseline.ts';
import { isBinding } from '../checks/requirement.ts';
import type { CheckLine, SummaryLine } from './results.ts';
import { type Verdict, verdicts } from './verdict.ts';

/** What a line comes to for whoever reads the run. */
export type Standing =
  | 'kept'
  | 'broken'
  | 'known' // broken, and the baseline says why
  | 'beyond the claim' // broken, and newer than what the target claims
  | 'not followed' // a recommendation that the target does not follow
  | 'undecided' // blocked, or not testable: red
  | 'error' // the target or the harness could not do its work
  | 'not applicable';

/** How a line stands. Only what the target claims and the text binds can be broken. */
export function standingOf(line: CheckLine, baseline: readonly KnownFailure[]): Standing {
  if (line.verdict === 'pass') return 'kept';
  if (line.verdict === 'not-applicable') return 'not applicable';
  if (knownFailureOf(line, baseline)) return 'known';
  if (line.verdict === 'target-error' || line.verdict === 'harness-error') return 'error';
  if (!line.claimed) return 'beyond the claim';
  if (line.verdict !== 'fail') return 'undecided';
  const binding = line.requirements.some(({ level }) => isBinding(level));
  return binding ? 'broken' : 'not followed';
}

/** What decides the exit status besides the lines. */
export interface Circumstances {
  readonly baseline: readonly KnownFailure[];
  /** False where the user chose a part of the checks. */
  readonly complete: boolean;
  /** Things that broke and belong to no check. */
  readonly brokeApart: readonly string[];
}

/** 0 all kept, 1 something broken or a baseline that no longer holds, 3 target or harness could not do its work. */
export function exitStatusOf(
  lines: readonly CheckLine[],
  { baseline, complete, brokeApart }: Circumstances,
): 0 | 1 | 3 {
  const standings = new Set(lines.map((line) => standingOf(line, baseline)));
  if (standings.has('error') || brokeApart.length > 0) return 3;
  if (standings.has('broken') || standings.has('undecided')) return 1;
  return staleEntries(lines, baseline, complete).length > 0 ? 1 : 0;
}

/** How many lines have each verdict. */
export function countVerdicts(lines: readonly CheckLine[]): SummaryLine['counts'] {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of lines) counts[verdict] += 1;
  return counts;
}
