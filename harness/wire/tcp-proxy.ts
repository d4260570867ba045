import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { UnexpectedAnswer } from './errors.ts';

/** What becomes of what passes a proxy. */
type Passage =
  | { readonly kind: 'open' }
  /** Connections are reset, those that are there and those that come. */
  | { readonly kind: 'cut' }
  /** Connections are taken, and nothing comes through in either direction. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'delayed'; readonly ms: number };

/** Both ends of a connection. */
interface Line {
  readonly asking: Socket;
  readonly answering: Socket;
}

/** How long to wait for an attempt, in milliseconds before the timeout factor: as for what a target sends by itself. */
const attemptLimitMs = 10_000;

/**
 * A proxy in front of a port of this machine, which can make it hard to reach. It passes bytes on and looks into none, so that TLS
 * goes through it untouched.
 */
export class TcpProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #timeoutFactor: () => number;
  readonly #lines = new Set<Line>();
  readonly #waiting = new Set<() => void>();
  #passage: Passage = { kind: 'open' };
  #attempts = 0;

  private constructor(server: Server, timeoutFactor: () => number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.#timeoutFactor = timeoutFactor;
  }

  /**
   * Listens on a free port of an address.
   *
   * @param address to bind to, and where the port is
   * @param port where what comes goes on to
   * @param timeoutFactor multiplies the limits of waiting, each as it begins
   * @throws where the address cannot be bound
   */
  static async listen(address: string, port: number, timeoutFactor = (): number => 1): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, address);
    await once(server, 'listening');
    const proxy = new TcpProxy(server, timeoutFactor);
    server.on('connection', (socket) => proxy.#take(socket, connect({ host: address, port })));
    return proxy;
  }

  /**
   * How often somebody tried to reach the port since it last became hard or easy to reach: new connections, what was asked on those
   * that were there, and answers to what was asked before that did not come through.
   */
  get attempts(): number {
    return this.#attempts;
  }

  /** The server is gone: connections are reset, and so is each new one. */
  cut(): void {
    this.#change({ kind: 'cut' });
  }

  /** The server answers nothing and ends nothing: connections are taken, and what comes is swallowed. */
  drop(): void {
    this.#change({ kind: 'dropped' });
  }

  /** The server is far away. @param ms milliseconds that everything takes, in each direction */
  delay(ms: number): void {
    this.#change({ kind: 'delayed', ms });
  }

  /** The server is as it was. */
  restore(): void {
    this.#change({ kind: 'open' });
  }

  /**
   * Waits for somebody who tries to reach the port, counted from when it last became hard or easy to reach.
   *
   * @param count how many attempts there have to be
   * @param limitMs before the timeout factor
   * @throws UnexpectedAnswer if there are fewer when the limit passes
   */
  async waitForAttempts(count = 1, limitMs = attemptLimitMs): Promise<void> {
    if (this.#attempts >= count) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.#attempts >= count) resolve();
    };
    const waitMs = limitMs * this.#timeoutFactor();
    const timer = setTimeout(() => {
      const what = `${count} attempts to reach the server at port ${this.port}`;
      const waited = `waited ${waitMs / 1000} s in vain for ${what}`;
      reject(new UnexpectedAnswer(waited, { expected: what, actual: `${this.#attempts}` }));
    }, waitMs);
    this.#waiting.add(look);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#reset();
    await closed;
  }

  /** Connections on which something was lost, or is late, are reset: nothing good can come of them. */
  #change(passage: Passage): void {
    const isDamaged = this.#passage.kind !== 'open' || passage.kind === 'cut';
    this.#passage = passage;
    this.#attempts = 0;
    if (isDamaged) this.#reset();
  }

  #attempt(): void {
    this.#attempts += 1;
    for (const look of this.#waiting) look();
  }

  #take(asking: Socket, answering: Socket): void {
    const line = { asking, answering };
    this.#lines.add(line);
    for (const [from, to] of [
      [asking, answering],
      [answering, asking],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => {}); // 'close' comes after it
      from.once('close', () => {
        this.#lines.delete(line);
        // What was said before the end still has to arrive.
        this.#later(() => to.end());
      });
      from.on('data', (bytes: Buffer) => {
        const { kind } = this.#passage;
        if (kind === 'dropped' || (from === asking && kind !== 'open')) this.#attempt();
        if (kind === 'open' || kind === 'delayed') this.#later(() => to.writable && to.write(bytes));
      });
    }
    this.#attempt();
    if (this.#passage.kind === 'cut') this.#reset();
  }

  /** Timers of one length run in the order in which they were set. */
  #later(act: () => void): void {
    if (this.#passage.kind === 'delayed') setTimeout(act, this.#passage.ms);
    else act();
  }

  #reset(): void {
    for (const { asking, answering } of this.#lines) {
      asking.resetAndDestroy();
      answering.destroy();
    }
  }
}
