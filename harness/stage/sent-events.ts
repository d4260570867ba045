import type { AppendedEvent } from '../event-graph/append-event.ts';
import type { PlayedScenario } from '../event-graph/scenario/scenario.ts';
import type { IncomingRequest } from '../peer/answers/route.ts';
import type { Peer } from '../peer/peer.ts';
import type { JsonValue } from '../protocol/json.ts';
import { isJsonObject } from '../protocol/json.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { valueAt } from '../wire/read.ts';

/** What is asked for in a request: an event that its sender does not have, or what is before one that it has. */
interface Wanted {
  readonly by: string;
  readonly events: readonly string[];
  readonly before: readonly string[];
}

/**
 * The events that the target was sent, before any that follow them, and took without an error. That it asks for one of them later is
 * allowed, and tells that it dropped it.
 */
export class SentEvents {
  readonly #peers: readonly Peer[];
  readonly #played: PlayedScenario;
  /** For each event, how many requests each peer had got when its transaction was answered. */
  readonly #taken = new Map<string, ReadonlyMap<Peer, number>>();
  /** Parents of what was sent. */
  readonly #followed = new Set<string>();

  /** @param peers those that the target may ask */
  constructor(peers: readonly Peer[], played: PlayedScenario) {
    this.#peers = peers;
    this.#played = played;
  }

  /** Takes note of an answer to a transaction. */
  answered(events: readonly Pick<AppendedEvent, 'eventId'>[], answer: JsonValue | undefined): void {
    const requests = new Map(this.#peers.map((peer) => [peer, peer.received.length]));
    for (const { eventId } of events) {
      const result = valueAt(answer, 'pdus', eventId);
      const isTaken = isJsonObject(result) && !Object.hasOwn(result, 'error');
      // What comes after its children may rightly have been asked for until then.
      if (isTaken && !this.#followed.has(eventId) && !this.#taken.has(eventId)) this.#taken.set(eventId, requests);
      for (const parent of this.#played.graph.parentsOf(eventId)) this.#followed.add(parent);
    }
  }

  /** What the target asked for although it had taken it, in a sentence for each. */
  get askedAgain(): string[] {
    const sentences = this.#peers.flatMap((peer) =>
      peer.received.flatMap((request, index) => {
        const isTaken = (eventId: string): boolean => (this.#taken.get(eventId)?.get(peer) ?? Infinity) <= index;
        return this.#sentencesOf(wantedIn(request), isTaken);
      }),
    );
    return [...new Set(sentences)];
  }

  /** An error of the target with what it asked for again, which may be why; any other error as it is. */
  explaining(error: unknown): unknown {
    const { askedAgain } = this;
    if (!(error instanceof UnexpectedAnswer) || askedAgain.length === 0) return error;
    const { message, expected, actual } = error;
    return new UnexpectedAnswer(message, { expected, actual: `${actual}; the homeserver ${askedAgain.join(', ')}` });
  }

  #sentencesOf({ by, events, before }: Wanted, isTaken: (eventId: string) => boolean): string[] {
    const { nameOf, graph } = this.#played;
    const name = (eventId: string): string => nameOf(eventId) ?? eventId;
    // What is before an event is asked for where one of its parents, or the state after it, is missing; and not said which.
    const follows = before.filter((eventId) => graph.has(eventId) && graph.parentsOf(eventId).every(isTaken));
    return [
      ...events.filter(isTaken).map((eventId) => `asked for ${name(eventId)} by ${by}, which it had been sent`),
      ...follows.map((eventId) => {
        const parents = graph.parentsOf(eventId).map(name).join(' and ');
        return `asked for what is before ${name(eventId)} by ${by}, although it had been sent ${parents}`;
      }),
    ];
  }
}

function wantedIn({ path, params, query, request: { json } }: IncomingRequest): Wanted {
  const by = /^\/_matrix\/federation\/v1\/(?<operation>[a-z_]+)/.exec(path)?.groups?.['operation'] ?? '';
  const latest = valueAt(json, 'latest_events');
  switch (by) {
    case 'event':
      return { by, events: [params['eventId'] ?? ''], before: [] };
    case 'state':
    case 'state_ids':
      return { by, events: [], before: query.getAll('event_id') };
    case 'get_missing_events':
      return { by, events: [], before: Array.isArray(latest) ? latest.filter((one) => typeof one === 'string') : [] };
    default:
      return { by, events: [], before: [] };
  }
}
