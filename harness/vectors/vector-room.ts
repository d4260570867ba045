import { createHash } from 'node:crypto';
import { exampleKeyOf } from '../event-graph/scenario/example-servers.ts';
import { sealEvent, type Corruption } from '../event-graph/seal-event.ts';
import { authEventKeys } from '../protocol/auth-event-selection.ts';
import { encodeBase64 } from '../protocol/base64.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import type { VerifyKeys } from '../protocol/evaluation/signature-checks.ts';
import { referenceHash } from '../protocol/hashes.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import { type EventReference, type Pdu, type PduDraft, serverNameOf } from '../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../protocol/room-event.ts';
import { type RoomVersion, type RoomVersionRules, roomVersions } from '../protocol/room-versions.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';
import type { RoomState } from '../protocol/state-resolution/room-state.ts';

/** An event of a story. What is not given is computed from the events that are there. */
export interface VectorEvent {
  readonly type: string;
  /** Localpart and server: `alice@a`, or just `alice`, who is on the server `a`. */
  readonly sender: string;
  /** Makes it a state event. A user is written as `@alice@a`. */
  readonly stateKey?: string;
  readonly content?: JsonObject;
  /** Names of the parents; default: the event that was added last. */
  readonly after?: readonly string[];
  /** Names of the events to cite in `auth_events`; default: what the room version selects from the state before the event. */
  readonly auth?: readonly string[];
  /** Milliseconds; default: one second after the event that was built last. */
  readonly ts?: number;
  readonly depth?: number;
  /** Servers that sign besides the sender's. */
  readonly alsoSignedBy?: readonly string[];
  readonly corrupt?: Corruption;
  /** Top-level keys that replace computed ones; undefined removes one. */
  readonly overrides?: Readonly<Record<string, JsonValue | undefined>>;
}

const firstTs = 1_600_000_000_000;

/** A room whose events are the same on every run: keys, times and IDs follow from what the story says. */
export class VectorRoom {
  readonly roomVersion: RoomVersion;
  readonly rules: RoomVersionRules;
  readonly graph: EventGraphEvaluation;
  readonly #name: string;
  readonly #named = new Map<string, RoomEvent>();
  readonly #roomId: string;
  #clock = firstTs;
  #last: string[] = [];

  /** @param name what tells the room from others, such as the title of its story */
  constructor(roomVersion: RoomVersion, name: string) {
    this.roomVersion = roomVersion;
    this.rules = roomVersions[roomVersion];
    this.graph = new EventGraphEvaluation(oracleOf(roomVersion));
    this.#name = name;
    this.#roomId = `!${digest(name)}:${serverOf('alice')}`;
  }

  /** The ID of the room; before its create event is there only where it is not made of that. */
  get roomId(): string {
    return this.rules.roomIdFormat === 'opaque' ? this.#roomId : `!${this.id('create').slice(1)}`;
  }

  /** A user ID: `alice` or `alice@b` becomes `@alice:b.example`. */
  user(name: string): string {
    const [localpart = '', server = 'a'] = name.split('@');
    return `@${localpart}:${server}.example`;
  }

  /** The event of a name. @throws RangeError if there is none */
  event(name: string): RoomEvent {
    const event = this.#named.get(name);
    if (event) return event;
    throw new RangeError(`The story ${this.#name} has no event ${name}`);
  }

  /** The ID of the event of a name. */
  id(name: string): string {
    return this.event(name).eventId;
  }

