import type { Client } from '../client/client.ts';
import type { SyncStream } from '../client/sync.ts';
import { selectAuthEvents } from '../event-graph/build-event.ts';
import type { Host } from '../event-graph/delivery/arrangement.ts';
import type { Delivery } from '../event-graph/delivery/delivery.ts';
import { verdictsOfDelivery } from '../event-graph/delivery/verdicts-on-arrival.ts';
import type { HostedScenario } from '../event-graph/scenario/host-scenario.ts';
import type { Peer } from '../peer/peer.ts';
import { citedIds } from '../protocol/cited-ids.ts';
import { roomVersions } from '../protocol/room-versions.ts';
import type { Disclosure } from '../target/disclosure.ts';
import { path } from '../wire/path.ts';
import { objectsAt, stringAt, stringsAt, valueAt } from '../wire/read.ts';
import { type Entries, entriesOf, withOutcome } from './entries.ts';
import { type EventVerdict, type Sighting, verdictOfSighting } from './sighting.ts';
import { askBefore, chainDefects } from './told-events.ts';
import type { SentEvents } from './sent-events.ts';
import type { Troupe } from './troupe.ts';

/** What a performance consists of. */
interface Performed {
  readonly hosted: HostedScenario;
  readonly host: Host;
  readonly seed: number;
  readonly delivery: Delivery;
  readonly troupe: Troupe;
  /** What the guest was shown until the last event came. */
  readonly followed: SyncStream;
  readonly sent: SentEvents;
  readonly disclosure: Disclosure;
}

/** A state that the target has. */
export interface FoundState {
  readonly eventIds: readonly string[];
  readonly entries: Entries;
}

/** What another homeserver is told of an event. */
export interface ToldBefore {
  /** The state before it, by `state_ids`. */
  readonly byId: FoundState;
  /** The same, by `state`. */
  readonly whole: FoundState;
  /** What is wrong with the auth chains that `state_ids`, `state` and `event_auth` give, in a sentence for each event. */
  readonly chainDefects: readonly string[];
}

/** The parents and the auth events of an event, by their names. */
export interface Citations {
  readonly parents: readonly string[];
  readonly authEvents: readonly string[];
}

/** What an event has to cite. */
export interface ExpectedCitations extends Citations {
  /** Those that may be among the parents as well. */
  readonly otherParents: readonly string[];
}

/** A scenario that was delivered to the target: what the target made of it, and what it had to make of it. */
export class Performance {
  readonly hosted: HostedScenario;
  readonly host: Host;
  readonly seed: number;
  readonly delivery: Delivery;
  readonly #guest: Client;
  readonly #observer: Peer;
  readonly #followed: SyncStream;
  readonly #sent: SentEvents;
  readonly #disclosure: Disclosure;
  #expectedVerdicts: ReadonlyMap<string, ReadonlySet<EventVerdict>> | undefined;

  constructor({ hosted, host, seed, delivery, troupe, followed, sent, disclosure }: Performed) {
    this.hosted = hosted;
    this.host = host;
    this.seed = seed;
    this.delivery = delivery;
    this.#guest = troupe.guest;
    this.#observer = troupe.observer;
    this.#followed = followed;
    this.#sent = sent;
    this.#disclosure = disclosure;
  }

  /** The events before which the state is looked at. A server need not know that before an event which it rejected. */
  get probes(): string[] {
    const { graph, idOf, mergesOrProbes } = this.hosted;
    return mergesOrProbes.filter((name) => graph.judgementOf(idOf(name))?.verdict === 'accepted');
  }

  /** What the target asked for although it had been sent it, in a sentence for each: a sign that it dropped it, and no failure. */
  get askedAgain(): string[] {
    return this.#sent.askedAgain;
  }

  /** How the scenario was delivered, in a few words. */
  get description(): string {
    const { nameOf } = this.hosted;
    const servers = new Set(this.hosted.scenario.actors.values());
    const transactions = this.delivery.map(({ events }) => events.map(({ eventId }) => nameOf(eventId)).join(', '));
    const withheld = this.#withheld().map((eventId) => nameOf(eventId));
    return [
      `seed ${this.seed}, the room made by ${this.host === 'target' ? 'the target' : 'a peer'}`,
      servers.size === 1 ? 'one server' : `${servers.size} servers`,
      `sent: ${transactions.join(' | ')}`,
      ...(withheld.length > 0 ? [`withheld: ${withheld.join(', ')}`] : []),
    ].join('; ');
  }

