import type { Violation } from './examination.ts';
import { type Catalogue, compareSpecificationVersions, type Requirement } from './requirement.ts';
import type { CheckLine } from './results.ts';
import type { CheckOutcome } from './check-meta.ts';

/** Everything that was examined beyond what checks assert, summed up over a run: one verdict per requirement and room version. */
export class Ledger {
  readonly #catalogue: Catalogue;
  readonly #claim: string;
  readonly #counts = new Map<string, number>();
  readonly #violations = new Map<
    string,
    { violation: Violation; check: string; wireLog: string | null; times: number }
  >();

  constructor(catalogue: Catalogue, claim: string) {
    this.#catalogue = catalogue;
    this.#claim = claim;
  }

  /** Adds what was examined in one check. */
  add(check: string, outcome: CheckOutcome): void {
    for (const { requirement, roomVersion, count } of outcome.examination?.examined ?? []) {
      const key = keyOf(requirement, roomVersion);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    }
    for (const violation of outcome.examination?.violations ?? []) {
      if (violation.origin !== 'target') continue;
      const key = keyOf(violation.requirement, violation.roomVersion);
      const first = this.#violations.get(key);
      if (first) first.times += 1;
      else this.#violations.set(key, { violation, check, wireLog: outcome.wireLog, times: 1 });
    }
  }

  /** One line for each requirement that was held against something, in catalogue order of first sight. */
  lines(): CheckLine[] {
    const keys = new Set([...this.#counts.keys(), ...this.#violations.keys()]);
    return [...keys].toSorted().map((key) => {
      const [requirementId = '', roomVersion = ''] = key.split('|');
      const requirement = requirementOf(this.#catalogue, requirementId);
      const found = this.#violations.get(key);
      return {
        kind: 'check',
        id: `wire/${requirementId}`,
        title: requirement.text,
        requirements: [{ id: requirementId, level: requirement.level, since: requirement.since }],
        claimed: compareSpecificationVersions(requirement.since, this.#claim) <= 0,
        verdict: found ? 'fail' : 'pass',
        roomVersion: roomVersion === '' ? null : roomVersion,
        durationMs: 0,
        failure: found ? failure(found.violation, found.check, found.times, this.#counts.get(key) ?? 0) : null,
        wireLog: found?.wireLog ?? null,
      };
    });
  }
}

function failure(violation: Violation, check: string, times: number, examined: number): CheckLine['failure'] {
  return {
    message: `${times} of ${Math.max(examined, times)} messages break this, first in the check ${check}`,
    expected: null,
    actual: violation.message,
  };
}

/** The requirement with an id. @throws where the catalogue does not have it: then the harness is wrong */
export function requirementOf(catalogue: Catalogue, id: string): Requirement {
  const requirement = catalogue[id];
  if (!requirement) throw new Error(`The catalogue has no requirement ${id}`);
  return requirement;
}

function keyOf(requirement: string, roomVersion: string | null): string {
  return `${requirement}|${roomVersion ?? ''}`;
}
