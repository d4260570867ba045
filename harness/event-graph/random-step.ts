/**
 * One step of a random history. Numbers are taken modulo what there is to choose from, and a step that is not possible adds
 * nothing: whichever steps are left out, the rest is a history.
 */
export interface RandomStep {
  /** Which of the newest events are the parents. */
  readonly parents: readonly number[];
  readonly actor: number;
  /** What the actor does; see `deedOf`. */
  readonly action: number;
  readonly target: number;
  readonly argument: number;
  /** Milliseconds after the event before; it may be negative. */
  readonly after: number;
  /** Cites the state of an older event in `auth_events`. */
  readonly citesStale: boolean;
  /** The event is there even if it is to be rejected. */
  readonly keepsRejected: boolean;
}