  /** The state before an event, as the observer is told. */
  async stateBefore(name: string): Promise<FoundState> {
    const { graph, idOf } = this.hosted;
    return this.#found(stringsAt((await this.#observer.stateIds(graph, idOf(name))).json, 'pdu_ids'));
  }

  /** What the observer is told when it asks for the state before an event, once by IDs and once whole, and for its auth chain. */
  async toldBefore(name: string): Promise<ToldBefore> {
    const { byId, whole, chains } = await askBefore(this.#observer, this.hosted.graph, this.hosted.idOf(name));
    return {
      byId: this.#found(byId),
      whole: this.#found(whole),
      chainDefects: chains.flatMap((chain) => chainDefects(chain, this.hosted)),
    };
  }

  /** What {@link stateBefore} has to be: what the scenario says was written by a person, and goes before the oracle. */
  expectedBefore(name: string): Entries {
    const { graph, idOf, scenario } = this.hosted;
    const outcome = scenario.expect.states[name]?.[roomVersions[graph.roomVersion].stateResolution];
    const before = withOutcome(entriesOf(graph.stateBefore(idOf(name)).eventIds(), this.hosted), outcome);
    const isAfter = this.#disclosure.state === 'after the event' && graph.event(idOf(name)).state_key !== undefined;
    return isAfter ? { ...before, ...entriesOf([idOf(name)], this.hosted) } : before;
  }

  /** The current state, as the guest is told. */
  async currentState(): Promise<FoundState> {
    return this.#found(idsOf(objectsAt((await this.#guest.state(this.hosted.graph.roomId)).json)));
  }

  /** The state at the last event, as the guest is told with the events around it; undefined where it is left out, as it may be. */
  async stateInContext(): Promise<FoundState | undefined> {
    const { graph, idOf } = this.hosted;
    const target = path`/_matrix/client/v3/rooms/${graph.roomId}/context/${idOf('end')}`;
    const { json } = await this.#guest.request('GET', target, { query: { limit: 0 } });
    return valueAt(json, 'state') === undefined ? undefined : this.#found(idsOf(objectsAt(json, 'state')));
  }

  /** The memberships, as the guest is told. */
  async members(): Promise<FoundState> {
    const target = path`/_matrix/client/v3/rooms/${this.hosted.graph.roomId}/members`;
    return this.#found(idsOf(objectsAt((await this.#guest.request('GET', target)).json, 'chunk')));
  }

  /** What {@link currentState} and {@link stateInContext} have to be: the last event follows all others. */
  get expectedNow(): Entries {
    return this.expectedBefore('end');
  }

  /** What {@link members} have to be. */
  get expectedMembers(): Entries {
    return Object.fromEntries(Object.entries(this.expectedNow).filter(([key]) => key.startsWith('@')));
  }

  /** Where each event of the scenario can be seen, by its name. */
  async sightings(): Promise<ReadonlyMap<string, Sighting>> {
    const { graph, idOf } = this.hosted;
    const synced = new Set(this.#followed.eventIds());
    const asked = this.#names.map(async (name) => {
      const eventId = idOf(name);
      const [event, stateIds, shown] = await Promise.all([
        this.#observer.event(eventId),
        this.#observer.stateIds(graph, eventId),
        this.#guest.event(graph.roomId, eventId),
      ]);
      return { name, event, stateIds, shown };
    });
    const answers = await Promise.all(asked);
    // At last, since it may make a homeserver ask others for what it does not show.
    const { json } = await this.#guest.messages(graph.roomId, { dir: 'b', limit: 100 });
    const paged = new Set(idsOf(objectsAt(json, 'chunk')));
    const sightings = answers.map(({ name, event, stateIds, shown }): [string, Sighting] => {
      const seen = { inMessages: paged.has(idOf(name)), inSync: synced.has(idOf(name)) };
      const given = { toClients: shown.status === 200, toServers: event.status === 200 };
      return [name, { ...seen, ...given, withState: stateIds.status === 200 }];
    });
    return new Map(sightings);
  }

