import { path } from '../../wire/path.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { Rules } from '../rules.ts';
import type { RemoteServers } from './remote-servers.ts';

interface Queue {
  readonly pdus: Pdu[];
  readonly edus: JsonObject[];
  sending: boolean;
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
    if (queue) void this.#drain(serverName, queue);
  }

  #queue(destination: string, add: (queue: Queue) => void): void {
    if (destination === this.#serverName) return;
    const queue = this.#queues.get(destination) ?? { pdus: [], edus: [], sending: false };
    this.#queues.set(destination, queue);
    add(queue);
    void this.#drain(destination, queue);
  }

  async #drain(destination: string, queue: Queue): Promise<void> {
    if (queue.sending) return;
    queue.sending = true;
    try {
      while (queue.pdus.length + queue.edus.length > 0) {
        const pdus = queue.pdus.slice(0, this.#rules.largestTransaction.pdus);
        const edus = queue.edus.slice(0, this.#rules.largestTransaction.edus);
        if (!(await this.#send(destination, pdus, edus))) return;
        queue.pdus.splice(0, pdus.length);
        queue.edus.splice(0, edus.length);
      }
    } finally {
      queue.sending = false;
    }
  }

  async #send(destination: string, pdus: readonly Pdu[], edus: readonly JsonObject[]): Promise<boolean> {
    this.#transactions += 1;
    const target = path`/_matrix/federation/v1/send/${`${Date.now()}-${this.#transactions}`}`;
    const body = { origin: this.#serverName, origin_server_ts: Date.now(), pdus: [...pdus], edus: [...edus] };
    try {
      return (await this.#servers.ask(destination, 'PUT', target, body)).status === 200;
    } catch {
      return false;
    }
  }
}
