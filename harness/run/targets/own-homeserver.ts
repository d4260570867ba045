import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { TargetError } from '../../target/errors.ts';
import type { TargetConnection, TargetControl } from '../../target/target.ts';
import { NotApplicable } from '../../wire/errors.ts';
import type { Order, OrderAnswer } from './own-homeservers.ts';

type WithoutAddress<T> = T extends unknown ? Omit<T, 'kind' | 'file' | 'number'> : never;

/** Is told when a homeserver was stopped. */
type Stopped = (connection: TargetConnection) => Promise<void>;

/** The homeserver of a check that stops, pauses or restarts it. It serves the checks of its file one after the other. */
export class OwnHomeserver implements TargetControl {
  readonly connection: TargetConnection;
  readonly #order: (action: keyof TargetControl) => Promise<void>;
  readonly #stopped: Stopped;
  #state: 'running' | 'stopped' | 'paused' = 'running';

  constructor(connection: TargetConnection, order: (action: keyof TargetControl) => Promise<void>, stopped: Stopped) {
    this.connection = connection;
    this.#order = order;
    this.#stopped = stopped;
  }

  /** False from the moment when it is stopped or paused, or fails to be, until it runs again. */
  get isRunning(): boolean {
    return this.#state === 'running';
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    await this.#order('stop');
    await this.#stopped(this.connection);
  }

  async start(): Promise<void> {
    await this.#order('start');
    this.#state = 'running';
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async pause(): Promise<void> {
    this.#state = 'paused';
    await this.#order('pause');
  }

  async resume(): Promise<void> {
    await this.#order('resume');
    this.#state = 'running';
  }
}

/** The homeservers of one file of checks: one, and in a sweep of faults one a fault. Disposing of it gives them back. */
export class OwnHomeserversOfFile implements AsyncDisposable {
  readonly #file = randomUUID();
  readonly #channel: BroadcastChannel;
  readonly #waiting = new Map<number, PromiseWithResolvers<TargetConnection | null>>();
  readonly #lent = new Map<number, OwnHomeserver>();
  readonly #stopped: Stopped;
  #orders = 0;

  /**
   * @param channel the name of that on which the main process listens
   * @param stopped ends the connections to a homeserver
   */
  constructor(channel: string, stopped: Stopped = async () => {}) {
    this.#stopped = stopped;
    this.#channel = new BroadcastChannel(channel);
    this.#channel.addEventListener('message', (event) => {
      const { data } = event as Event & { readonly data: Order | OrderAnswer };
      if (data.kind !== 'answer' || data.file !== this.#file) return;
      const waiting = this.#waiting.get(data.number);
      this.#waiting.delete(data.number);
      if ('unsupported' in data) waiting?.reject(new NotApplicable(data.unsupported));
      else if ('error' in data) waiting?.reject(new TargetError(data.error));
      else waiting?.resolve(data.connection);
    });
  }

  /**
   * The homeserver for the next check.
   *
   * @param connection index of the shared one that it is to be equal to
   * @throws TargetError where it does not start
   */
  async borrow(connection: number): Promise<OwnHomeserver> {
    const known = this.#lent.get(connection);
    if (known) return known;
    const lent = await this.#ask({ action: 'lend', connection });
    if (!lent) throw new TargetError('No homeserver was started');
    const { serverName } = lent;
    const homeserver = new OwnHomeserver(
      lent,
      async (action) => void (await this.#ask({ action, serverName })),
      this.#stopped,
    );
    this.#lent.set(connection, homeserver);
    return homeserver;
  }

  /** The next check gets another, since this one may be in any state. */
  async giveBack(homeserver: OwnHomeserver): Promise<void> {
    for (const [connection, lent] of this.#lent) if (lent === homeserver) this.#lent.delete(connection);
    await this.#ask({ action: 'give-back', serverName: homeserver.connection.serverName });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#lent.values()].map((homeserver) => this.giveBack(homeserver)));
    this.#channel.close();
  }

  #ask(order: WithoutAddress<Order>): Promise<TargetConnection | null> {
    this.#orders += 1;
    const waiting = Promise.withResolvers<TargetConnection | null>();
    this.#waiting.set(this.#orders, waiting);
    const message: Order = { ...order, kind: 'order', file: this.#file, number: this.#orders };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a channel, not a window
    this.#channel.postMessage(message);
    return waiting.promise;
  }
}
