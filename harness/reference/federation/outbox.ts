import { path } from '../../wire/path.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { Rules } from '../rules.ts';
import type { RemoteServers } from './remote-servers.ts';

/** What a server is to be sent. */
export interface Due {
  readonly pdus: readonly Pdu[];
  readonly edus: readonly JsonObject[];
}

interface Queue {
  pdus: Pdu[];
  edus: JsonObject[];
  sending: boolean;
  /** There was more for the server while something was sent to it. */
  again: boolean;
  /** What was sent, and perhaps not taken: it is sent again as it was before there is another. */
  transaction: Transaction | undefined;
}

/** What is sent to a server at once. */
export interface Transaction extends Due {
  readonly txnId: string;
  readonly sentAtMs: number;
}

/**
 * What is to be sent to other homeservers, in order: one transaction at a time for each of them. What a server did not take waits
 * until there is more for it, or until it makes itself heard.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#transactions
 */
export class Outbox {
  readonly #serverName: string;
  readonly #servers: RemoteServers;
  readonly #rules: Rules;
  readonly #queues = new Map<string, Queue>();
  #lastSent = Promise.resolve(true);
  #transactions = 0;

  constructor(serverName: string, servers: RemoteServers, rules: Rules) {
    this.#serverName = serverName;
    this.#servers = servers;
    this.#rules = rules;
  }

  sendPdu(pdu: Pdu, serverNames: Iterable<string>): void {
    for (const destination of new Set(serverNames)) this.#queue(destination, ({ pdus }) => pdus.push(pdu));
  }

  sendEdu(edu: JsonObject, serverNames: Iterable<string>): void {
    for (const destination of new Set(serverNames)) this.#queue(destination, ({ edus }) => edus.push(edu));
  }

  /** Forgets all that waits. */
  clear(): void {
    this.#queues.clear();
  }

  /** A server has made itself heard: what waits for it is sent. */
  isReachable(serverName: string): void {
    const queue = this.#queues.get(serverName);
    if (queue && !queue.sending) void this.#drain(serverName, queue);
  }

  #queue(destination: string, add: (queue: Queue) => void): void {
    if (destination === this.#serverName) return;
    const queue = this.#queues.get(destination) ?? {
      pdus: [],
      edus: [],
      sending: false,
      again: false,
      transaction: undefined,
    };
    this.#queues.set(destination, queue);
    add(queue);
    void this.#drain(destination, queue);
  }

  /** Everything that waits is sent: the homeserver has started again. */
  sendAll(): void {
    for (const [serverName, queue] of this.#queues) void this.#drain(serverName, queue);
  }

  async #drain(destination: string, queue: Queue): Promise<void> {
    if (queue.sending) {
      queue.again = true;
      return;
    }
    queue.sending = true;
    try {
      for (;;) {
        queue.transaction ??= this.#next(queue);
        if (!queue.transaction) return;
        queue.again = false;
        if (await this.#send(destination, queue.transaction)) {
          queue.transaction = undefined;
        } else {
          this.#keep(queue, queue.transaction);
          if (!queue.again) return;
        }
      }
    } finally {
      queue.sending = false;
    }
  }

  /** Takes as much from a queue as fits into a transaction; undefined where there is nothing. */
  #next(queue: Queue): Transaction | undefined {
    if (queue.pdus.length + queue.edus.length === 0) return undefined;
    this.#transactions += 1;
    const { largestTransaction: largest } = this.#rules;
    const pdus = queue.pdus.splice(0, largest.pdus);
    const edus = queue.edus.splice(0, largest.edus);
    const sentAtMs = Date.now();
    return { txnId: `${sentAtMs}-${this.#transactions}`, sentAtMs, pdus, edus };
  }

  /** What a server did not take waits for it. */
  #keep(queue: Queue, transaction: Transaction): void {
    const { keptForLater, sentAgain } = this.#rules;
    const waiting = keptForLater(queue);
    queue.pdus = [...waiting.pdus];
    queue.edus = [...waiting.edus];
    const { pdus, edus } = keptForLater(transaction);
    queue.transaction = pdus.length + edus.length > 0 ? { ...sentAgain(transaction), pdus, edus } : undefined;
  }

  #send(destination: string, transaction: Transaction): Promise<boolean> {
    const before = this.#rules.sendsSideBySide ? Promise.resolve(true) : this.#lastSent;
    this.#lastSent = before.then(() => this.#isTaken(destination, transaction));
    return this.#lastSent;
  }

  async #isTaken(destination: string, { txnId, sentAtMs, pdus, edus }: Transaction): Promise<boolean> {
    const target = path`/_matrix/federation/v1/send/${txnId}`;
    const body = { origin: this.#serverName, origin_server_ts: sentAtMs, pdus: [...pdus], edus: [...edus] };
    try {
      return (await this.#servers.ask(destination, 'PUT', target, body)).status === 200;
    } catch {
      return false;
    }
  }
}
