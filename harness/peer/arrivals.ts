import { UnexpectedAnswer } from '../wire/errors.ts';

/** How long to wait, and how to tell what was waited for and what came. */
export interface Wait<T> {
  readonly limitMs: number;
  /** Completes "waited for …". */
  readonly what: string;
  /** One item in a few words. */
  readonly describe: (item: T) => string;
}

/** Enough to see what went wrong; the wire log has the rest. */
const shownItems = 20;

/** What arrived, in order, and who waits for more of it. */
export class Arrivals<T> {
  readonly #items: T[] = [];
  readonly #waiting = new Set<(item: T) => void>();

  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#items.push(item);
    for (const offer of this.#waiting) offer(item);
  }

  /**
   * The first item that matches, also where it arrived before.
   *
   * @throws UnexpectedAnswer with what came instead if the limit passes
   */
  async waitFor(matches: (item: T) => boolean, { limitMs, what, describe }: Wait<T>): Promise<T> {
    const there = this.#items.find(matches);
    if (there !== undefined) return there;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const offer = (item: T): void => {
      try {
        if (matches(item)) resolve(item);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error))); // the fault of who waits, not of what came
      }
    };
    const timer = setTimeout(() => {
      const others = this.#items.slice(-shownItems).map(describe);
      reject(
        new UnexpectedAnswer(`waited ${limitMs / 1000} s in vain for ${what}`, {
          expected: what,
          actual: others.length === 0 ? 'nothing came' : `came instead: ${others.join('; ')}`,
        }),
      );
    }, limitMs);
    this.#waiting.add(offer);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(offer);
    }
  }
}
