import { path } from '../../wire/path.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { Rules } from '../rules.ts';
import type { RemoteServers } from './remote-servers.ts';

interface Queue {
  readonly pdus: Pdu[];
  readonly edus: JsonObject[];
  sending: boolean;
  /** There was more for the server while something was sent to it. */
  again: boolean;
  /** What was sent, and perhaps not taken: it is sent again as it was before there is another. */
  transaction: Transaction | undefined;
}

interface Transaction {
  readonly target: string;
  readonly body: JsonObject;
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
        if (await this.#send(destination, queue.transaction)) queue.transaction = undefined;
        else if (!queue.again) return;
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
    return {
      target: path`/_matrix/federation/v1/send/${`${Date.now()}-${this.#transactions}`}`,
      body: { origin: this.#serverName, origin_server_ts: Date.now(), pdus, edus },
    };
  }

  async #send(destination: string, { target, body }: Transaction): Promise<boolean> {
    try {
      return (await this.#servers.ask(destination, 'PUT', target, body)).status === 200;
    } catch {
      return false;
    }
  }
}
