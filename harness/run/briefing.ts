import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import type { RunContext } from './run-context.ts';

type Message =
  | { readonly kind: 'question' }
  | { readonly kind: 'context'; readonly context: RunContext }
  | { readonly kind: 'nothing'; readonly why: string };

/** Tells workers what their checks need to begin, as soon as it is known: their files are loaded while the homeserver starts. */
export class Briefing implements Disposable {
  /** Names the channel on which workers ask. */
  readonly channel = `touchstone briefing ${randomUUID()}`;
  readonly #channel = new BroadcastChannel(this.channel);
  #disposed = false;

  /** @param context where it is rejected, workers that wait are told why */
  constructor(context: Promise<RunContext>) {
    const answer: Promise<Message> = context.then(
      (known) => ({ kind: 'context', context: known }),
      (error: unknown) => ({ kind: 'nothing', why: error instanceof Error ? error.message : String(error) }),
    );
    listen(this.#channel, async (message) => {
      if (message.kind === 'question') this.#tell(await answer);
    });
    this.#channel.unref();
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#channel.close();
  }

  #tell(message: Message): void {
    if (!this.#disposed) send(this.#channel, message);
  }
}

/**
 * Asks for what checks need to begin, in a worker.
 *
 * @param name of the channel on which the main process answers
 * @throws {Error} with the reason where there will be no checks
 */
export async function askForBriefing(name: string): Promise<RunContext> {
  const channel = new BroadcastChannel(name);
  const told = Promise.withResolvers<RunContext>();
  // Every worker hears every answer, and they are all the same.
  listen(channel, (message) => {
    if (message.kind === 'context') told.resolve(message.context);
    else if (message.kind === 'nothing') told.reject(new Error(message.why));
  });
  send(channel, { kind: 'question' });
  try {
    return await told.promise;
  } finally {
    channel.close();
  }
}

function listen(channel: BroadcastChannel, hear: (message: Message) => unknown): void {
  channel.addEventListener('message', (event) => void hear((event as Event & { readonly data: Message }).data));
}

function send(channel: BroadcastChannel, message: Message): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a channel, not a window
  channel.postMessage(message);
}
