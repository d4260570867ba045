import { relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { roomVersions } from '../../protocol/room-versions.ts';
import { checkId } from '../checks/check-id.ts';
import type { CheckMeta, CheckOutcome } from '../checks/check-meta.ts';
import { Ledger, requirementOf } from './ledger.ts';
import { type Catalogue, isBeyond } from '../checks/requirement.ts';
import type { CheckLine } from './results.ts';
import type { Candidate } from '../checks/selection.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** What the reporter tells, as it happens. */
export interface Listener {
  decided(line: CheckLine, outcome: CheckOutcome): void;
  /** Something broke that belongs to no check, such as a file of checks that cannot be loaded. */
  broke(message: string): void;
}

/** What the reporter needs to know of the run. */
export interface ReporterOptions {
  readonly catalogue: Catalogue;
  /** The specification version up to which the target is held to the text. */
  readonly claim: string;
  /** A sentence if the target of a check, by its server name, has died; else null. */
  readonly targetDiedWith: (serverName: string) => string | null;
  readonly listener: Listener;
}

/** Turns vitest's results into verdicts. It sees everything through vitest's own `meta`, so that other reporters can, too. */
export class VerdictReporter implements Reporter {
  readonly ledger: Ledger;
  /** The checks of the loaded files that were not selected. */
  readonly leftOut: Candidate[] = [];
  readonly #options: ReporterOptions;
  readonly #told = new Set<string>();

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.ledger = new Ledger(options.catalogue, options.claim);
  }

  onTestModuleEnd(module: TestModule): void {
    for (const error of module.errors()) this.#options.listener.broke(`${module.relativeModuleId}: ${error.message}`);
  }

  onTestCaseResult(test: TestCase): void {
    const { check: meta, outcome } = test.meta();
    const result = test.result();
    if (meta && outcome?.selected) {
      const line = this.#lineOf(test, meta, outcome);
      this.ledger.add(line.id, outcome);
      this.#options.listener.decided(line, outcome);
    } else if (result.state === 'failed') {
      this.#tellOnce(test.fullName, result.errors[0]?.message ?? 'failed before it began');
    } else if (meta && outcome) {
      const { roomVersion = null } = test.meta();
      this.leftOut.push({ id: checkId(relative('.', test.module.moduleId), test.name), meta, roomVersion });
    }
  }

  /** What breaks before a check begins, such as a missing file, breaks many of them in the same way. */
  #tellOnce(name: string, message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#options.listener.broke(`${name}: ${message}`);
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    for (const error of errors)
      this.#options.listener.broke(`${error.name ?? 'Error'}: ${error.message}\n${error.stack ?? ''}`);
  }

  #lineOf(test: TestCase, meta: CheckMeta, outcome: CheckOutcome): CheckLine {
    const requirements = meta.requirements.map((id) => ({ id, ...requirementOf(this.#options.catalogue, id) }));
    const { roomVersion } = test.meta();
    const misplaced = requirements.find(
      ({ roomVersions: holds }) => roomVersion && holds && !holds(roomVersions[roomVersion]),
    );
    const { verdict, failure } = misplaced
      ? harnessError(`${misplaced.id} does not hold in room version ${roomVersion}: restrict the check's room versions`)
      : this.#judge(test, outcome);
    return {
      kind: 'check',
      id: checkId(relative('.', test.module.moduleId), test.name),
      title: test.name,
      requirements: requirements.map(({ id, level, since }) => ({ id, level, since })),
      claimed: !requirements.some(({ since }) => isBeyond(since, this.#options.claim)),
      verdict,
      roomVersion: roomVersion ?? null,
      ...(outcome.window && { startedAt: outcome.window[0] }),
      durationMs: Math.round(test.diagnostic()?.duration ?? 0),
      failure,
      wireLog: outcome.wireLog,
      ...(outcome.seed !== undefined && { seed: outcome.seed }),
    };
  }

  #judge(test: TestCase, outcome: CheckOutcome): Judgement {
    if (outcome.notApplicable !== null) return { verdict: 'not-applicable', failure: because(outcome.notApplicable) };
    const { errors = [] } = test.result();
    const [first] = errors;
    const verdict = verdictOf(errors);
    if (first) {
      const death = verdict === 'pass' ? null : this.#options.targetDiedWith(outcome.serverName);
      if (death !== null) return { verdict: 'target-error', failure: because(death) };
      const { expected, actual } = first;
      return {
        verdict,
        failure: { message: clean(first.message), expected: textOf(expected), actual: textOf(actual) },
      };
    }
    const ours = outcome.examination?.violations.find(({ origin }) => origin === 'harness');
    if (ours) return harnessError(`the harness breaks ${ours.requirement}: ${ours.message}`);
    return { verdict, failure: null };
  }
}

type Judgement = Pick<CheckLine, 'failure'> & { readonly verdict: Verdict };

function harnessError(message: string): Judgement {
  return { verdict: 'harness-error', failure: because(message) };
}

function because(message: string): NonNullable<CheckLine['failure']> {
  return { message, expected: null, actual: null };
}

/** Vitest gives texts, and values of a matcher's own now and then. */
function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Without the colours of a terminal. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape character is what we look for
  return text.replaceAll(/\u001B\[[0-9;]*m/g, '');
}
