import { createHash, randomBytes } from 'node:crypto';
import { encodeBase64, encodeBase64Url } from '../../protocol/base64.ts';
import { roomIdOfCreate } from '../../protocol/event-id.ts';
import { type Pdu, serverNameOf } from '../../protocol/pdu.ts';
import { type RoomVersion, type RoomVersionRules, roomVersions } from '../../protocol/room-versions.ts';
import type { AppendedEvent } from '../append-event.ts';
import { buildEvent, type EventSpec, selectAuthEvents } from '../build-event.ts';
import { RoomGraph } from '../room-graph.ts';
import { Cast } from './cast.ts';
import { eventSpec, shortHash } from './event-spec.ts';
import { isFittingId } from './fitting-id.ts';
import type { PlayedScenario, Scenario, ScenarioEvent } from './scenario.ts';
import type { ScenarioServers } from './scenario-servers.ts';

/** What begins the name of an event of another room, which began as this one did. */
const elsewhere = 'elsewhere/';

/** A room that was begun elsewhere, with the events that stand for the beginning of a scenario, by their names. */
export interface BegunRoom {
  readonly graph: RoomGraph;
  readonly named: ReadonlyMap<string, string>;
}

/** A scenario that is being played in a room, of which the create event is there: one event after the other. */
export class ScenarioPlay {
  readonly graph: RoomGraph;
  readonly #scenario: Scenario;
  readonly #servers: ScenarioServers;
  readonly #cast: Cast;
  readonly #rules: RoomVersionRules;
  readonly #roomName: string;
  readonly #ids = new Map<string, string>();
  /** What events follow instead of an event. */
  readonly #instead = new Map<string, string>();
  /** IDs of the joins of strangers. */
  readonly #met: string[] = [];
  readonly #toldStates = new Map<string, readonly string[]>();
  #start: number;
  #last: string;
  #elsewhere: ScenarioPlay | undefined;

  /** @param begun a room that was begun elsewhere; by default the scenario begins one, with its create event */
  constructor(scenario: Scenario, roomVersion: RoomVersion, servers: ScenarioServers, begun?: BegunRoom) {
    this.#scenario = scenario;
    this.#servers = servers;
    this.#cast = new Cast(scenario.actors, servers.serverNameOf);
    this.#rules = roomVersions[roomVersion];
    this.#roomName = servers.roomName ?? randomBytes(12).toString('base64url');
    this.#start = servers.start ?? Date.now();
    if (begun) {
      this.graph = begun.graph;
      this.#last = '';
      for (const [name, eventId] of begun.named) this.#ids.set(name, eventId);
      return;
    }
    const [[name, create] = ['create', undefined]] = scenario.events;
    if (!create) throw new RangeError(`The scenario ${scenario.slug} has no events`);
    const opaqueId = `!${shortHash(this.#roomName)}:${this.#cast.serverOf(this.#cast.creator)}`;
    const pdu = this.#createEvent(name, create, new RoomGraph({ roomId: opaqueId, roomVersion }));
    const roomId = this.#rules.roomIdFormat === 'opaque' ? opaqueId : roomIdOfCreate(pdu, roomVersion);
    this.graph = new RoomGraph({ roomId, roomVersion });
    this.#last = this.graph.add(pdu);
    this.#ids.set(name, this.#last);
  }

  /** The ID of an event that was told, by its name. */
  readonly idOf = (name: string): string => {
    const eventId = this.#ids.get(name);
    if (eventId !== undefined) return eventId;
    throw new RangeError(`The scenario ${this.#scenario.slug} has no event ${name}, or it comes later`);
  };

