import { authEventKeys } from '../auth-event-selection.ts';
import type { JsonObject } from '../json.ts';
import { type Oracle, oracleOf } from '../oracle.ts';
import type { EventReference, PduDraft } from '../pdu.ts';
import { RoomEvent } from '../room-event.ts';
import { type RoomVersion, roomVersions } from '../room-versions.ts';
import { stateMapKey } from '../state-map-key.ts';
import { EventStore } from './event-store.ts';
import { RoomState } from './room-state.ts';

// For the unit tests only: events that are made up, with IDs that read well, and neither hashes nor signatures.

export const alice = '@alice:a';
export const bob = '@bob:b';
export const carol = '@carol:c';
export const dan = '@dan:d';

/** What a test says of an event; everything else has a default. */
export interface EventDraft {
  readonly type?: string;
  /** Left out for a message event. */
  readonly stateKey?: string;
  /** Default: alice. */
  readonly sender?: string;
  readonly content?: JsonObject;
  readonly prev?: readonly (RoomEvent | string)[];
  /** Exactly these are cited in `auth_events`, right or wrong. */
  readonly auth?: readonly (RoomEvent | string)[];
  /** Cited are those of these that the auth events selection asks for; of two for one entry, the later. */
  readonly among?: readonly RoomEvent[];
  /** `origin_server_ts`. Default: a second after the event written before it. */
  readonly ts?: number;
  /** Default: one more than that of the event written before it. */
  readonly depth?: number;
  readonly roomId?: string;
  /** Keys of the event that are as nothing above makes them. */
  readonly pdu?: JsonObject;
}

/** A room whose events a test writes one after the other, each after those that it cites. */
export class TestingRoom {
  readonly roomVersion: RoomVersion;
  readonly oracle: Oracle;
  /** All events, as they were written. */
  readonly events: RoomEvent[] = [];
  readonly store: EventStore;
  readonly roomId: string;

  constructor(roomVersion: RoomVersion) {
    this.roomVersion = roomVersion;
    this.oracle = oracleOf(roomVersion);
    this.store = new EventStore(this.oracle.rules);
    this.roomId = this.oracle.rules.roomIdFormat === 'create-hash' ? '!create' : '!room:a';
  }

  /** The PDUs of all events. */
  get pdus(): PduDraft[] {
    return this.events.map(({ pdu }) => pdu);
  }

  /** Writes an event, and puts it into the store. */
  event(eventId: string, draft: EventDraft, { rejected = false } = {}): RoomEvent {
    const event = new RoomEvent(this.#pduOf(eventId, draft), eventId, this.oracle.rules);
    this.events.push(event);
    this.store.add(event, { rejected });
    return event;
  }

  /** `$create`, unless the draft is of another room. */
  create(draft: EventDraft & { readonly id?: string } = {}): RoomEvent {
    const { sender = alice, content = {}, id = '$create' } = draft;
    const named = { creator: sender, room_version: this.roomVersion, ...content };
    return this.event(id, { type: 'm.room.create', stateKey: '', ...draft, content: named });
  }

  /** A membership event; by default its target sends it. */
  member(eventId: string, target: string, membership: string, draft: EventDraft = {}): RoomEvent {
    const { content } = draft;
    return this.event(eventId, {
      type: 'm.room.member',
      stateKey: target,
      sender: target,
      ...draft,
      content: { membership, ...content },
    });
  }

  powerLevels(eventId: string, content: JsonObject, draft: EventDraft = {}): RoomEvent {
    return this.event(eventId, { type: 'm.room.power_levels', stateKey: '', content, ...draft });
  }

  joinRule(eventId: string, rule: string, draft: EventDraft = {}): RoomEvent {
    return this.event(eventId, { type: 'm.room.join_rules', stateKey: '', content: { join_rule: rule }, ...draft });
  }

  topic(eventId: string, draft: EventDraft = {}): RoomEvent {
    return this.event(eventId, { type: 'm.room.topic', stateKey: '', content: { topic: eventId }, ...draft });
  }

  message(eventId: string, draft: EventDraft = {}): RoomEvent {
    return this.event(eventId, { type: 'm.room.message', content: { body: eventId }, ...draft });
  }

  /**
   * A public room that alice created and in which bob is: `$create`, `$alice`, `$power`, `$rules` and `$bob`, in a row.
   *
   * @param users the power levels; alice has 100 where she is no creator of infinite power
   */
  begin(users: JsonObject = {}): Beginning {
    const create = this.create();
    const aliceJoin = this.member('$alice', alice, 'join', { prev: [create], among: [create] });
    const hers = this.oracle.rules.creatorPower === 'infinite' ? {} : { [alice]: 100 };
    const power = this.powerLevels(
      '$power',
      { users: { ...hers, ...users } },
      { prev: [aliceJoin], among: [create, aliceJoin] },
    );
    const rules = this.joinRule('$rules', 'public', { prev: [power], among: [create, aliceJoin, power] });
    const bobJoin = this.member('$bob', bob, 'join', { prev: [rules], among: [create, power, rules] });
    return { create, aliceJoin, power, rules, bobJoin, all: [create, aliceJoin, power, rules, bobJoin] };
  }

  /** The IDs of what the oracle resolves states to. */
  resolve(...states: readonly (readonly RoomEvent[])[]): string[] {
    const { authorization, readings, resolve } = this.oracle;
    const context = { authorization, readings, source: this.store };
    return resolve(
      states.map((events) => RoomState.of(events)),
      context,
    ).eventIds();
  }

  #pduOf(eventId: string, draft: EventDraft): PduDraft {
    const { type = 'm.room.message', stateKey, sender = alice, content = {}, prev = [], ts, depth } = draft;
    const count = this.events.length + 1;
    const isItsOwnRoom = this.oracle.rules.roomIdFormat === 'create-hash' && type === 'm.room.create';
    const selected = this.#selected({ type, sender, stateKey, content }, draft.among ?? []);
    return {
      event_id: eventId,
      ...(!isItsOwnRoom && { room_id: draft.roomId ?? this.roomId }),
      type,
      ...(stateKey !== undefined && { state_key: stateKey }),
      sender,
      origin_server_ts: ts ?? count * 1000,
      depth: depth ?? count,
      prev_events: this.#references(prev),
      auth_events: this.#references(draft.auth ?? selected),
      content,
      ...draft.pdu,
    };
  }

  #selected(event: Parameters<typeof authEventKeys>[0], among: readonly RoomEvent[]): RoomEvent[] {
    const byKey = new Map(among.map((one) => [one.key, one]));
    const keys = authEventKeys(event, this.oracle.rules).map(([type, stateKey]) => stateMapKey(type, stateKey));
    return keys.map((key) => byKey.get(key)).filter((one) => one !== undefined);
  }

  #references(cited: readonly (RoomEvent | string)[]): EventReference[] {
    const ids = cited.map((one) => (typeof one === 'string' ? one : one.eventId));
    const isHashed = roomVersions[this.roomVersion].eventReferences === 'id-and-hash';
    return isHashed ? ids.map((id) => [id, { sha256: '' }]) : ids;
  }
}

/** The events of {@link TestingRoom.begin}. */
export interface Beginning {
  readonly create: RoomEvent;
  readonly aliceJoin: RoomEvent;
  readonly power: RoomEvent;
  readonly rules: RoomEvent;
  readonly bobJoin: RoomEvent;
  /** All of them: the state after the last. */
  readonly all: readonly RoomEvent[];
}

/** The IDs of events, in their order. */
export function idsOf(events: Iterable<RoomEvent>): string[] {
  return [...events].map(({ eventId }) => eventId);
}
