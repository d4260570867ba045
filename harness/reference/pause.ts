/**
 * Whether a homeserver computes at the moment. One that runs in a thread with others cannot be halted from outside as a process
 * can: what it would do waits here until it goes on.
 */
export class Pause {
  #end: PromiseWithResolvers<void> | null = null;

  /** Whether it is paused now. */
  get isOn(): boolean {
    return this.#end !== null;
  }

  begin(): void {
    this.#end ??= Promise.withResolvers<void>();
  }

  end(): void {
    this.#end?.resolve();
    this.#end = null;
  }

  /** Resolves when the homeserver computes: at once, where it is not paused. */
  async over(): Promise<void> {
    await this.#end?.promise;
  }
}