  readonly nameOf = (eventId: string): string | undefined => {
    return [...this.#ids].find(([, id]) => id === eventId)?.[0];
  };

  /** Builds an event, adds it to the graph and gives it a name. */
  tell(name: string, event: ScenarioEvent): AppendedEvent {
    const pdu = this.#build(name, event);
    const told = event.toldState && this.#toldState(event.toldState);
    const eventId = told
      ? this.graph.addWithState(
          pdu,
          told.map((one) => this.graph.event(one)),
        )
      : this.graph.add(pdu, { unknownState: event.after?.some(isId) ?? false });
    if (told) this.#toldStates.set(eventId, told);
    this.#ids.set(name, eventId);
    this.#last = eventId;
    return { eventId, pdu };
  }

  /** Gives a name to an event that is in the graph and not of the scenario. */
  meet(name: string, eventId: string): void {
    this.#ids.set(name, eventId);
    this.#met.push(eventId);
  }

  /** Whether any event was given a name so. */
  get hasMet(): boolean {
    return this.#met.length > 0;
  }

  /** Goes on after an event: what follows any of those that have names by now follows this one. */
  goOnAfter(eventId: string, start: number): void {
    for (const before of this.#ids.values()) this.#instead.set(before, eventId);
    this.#last = eventId;
    this.#start = start;
  }

  /** The names of the events that no event follows, rejected ones too, without those before which nobody knows the state. */
  ends(): string[] {
    const known = this.graph.eventIds.filter((eventId) => this.graph.judgementOf(eventId));
    const followed = new Set(known.flatMap((eventId) => this.graph.parentsOf(eventId)));
    const ends = new Set(known.filter((eventId) => !followed.has(eventId)));
    return [...this.#ids].filter(([, eventId]) => ends.has(eventId)).map(([name]) => name);
  }

  played(): PlayedScenario {
    const { expect } = this.#scenario;
    const isProbe = ([name, id]: [string, string]) => name in expect.states || this.graph.parentsOf(id).length > 1;
    return {
      scenario: this.#scenario,
      graph: this.graph,
      idOf: this.idOf,
      nameOf: this.nameOf,
      toldStates: this.#toldStates,
      mergesOrProbes: [...this.#ids].filter(isProbe).map(([name]) => name),
    };
  }

  #createEvent(name: string, event: ScenarioEvent, graph: RoomGraph): Pdu {
    const spec = this.#specOf(name, event, []);
    const content = {
      ...(this.#rules.creatorIs === 'content.creator' && { creator: spec.sender }),
      room_version: graph.roomVersion,
      // Where the room ID is the hash of this event, two rooms that are made at one time must differ in something.
      ...(this.#servers.roomName === undefined && { nonce: this.#roomName }),
      ...spec.content,
    };
    const noRoomId = this.#rules.roomIdFormat === 'create-hash' ? { room_id: undefined } : {};
    const overrides = { ...noRoomId, ...spec.overrides };
    return buildEvent(graph, { ...spec, content, authEvents: [], overrides }, this.#servers.signingKeyOf);
  }

  /** Tries one number after the other in an event, or in an ID that is given, until the ID is as wanted. */
  #build(name: string, event: ScenarioEvent): Pdu {
    const { sortsBefore, sortsAfter, idLike } = event;
    const isAnyFine = sortsBefore === undefined && sortsAfter === undefined && !idLike;
    const spec = this.#specOf(name, event, [this.#last]);
    for (let number = 0; ; number += 1) {
      const attempt = isAnyFine ? spec : { ...spec, ...this.#numbered(name, number, spec) };
      const pdu = buildEvent(this.graph, attempt, this.#servers.signingKeyOf);
      if (isFittingId(this.graph.eventIdOf(pdu), event, this.idOf, this.#rules)) return pdu;
    }
  }

  #numbered(name: string, number: number, { sender, content, overrides }: EventSpec): Partial<EventSpec> {
    if (this.#rules.eventIdFormat !== 'given') return { content: { ...content, number } };
    const id = `$${shortHash(this.graph.roomId, name, number)}:${serverNameOf(sender)}`;
    return { overrides: { ...overrides, event_id: id } };
  }

  #specOf(name: string, event: ScenarioEvent, parents: readonly string[]): EventSpec {
    const parent = (one: string): string => {
      const eventId = this.#cited(one);
      return this.#instead.get(eventId) ?? eventId;
    };
    const spec = eventSpec(name, event, {
      cast: this.#cast,
      rules: this.#rules,
      servers: this.#servers,
      roomName: this.#roomName,
      parents,
      originServerTs: this.#timeOf(event),
      cited: (one) => this.#cited(one),
      parent,
    });
    if (!event.toldState || spec.authEvents) return spec;
    const state = this.graph.stateOf(this.#toldState(event.toldState));
    const { type, sender, stateKey, content = {} } = spec;
    const drafted = { type, sender, content, ...(stateKey !== undefined && { state_key: stateKey }) };
    return { ...spec, authEvents: selectAuthEvents(state, drafted, this.graph.roomVersion) };
  }

  #toldState(names: readonly string[]): string[] {
    return [...names.map(this.idOf), ...this.#met];
  }

  #timeOf({ sameTimeAs, earlierThan }: ScenarioEvent): number {
    const timeOf = (name: string) => this.graph.event(this.idOf(name)).origin_server_ts;
    if (sameTimeAs !== undefined) return timeOf(sameTimeAs);
    return earlierThan === undefined ? this.#start + 1000 * this.#ids.size : timeOf(earlierThan) - 500;
  }

  /** The ID of an event by its name, or one that is written as such; an event of another room is made known. */
  #cited(name: string): string {
    if (isId(name)) return this.#missingId(name);
    if (!name.startsWith(elsewhere)) return this.idOf(name);
    this.#elsewhere ??= this.#beginAnotherRoom();
    const eventId = this.#elsewhere.idOf(name.slice(elsewhere.length));
    this.graph.addOutlier(this.#elsewhere.graph.event(eventId));
    return eventId;
  }

  /** An ID of the right form that no event has, for one such as `$missing`; on servers that nobody runs, that itself. */
  #missingId(name: string): string {
    if (this.#servers.roomName !== undefined) return name;
    const hash = createHash('sha256').update(`${this.#roomName} ${name}`).digest();
    const { eventIdFormat } = this.#rules;
    if (eventIdFormat === 'given') return `${name}-${this.#roomName}:${this.#cast.serverOf(this.#cast.creator)}`;
    return `$${eventIdFormat === 'base64' ? encodeBase64(hash) : encodeBase64Url(hash)}`;
  }

  #beginAnotherRoom(): ScenarioPlay {
    const [[name, create] = ['create', undefined], ...beginning] = [...this.#scenario.events].slice(
      0,
      beginningLength(this.#scenario),
    );
    if (!create) throw new RangeError('A room of which events are cited has to begin with a create event');
    const another = { ...create, content: { ...create.content, nonce: `${this.#roomName} elsewhere` } };
    const servers = { ...this.#servers, roomName: `${this.#roomName} elsewhere` };
    const events = new Map([[name, another], ...beginning]);
    const play = new ScenarioPlay({ ...this.#scenario, events }, this.graph.roomVersion, servers);
    for (const [one, event] of beginning) play.tell(one, event);
    return play;
  }
}

/** How many events there are until somebody can join who is no part of the scenario. */
export function beginningLength({ events }: Scenario): number {
  return [...events.values()].findIndex(({ type }) => type === 'm.room.join_rules') + 1;
}

function isId(name: string): boolean {
  return name.startsWith('$');
}
