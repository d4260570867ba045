interface Waiter {
  readonly userId: string;
  readonly wake: () => void;
}

/**
 * The order in which things happen on the homeserver, as far as users are told of them by `/sync`: each gets a position of its
 * own, and whoever waits for something is woken.
 */
export class Stream {
  #position = 0;
  readonly #waiters = new Set<Waiter>();

  /** The position of what happened last. */
  get position(): number {
    return this.#position;
  }

  /** Something happens. @returns its position */
  advance(): number {
    this.#position += 1;
    return this.#position;
  }

  /** Wakes those who wait, after what happened was written down. */
  notify(userIds: Iterable<string>): void {
    const concerned = new Set(userIds);
    for (const waiter of this.#waiters) if (concerned.has(waiter.userId)) waiter.wake();
  }

  /**
   * Waits until something happens that concerns a user.
   *
   * @param limitMs milliseconds after which nothing happened
   * @returns whether something did
   */
  wait(userId: string, limitMs: number, gone: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const end = (happened: boolean): void => {
      clearTimeout(limit);
      this.#waiters.delete(waiter);
      gone.removeEventListener('abort', giveUp);
      resolve(happened);
    };
    const giveUp = (): void => end(false);
    const waiter = { userId, wake: () => end(true) };
    const limit = setTimeout(giveUp, limitMs);
    this.#waiters.add(waiter);
    gone.addEventListener('abort', giveUp);
    if (gone.aborted) giveUp();
    return promise;
  }

  /** Nobody waits any longer. */
  close(): void {
    for (const { wake } of this.#waiters) wake();
  }
}
