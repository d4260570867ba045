/** What a check found. */
export const verdicts = [
  'pass',
  'fail',
  'not-applicable',
  'blocked',
  'not-testable',
  'target-error',
  'harness-error',
] as const;

export type Verdict = (typeof verdicts)[number];

/** The part of an error that decides a verdict: vitest hands errors over as plain data. */
export interface ErrorFacts {
  readonly name?: string | undefined;
  readonly message: string;
}

/** A step before the check's own first step failed, such as a registration that another check decides. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
}

/** A prerequisite of the check is missing on this machine or target. Counts as red. */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}

/**
 * The verdict on a check that ended with errors.
 *
 * Only a wrong answer of the target is a failure; every exception that nobody foresaw is ours. The first error decides:
 * what came after it may be its consequence.
 */
export function verdictOf(errors: readonly ErrorFacts[]): Verdict {
  const first = errors[0];
  if (!first) return 'pass';
  switch (first.name) {
    case 'AssertionError':
    case 'UnexpectedAnswer':
      return 'fail';
    case 'NoAnswer':
    case 'TargetError':
      return 'target-error';
    case 'Blocked':
      return 'blocked';
    case 'NotApplicable':
      return 'not-applicable';
    case 'NotTestable':
      return 'not-testable';
    case undefined:
    default:
      return 'harness-error';
  }
}