  /** What became of each event, as far as it can be seen from outside. */
  async verdicts(): Promise<ReadonlyMap<string, EventVerdict>> {
    const sightings = await this.sightings();
    return new Map([...sightings].map(([name, seen]) => [name, verdictOfSighting(seen, this.#disclosure)]));
  }

  typeOf(name: string): string {
    return this.hosted.graph.event(this.hosted.idOf(name)).type;
  }

  /** Whether an event is in the state at the end; then users are told of it, also where it was soft-failed. */
  isInCurrentState(name: string): boolean {
    const { graph, idOf } = this.hosted;
    return graph.stateAfter(idOf('end')).eventIds().includes(idOf(name));
  }

  /** What becomes of an event. @throws Error where that is not certain */
  expectedVerdict(name: string): EventVerdict {
    const [verdict, ...others] = this.expectedVerdicts.get(name) ?? [];
    if (verdict !== undefined && others.length === 0) return verdict;
    throw new Error(`What becomes of ${name} depends on the order in which a homeserver takes events in`);
  }

  /** What may become of each event; more than one verdict where a homeserver is free in its order. */
  get expectedVerdicts(): ReadonlyMap<string, ReadonlySet<EventVerdict>> {
    this.#expectedVerdicts ??= this.#judge();
    return this.#expectedVerdicts;
  }

  #judge(): ReadonlyMap<string, ReadonlySet<EventVerdict>> {
    const judged = verdictsOfDelivery(this.hosted, this.delivery);
    const verdictsOf = (name: string): ReadonlySet<EventVerdict> =>
      judged.get(this.hosted.idOf(name)) ?? new Set(['not taken'] as const);
    return new Map(this.#names.map((name) => [name, verdictsOf(name)]));
  }

  /** What the guest's next event cites, as the observer gets it. */
  async nextEvent(): Promise<Citations> {
    const { graph, nameOf } = this.hosted;
    const { type, state_key: user, content } = this.#newName;
    const { eventId } = await this.#guest.sendState(graph.roomId, type, content, user);
    const { pdu } = await this.#observer.waitForEvent(graph, (_, arrived) => arrived === eventId);
    const named = (ids: readonly string[]): string[] => ids.map((one) => nameOf(one) ?? one).toSorted();
    return { parents: named(citedIds(pdu.prev_events)), authEvents: named(citedIds(pdu.auth_events)) };
  }

  /**
   * What {@link nextEvent} has to cite. An accepted event of which all children are hidden may be among the parents: whether those
   * count as children, the specification does not say.
   */
  get expectedCitations(): ExpectedCitations {
    const { graph, idOf, nameOf } = this.hosted;
    const authEvents = selectAuthEvents(graph.stateAfter(idOf('end')), this.#newName, graph.roomVersion);
    return {
      parents: ['end'],
      otherParents: this.#withHiddenChildren,
      authEvents: authEvents.map((one) => nameOf(one) ?? one).toSorted(),
    };
  }

  /** The accepted events, some of whose children are hidden. */
  get #withHiddenChildren(): string[] {
    const { graph, idOf } = this.hosted;
    const isHidden = (name: string): boolean => this.expectedVerdicts.get(name)?.has('accepted') === false;
    const parents = new Set(this.#names.filter(isHidden).flatMap((name) => graph.parentsOf(idOf(name))));
    return this.#names.filter((name) => parents.has(idOf(name)) && !isHidden(name));
  }

  /** What anybody in a room may send, whatever the power levels: the guest takes a new name. */
  get #newName() {
    const { userId } = this.#guest;
    const content = { membership: 'join', displayname: 'after all that' };
    return { type: 'm.room.member', sender: userId, state_key: userId, content };
  }

  /** The names of what was delivered, or withheld. */
  get #names(): string[] {
    return this.hosted.events.map(({ eventId }) => this.hosted.nameOf(eventId) ?? eventId);
  }

  #withheld(): string[] {
    const sent = new Set(this.delivery.flatMap(({ events }) => events.map(({ eventId }) => eventId)));
    return this.hosted.events.map(({ eventId }) => eventId).filter((eventId) => !sent.has(eventId));
  }

  #found(eventIds: readonly string[]): FoundState {
    return { eventIds, entries: entriesOf(eventIds, this.hosted) };
  }
}

function idsOf(events: readonly Parameters<typeof stringAt>[0][]): string[] {
  return events.map((event) => stringAt(event, 'event_id'));
}
