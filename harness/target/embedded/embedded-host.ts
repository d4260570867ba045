import { Worker } from 'node:worker_threads';
import { programFile } from '../../package-root.ts';
import type { Hosted, HostData, HostMessage, HostQuestion } from './embedded-thread.ts';
import { TargetError } from '../errors.ts';
import type { TargetControl } from '../target.ts';

const threadProgram = programFile('harness/target/embedded/embedded-thread');

/** A homeserver logs failures of its own only; who fails more often than this has said it. */
const keptLines = 10_000;

type WithoutNumber<T> = T extends unknown ? Omit<T, 'number'> : never;

/** A line of a log, and when it was written, in milliseconds since the epoch. */
interface TimedLine {
  readonly atMs: number;
  readonly line: string;
}

/** A thread in which reference homeservers run. Disposing of it ends them. */
export class EmbeddedHost implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Hosted | number | null>>();
  readonly #log: TimedLine[] = [];
  #questions = 0;
  #died: string | null = null;
  #disposed = false;

  /** @param program what runs in the thread; another one in tests only */
  constructor(workerData: HostData, program: string | URL = threadProgram) {
    this.#worker = new Worker(program, {
      workerData,
      name: 'reference homeservers',
      // The options of this process are meant for its own program.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (message: HostMessage) => this.#hear(message));
    this.#worker.on('error', (error: unknown) => this.#end(error instanceof Error ? error.stack : String(error)));
    this.#worker.on('exit', (exitCode) => this.#end(`It ended with exit code ${exitCode}.`));
  }

  /**
   * Starts a homeserver.
   *
   * @param faultId the rule that it breaks; null for none
   * @throws TargetError
   */
  async start(faultId: string | null): Promise<Hosted> {
    return (await this.#ask({ kind: 'start', faultId })) as Hosted;
  }

  /** Ends one of the homeservers. */
  async end(serverName: string): Promise<void> {
    await this.#ask({ kind: 'end', serverName });
  }

  /** How one of the homeservers is stopped and started again. */
  controlOf(serverName: string): TargetControl {
    const order = (action: keyof TargetControl) => async (): Promise<void> => {
      await this.#ask({ kind: 'control', serverName, action });
    };
    return {
      stop: order('stop'),
      start: order('start'),
      restart: order('restart'),
      pause: order('pause'),
      resume: order('resume'),
    };
  }

  /** CPU seconds of the thread so far; null where they cannot be known. */
  async cpuSeconds(): Promise<number | null> {
    return (await this.#ask({ kind: 'cpu-seconds' }).catch(() => null)) as number | null;
  }

  /** What the homeservers logged in a window of time, milliseconds since the epoch. */
  logLines(fromMs: number, toMs: number): string {
    const lines = this.#log.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    return lines.map(({ atMs, line }) => `${new Date(atMs).toISOString()} ${line}\n`).join('');
  }

  /** A sentence if the thread ended by itself; null while it runs. */
  diedWith(): string | null {
    return this.#died;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.#worker.terminate();
  }

  async #ask(question: WithoutNumber<HostQuestion>): Promise<Hosted | number | null> {
    if (this.#died !== null || this.#disposed)
      throw new TargetError(this.#died ?? 'The reference homeserver was ended.');
    this.#questions += 1;
    const number = this.#questions;
    const waiting = Promise.withResolvers<Hosted | number | null>();
    this.#waiting.set(number, waiting);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a thread, not a window
    this.#worker.postMessage({ ...question, number });
    return waiting.promise;
  }

  #hear(message: HostMessage): void {
    if (message.kind === 'log') {
      if (this.#log.length < keptLines) this.#log.push(message);
      return;
    }
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(new TargetError(`The reference homeserver could not do it: ${message.message}`));
  }

  #end(how: string | undefined): void {
    const sentence = `The reference homeserver ended by itself. ${how}`;
    if (!this.#disposed) this.#died ??= sentence;
    for (const { reject } of this.#waiting.values()) reject(new TargetError(sentence));
    this.#waiting.clear();
  }
}
