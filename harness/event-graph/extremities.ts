/** What an event means for the forward extremities: a tip takes the place of its parents, the others never are tips. */
export type Part = 'tip' | 'passed' | 'rejected';

/**
 * The forward extremities of a room: the accepted events without an accepted child.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#pdus, #rejection and #soft-failure
 */
export class Extremities {
  readonly #tips = new Set<string>();
  /** Parents that an accepted event has, whether they are known or still to come. */
  readonly #covered = new Set<string>();
  /** Rejected and soft-failed events, with their parents. */
  readonly #skipped = new Map<string, readonly string[]>();

  /** Takes note of an event. */
  add(eventId: string, parents: readonly string[], part: Part): void {
    if (part !== 'tip') {
      this.#skipped.set(eventId, parents);
      // Its accepted child came first, and stands for its parents too.
      if (this.#covered.has(eventId)) this.#cover(parents);
      return;
    }
    this.#cover(parents);
    if (!this.#covered.has(eventId)) this.#tips.add(eventId);
  }

  /** Forgets those that there are: what comes next does not follow them. */
  clear(): void {
    for (const tip of this.#tips) this.#covered.add(tip);
    this.#tips.clear();
  }

  /** In the order in which they came. */
  list(): string[] {
    return [...this.#tips];
  }

  /** An event that follows a rejected one follows what came before that too. */
  #cover(parents: readonly string[]): void {
    const pending = new Set(parents); // a set is walked to its end while it grows, each member once
    for (const parent of pending) {
      this.#covered.add(parent);
      this.#tips.delete(parent);
      for (const skipped of this.#skipped.get(parent) ?? []) pending.add(skipped);
    }
  }
}