  /** The name of an event. */
  nameOf(eventId: string): string {
    return [...this.#named].find(([, event]) => event.eventId === eventId)?.[0] ?? eventId;
  }

  /** The state after some events, by default after the last. */
  state(...names: string[]): RoomState {
    const ids = names.length > 0 ? names.map((name) => this.id(name)) : this.#last;
    return this.graph.stateAfterAll(ids);
  }

  /** Builds an event and gives it a name, without letting the room know of it. */
  build(name: string, spec: VectorEvent): RoomEvent {
    const event = readRoomEvent(this.#seal(name, spec), this.roomVersion);
    this.#named.set(name, event);
    return event;
  }

  /** Builds an event, and makes it the last of the room; the oracle judges it. */
  add(name: string, spec: VectorEvent): RoomEvent {
    const event = this.build(name, spec);
    this.graph.add(event);
    this.#last = [event.eventId];
    return event;
  }

  /** Begins the room with the create event `create`, of `alice` by default. */
  create(content: JsonObject = {}, spec: Partial<VectorEvent> = {}): RoomEvent {
    const sender = spec.sender ?? 'alice';
    const creator = this.rules.creatorIs === 'content.creator' ? { creator: this.user(sender) } : {};
    const roomVersion = { room_version: this.roomVersion };
    return this.add('create', {
      type: 'm.room.create',
      stateKey: '',
      content: { ...creator, ...roomVersion, ...content },
      ...spec,
      sender,
    });
  }

  /** The public keys of servers, such as `a.example`. */
  keys(...servers: string[]): VerifyKeys {
    const entries = servers.map((server) => {
      const { keyId, publicKey } = exampleKeyOf(server);
      return [server, { [keyId]: publicKey }] as const;
    });
    return Object.fromEntries(entries);
  }

  #seal(name: string, spec: VectorEvent): Pdu {
    const sender = this.user(spec.sender);
    const parents = spec.after ? spec.after.map((parent) => this.id(parent)) : this.#last;
    const content = spec.content ?? {};
    const stateKey = spec.stateKey?.startsWith('@') ? this.user(spec.stateKey.slice(1)) : spec.stateKey;
    const isCreate = spec.type === 'm.room.create';
    this.#clock = spec.ts ?? this.#clock + 1000;
    const draft: Record<string, JsonValue | undefined> = {
      type: spec.type,
      sender,
      ...(stateKey !== undefined && { state_key: stateKey }),
      ...(!(isCreate && this.rules.roomIdFormat === 'create-hash') && { room_id: this.roomId }),
      ...(this.rules.eventIdFormat === 'given' && { event_id: `$${digest(this.#name, name)}:${serverNameOf(sender)}` }),
      origin_server_ts: this.#clock,
      depth: spec.depth ?? this.#depthAfter(parents),
      prev_events: parents.map((eventId) => this.#reference(eventId)),
      auth_events: this.#authEvents(spec, { sender, stateKey, content, parents }).map((id) => this.#reference(id)),
      content,
      ...spec.overrides,
    };
    const present = Object.entries(draft).filter(([, value]) => value !== undefined);
    return sealEvent(Object.fromEntries(present) as PduDraft, {
      roomVersion: this.roomVersion,
      signers: [serverNameOf(sender), ...(spec.alsoSignedBy ?? [])],
      signingKeyOf: exampleKeyOf,
      ...(spec.corrupt && { corrupt: spec.corrupt }),
    });
  }

  #authEvents(
    { type, auth }: VectorEvent,
    event: { sender: string; stateKey: string | undefined; content: JsonObject; parents: readonly string[] },
  ): string[] {
    if (auth) return auth.map((name) => this.id(name));
    const state = this.graph.stateAfterAll(event.parents);
    const selected = authEventKeys({ type, ...event }, this.rules).map((key) => state.get(stateMapKey(...key)));
    return selected.filter((one) => one !== undefined).map(({ eventId }) => eventId);
  }

  #depthAfter(parents: readonly string[]): number {
    return 1 + Math.max(0, ...parents.map((eventId) => Number(this.#byId(eventId)?.depth ?? 0)));
  }

  #reference(eventId: string): EventReference {
    if (this.rules.eventReferences === 'id') return eventId;
    const event = this.#byId(eventId);
    const sha256 = event ? referenceHash(event.pdu, this.roomVersion) : encodeBase64(sha256Of(eventId));
    return [eventId, { sha256 }];
  }

  #byId(eventId: string): RoomEvent | undefined {
    return [...this.#named.values()].find((event) => event.eventId === eventId);
  }
}

function sha256Of(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function digest(...parts: string[]): string {
  return sha256Of(JSON.stringify(parts)).toString('base64url').slice(0, 16);
}

function serverOf(name: string): string {
  return `${name.split('@')[1] ?? 'a'}.example`;
}
