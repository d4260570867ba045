/** What a report shows of a run. Reports are views: whatever they show was decided before. */
export interface Report {
  /** The homeserver with its version: `synapse 1.163.2`. */
  readonly target: string;
  /** The version of the specification that it is held to. */
  readonly specification: string;
  readonly wallSeconds: number;
  readonly checks: readonly ReportedCheck[];
  /** What makes the run red and belongs to no check, such as an entry of the baseline that no longer holds. */
  readonly apart: readonly ReportedProblem[];
}

/** How a check is counted: failed and error are red. */
export type Outcome = 'passed' | 'failed' | 'error' | 'skipped';

/** One check in one room version. */
export interface ReportedCheck {
  readonly id: string;
  /** API and file of the check: `client-server/login`. */
  readonly section: string;
  readonly title: string;
  readonly roomVersion: string | null;
  /** Milliseconds since the epoch; null where it is not known. */
  readonly startedAtMs: number | null;
  readonly durationMs: number;
  /** What went over the wire, in order. Reads a file: ask only where it is shown. */
  readonly steps: () => readonly Step[];
  readonly verdict: string;
  readonly outcome: Outcome;
  /** Where the baseline explains the failure. */
  readonly known: { readonly reason: string; readonly link: string | null } | null;
  /** One sentence; empty where the check passed. Comes from the target, and so may hold anything. */
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Everything that helps to mend it, as text of many lines; empty where the check passed. */
  readonly details: string;
  readonly requirements: readonly ReportedRequirement[];
  readonly evidence: readonly Evidence[];
}

/** A requirement that a check decides. */
export interface ReportedRequirement {
  readonly id: string;
  readonly level: string;
  readonly since: string;
  readonly text: string;
  /** Its place in the specification. */
  readonly url: string;
}

/** One request and its answer. */
export interface Step {
  /** `alice: POST /_matrix/client/v3/createRoom → 200`. */
  readonly name: string;
  /** Milliseconds from the start of the check. */
  readonly atMs: number;
  readonly durationMs: number;
}

/** A file about a failure. */
export interface Evidence {
  readonly name: 'wire log' | 'event graph' | 'event graph as text' | 'homeserver log';
  readonly path: string;
  readonly contentType: 'text/plain' | 'image/svg+xml';
}

/** Something red that belongs to no check. */
export interface ReportedProblem {
  readonly title: string;
  readonly outcome: 'failed' | 'error';
  readonly message: string;
}
