/**
 * The target answered, and the answer is not what the specification demands: the check fails.
 *
 * `expected` and `actual` are shown side by side in the report.
 */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly expected: string;
  readonly actual: string;

  constructor(message: string, evidence: { readonly expected: string; readonly actual: string }) {
    super(message);
    this.expected = evidence.expected;
    this.actual = evidence.actual;
  }
}

/** No answer came: the connection was refused or broke, or the time limit passed. A verdict on the target, not on a rule. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The target does not offer what the check needs, which shows only when the check asks for it: the check does not apply. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** The harness itself did something wrong. Never held against the target. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}
