import type { Violation } from '../checks/examination.ts';
import { type Catalogue, isBeyond, type Requirement } from '../checks/requirement.ts';
import type { CheckLine, MessageCounts } from './results.ts';
import type { CheckOutcome } from '../checks/check-meta.ts';

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
      const broken = found?.times ?? 0;
      const messages = {
        examined: Math.max(this.#counts.get(key) ?? 0, broken),
        broken,
        firstIn: found?.check ?? null,
      };
      return {
        kind: 'check',
        id: `wire/${requirementId}`,
        title: requirement.text,
        requirements: [{ id: requirementId, level: requirement.level, since: requirement.since }],
        claimed: !isBeyond(requirement.since, this.#claim),
        verdict: found ? 'fail' : 'pass',
        roomVersion: roomVersion === '' ? null : roomVersion,
        durationMs: 0,
        failure: found ? { message: ledgerMessage(messages), expected: null, actual: found.violation.message } : null,
        wireLog: found?.wireLog ?? null,
        messages,
      };
    });
  }
}

/** How often a requirement was broken, as a sentence. */
export function ledgerMessage({ examined, broken, firstIn }: MessageCounts): string {
  return `${broken} of ${examined} messages break this, first in the check ${firstIn}`;
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
