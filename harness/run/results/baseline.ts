import { type CheckLine, isOfWholeRun } from './results.ts';
import { type CheckSet, isIn } from '../checks/selection.ts';

/** One known failure of a homeserver. */
export interface KnownFailure extends CheckSet {
  /** The check brings the homeserver down: it runs after the others, on a homeserver of its own. */
  readonly endsHomeserver?: boolean;
  /** Why it fails, for whoever reads the list next. */
  readonly reason: string;
  readonly link?: string;
  /** Where it is written, `FILE:LINE`. */
  readonly place?: string;
}

/** The entry that explains a check's failure; undefined where none does. */
export function knownFailureOf(
  line: Pick<CheckLine, 'id' | 'roomVersion' | 'requirements'>,
  baseline: readonly KnownFailure[],
): KnownFailure | undefined {
  return baseline.find((entry) => isIn(entry, line));
}

/** An entry that no longer tells the truth. */
export interface StaleEntry {
  readonly entry: KnownFailure;
  readonly why: string;
}

/**
 * The entries that no longer tell the truth: everything they match passes, or they match nothing.
 *
 * @param complete false where a part of the checks ran: then an entry may rightly match nothing, and the messages that break a
 *   requirement may be those of other checks
 */
export function staleEntries(
  lines: readonly CheckLine[],
  baseline: readonly KnownFailure[],
  complete: boolean,
): StaleEntry[] {
  return baseline.flatMap((entry) => {
    const matched = lines.filter(
      (line) => isIn(entry, line) && line.verdict !== 'not-applicable' && (complete || !isOfWholeRun(line)),
    );
    if (matched.length === 0) return complete ? [{ entry, why: 'matches no check that ran' }] : [];
    const passed = matched.filter((line) => line.verdict === 'pass');
    if (passed.length === 0) return [];
    const versions = passed.map((line) => line.roomVersion).filter((version) => version !== null);
    return [{ entry, why: `passes${versions.length > 0 ? ` in room versions ${versions.join(', ')}` : ''}` }];
  });
}
