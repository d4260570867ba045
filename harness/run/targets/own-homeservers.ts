import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { UnsupportedError } from '../../target/errors.ts';
import type { Target, TargetConnection, TargetControl } from '../../target/target.ts';

/** What the file of checks of a worker orders of the main process, which has the handles. Each is answered once, with its number. */
export type Order = { readonly kind: 'order'; readonly file: string; readonly number: number } & (
  | { readonly action: 'lend'; readonly connection: number }
  | { readonly action: keyof TargetControl | 'give-back'; readonly serverName: string }
);

/** What the main process answers. */
export type OrderAnswer = { readonly kind: 'answer'; readonly file: string; readonly number: number } & (
  | { readonly connection: TargetConnection | null }
  /** Which is not the homeserver's mistake. */
  | { readonly unsupported: string }
  | { readonly error: string }
);

/** How workers get homeservers that no other check runs against: over a channel of this name; or why there are none. Plain data. */
export type OwnHomeserversAccess = { readonly channel: string } | { readonly none: string };

/**
 * Homeservers of which one file of checks at a time has the sole use, because it stops or pauses them. They are started when the
 * first check asks for one. Those that were given back are stopped, and stay until the end for the sake of their logs.
 */
export class OwnHomeservers implements AsyncDisposable {
  readonly access: { readonly channel: string } = { channel: `touchstone ${randomUUID()}` };
  readonly #start: (connection: number) => Promise<Target>;
  readonly #channel = new BroadcastChannel(this.access.channel);
  readonly #lent = new Map<string, Target>();
  readonly #stopping: Promise<void>[] = [];
  #ended = false;

  /** @param start starts a homeserver that is equal to that of a connection, by its index */
  constructor(start: (connection: number) => Promise<Target>) {
    this.#start = start;
    this.#channel.addEventListener('message', (event) => {
      const { data } = event as Event & { readonly data: Order | OrderAnswer };
      if (data.kind === 'order') void this.#answer(data);
    });
    this.#channel.unref();
  }

  /** All that were ever lent. */
  get targets(): readonly Target[] {
    return [...this.#lent.values()];
  }

  /** One of them by its server name. */
  find(serverName: string): Target | undefined {
    return this.#lent.get(serverName);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#channel.close();
    await Promise.all(this.#stopping);
    await Promise.all(this.targets.map((target) => target[Symbol.asyncDispose]()));
  }

  async #answer(order: Order): Promise<void> {
    const to = { kind: 'answer', file: order.file, number: order.number } as const;
    const answer: OrderAnswer = await this.#obey(order).then(
      (connection) => ({ ...to, connection }),
      (error: unknown) => ({ ...to, ...failureOf(error) }),
    );
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a channel, not a window
    if (!this.#ended) this.#channel.postMessage(answer);
  }

  async #obey(order: Order): Promise<TargetConnection | null> {
    if (order.action === 'lend') {
      const target = await this.#start(order.connection);
      if (this.#ended) {
        await target[Symbol.asyncDispose]();
        throw new Error('The run is over');
      }
      this.#lent.set(target.connection.serverName, target);
      return target.connection;
    }
    const control = this.#lent.get(order.serverName)?.control;
    if (!control) throw new Error(`${order.serverName} is no homeserver that can be controlled`);
    // Nobody waits for the end of one that was given back, but who disposes of it.
    if (order.action === 'give-back') this.#stopping.push(control.stop().catch(() => {}));
    else await control[order.action]();
    return null;
  }
}

function failureOf(error: unknown): { readonly unsupported: string } | { readonly error: string } {
  if (error instanceof UnsupportedError) return { unsupported: error.message };
  return { error: error instanceof Error ? error.message : String(error) };
}
