import type { Fault } from '../../reference/fault.ts';
import { ConfigurationError } from '../../target/errors.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import { decidesAny } from './fault-plan.ts';
import { matchesGlob } from '../checks/selection.ts';

/**
 * The faults that globs select: by their own id, by a requirement that they break, or by a check that decides such a one.
 *
 * @param globs with wildcards; empty for all
 * @throws ConfigurationError for a glob that matches nothing
 */
export function selectFaults(
  globs: readonly string[],
  faults: readonly Fault[],
  checks: readonly Pick<CollectedCheck, 'id' | 'requirements'>[],
): Fault[] {
  if (globs.length === 0) return [...faults];
  const selectedBy = globs.map((glob) => {
    const named = checks.filter(({ id }) => matchesGlob(glob, id, []));
    const selected = faults.filter(
      ({ id, breaks }) => matchesGlob(glob, id, breaks) || named.some((check) => decidesAny(check, breaks)),
    );
    if (selected.length === 0) {
      throw new ConfigurationError(
        `${glob} names no fault, no requirement that a fault breaks, and no check that decides one. ` +
          'harness/reference/faults has the faults; `touchstone list` shows checks and requirements.',
      );
    }
    return new Set(selected);
  });
  return faults.filter((fault) => selectedBy.some((selected) => selected.has(fault)));
}
