import { buildEvent, type EventSpec, selectAuthEvents } from '../../event-graph/build-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { SigningKeyOf } from '../../event-graph/seal-event.ts';
import { authorize, type AuthVerdict, otherVerdicts } from '../../protocol/authorization/authorize.ts';
import type { AuthOptions, AuthState } from '../../protocol/authorization/auth-context.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { isSignedByServer } from '../../protocol/evaluation/signature-checks.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { type Oracle, oracleOf } from '../../protocol/oracle.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../../protocol/room-event.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import { stateMapKey } from '../../protocol/state-map-key.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { alice, join, kick, message } from '../authorization/rooms.ts';
import type { Room, StoryEvent, StoryVersion } from '../authorization/story.ts';
import { type Cast, castObject, castText, castUser } from './casting.ts';
import { contentOf, eventsOf, fingerprint, type Scene } from './scenes.ts';

/** A scene as it was played: the event, and whether it has to be allowed. */
export interface PlayedScene {
  readonly title: string;
  readonly isAllowed: boolean;
  readonly eventId: string;
  /** What an oracle says of the event: by the events that it cites, and by the state before it. */
  readonly verdictsBy: (oracle: Oracle) => AuthVerdict[];
}

/** What a stage is set up with. */
export interface StageSetup {
  /** A room in which there is nothing but its create event and the join of alice. */
  readonly room: RoomGraph;
  /** What all scenes begin with. The room has its first two events. */
  readonly foundation: Room;
  readonly serverOf: Cast['serverOf'];
  readonly signingKeyOf: SigningKeyOf;
  /** Public keys by server and key ID, for the rules that ask for signatures. */
  readonly keys: Parameters<typeof isSignedByServer>[1];
}

/** The room cannot be brought back to where a scene begins: it takes another room. */
export class NotRestorable extends Error {
  override readonly name = 'NotRestorable';
}

/** A performance of a scene's beginning, after which scenes can be played as long as none changes the state. */
interface Take {
  readonly beginning: string;
  readonly cast: Cast;
  /** Event IDs by the fingerprint of the room that ends with the event. */
  readonly placed: Map<string, string>;
  readonly state: string;
}

/**
 * A room of peers in which scenes are played one after the other, in one line: before each, what the ones before changed is
 * set right again, users who were not there at the beginning of the room are others each time, and what the scene begins with
 * happens. Events that are to be refused are siblings of what goes on.
 */
export class Stage {
  readonly room: RoomGraph;
  /** All that the target has to be sent, in order. */
  readonly outbox: Pdu[] = [];
  readonly #setup: StageSetup;
  readonly #version: StoryVersion;
  readonly #foundation: readonly StoryEvent[];
  #takes = 0;
  #take: Take | undefined;

  constructor(setup: StageSetup) {
    const { roomVersion } = setup.room;
    this.room = setup.room;
    this.#setup = setup;
    this.#version = { roomVersion, rules: roomVersions[roomVersion] };
    this.#foundation = eventsOf(setup.foundation);
    const cast = this.#castOfTake(0);
    for (const event of this.#foundation.slice(2)) this.#append(this.#specOf(event, cast));
  }

  /**
   * Plays a scene.
   *
   * @throws NotRestorable if the room does not get back to where it begins
   * @throws Error if the oracle says otherwise than the story, or another reading does
   */
  play({ title, room, event, isAllowed, decidedBy }: Scene): PlayedScene {
    const take = this.#takeOf(room);
    const spec = this.#specOf(event, take.cast, take);
    const pdu = buildEvent(this.room, spec, this.#setup.signingKeyOf);
    const eventId = this.room.eventIdOf(pdu);
    const asked = this.#questionsOf(pdu);
    const verdictsBy = ({ authorization }: Oracle): AuthVerdict[] =>
      asked.map(({ event: read, state, options }) => authorize(authorization, read, state, options));
    const oracle = oracleOf(this.#version.roomVersion);
    const verdicts = verdictsBy(oracle);
    const verdict = verdicts.find(({ allowed }) => !allowed) ?? verdicts[0];
    const others = asked.flatMap(({ event: read, state, options }) =>
      otherVerdicts(oracle.authorization, read, state, options),
    );
    if (verdict?.allowed !== isAllowed || verdict.ruleId !== decidedBy || others.length > 0) {
      const what = canonicalJson(pdu, { strict: false });
      throw new Error(`${title}: the oracle says ${JSON.stringify([...verdicts, ...others])} of ${what}`);
    }
    if (isAllowed) this.room.add(pdu);
    this.outbox.push(pdu);
    return { title, isAllowed, eventId, verdictsBy };
  }

  /** A message of whoever of the beginning may send one now, which shows that all before it was taken in. */
  sentinel(): void {
    const cast = this.#castOfTake(0);
    const said = this.#foundation
      .filter(({ type }) => type === 'm.room.member')
      .map(({ sender }) => buildEvent(this.room, this.#specOf(message(sender), cast), this.#setup.signingKeyOf))
      .find((pdu) => this.room.judge(pdu).verdict === 'accepted');
    if (!said) throw new Error('There is nobody left who may send a message');
    this.room.add(said);
    this.outbox.push(said);
  }

  #takeOf(room: Room): Take {
    const beginning = fingerprint(room, this.#version);
    if (this.#take?.beginning === beginning && this.#take.state === this.#state()) return this.#take;
    const prelude = this.#preludeOf(room);
    this.#restore(prelude);
    this.#takes += 1;
    const cast = this.#castOfTake(this.#takes);
    const placed = new Map(this.#placedInFoundation());
    this.#take = undefined;
    const take = { beginning, cast, placed, state: '' };
    for (const part of prelude) this.#place(part, take);
    this.#take = { ...take, state: this.#state() };
    return this.#take;
  }

  /** The rooms, shorter to longer, that end with what has to happen after the foundation. */
  #preludeOf(room: Room): Room[] {
    const laid = this.#foundation.map((event) => fingerprint(event, this.#version));
    const parts = partsOf(room);
    return parts.filter(({ event }) => {
      const place = laid.indexOf(fingerprint(event, this.#version));
      if (place !== -1) laid.splice(place, 1);
      return place === -1;
    });
  }

  #place(part: Room, take: Omit<Take, 'state'>): string {
    const spec = this.#specOf(part.event, take.cast, take);
    const eventId = this.#append(spec, part.event.isRejected ? 'rejected' : 'accepted');
    take.placed.set(fingerprint(part, this.#version), eventId);
    return eventId;
  }

  /** The ID of the last event of a room, which happens now where it did not. */
  #placedAt(room: Room, take: Omit<Take, 'state'>): string {
    const known = take.placed.get(fingerprint(room, this.#version));
    if (known !== undefined) return known;
    if (room.before) this.#placedAt(room.before, take);
    return this.#place(room, take);
  }

  /** The events of the foundation, as they are in the state now. */
  #placedInFoundation(): [fingerprint: string, eventId: string][] {
    const state = this.room.stateAfterAll();
    return partsOf(this.#setup.foundation).map((part) => {
      const { type, stateKey = '' } = part.event;
      const current = this.room.stateEvent(type, this.#stateKeyOf(stateKey, this.#castOfTake(0)), state);
      return [fingerprint(part, this.#version), current ? this.room.eventIdOf(current) : ''];
    });
  }

  /** Brings the state back to that of the foundation, as far as it goes by it and the prelude does not change it first. */
  #restore(prelude: readonly Room[]): void {
    const cast = this.#castOfTake(0);
    const types = this.#foundation.map(({ type }) => type);
    if (!types.includes('m.room.power_levels') && this.room.stateEvent('m.room.power_levels')) {
      throw new NotRestorable('the room has power levels now');
    }
    for (const event of this.#foundation.slice(1)) {
      const { type, sender, stateKey = '' } = event;
      const isNext = prelude[0]?.event.type === type && prelude[0].event.sender === alice && type !== 'm.room.member';
      if (isNext) continue;
      const key = this.#stateKeyOf(stateKey, cast);
      const current = this.room.stateEvent(type, key)?.content ?? {};
      const due = castObject(contentOf(event, this.#version), cast);
      if (type !== 'm.room.member') {
        if (!areEqual(current, due)) this.#append(this.#specOf(event, cast));
      } else if (current['membership'] !== 'join') {
        if (current['membership'] === 'ban') this.#append(this.#specOf(kick(alice, sender), cast));
        this.#append(this.#specOf(join(sender), cast));
      }
    }
  }

  /** @throws NotRestorable if the rules say otherwise */
  #append(spec: EventSpec, fate: 'accepted' | 'rejected' = 'accepted'): string {
    const pdu = buildEvent(this.room, spec, this.#setup.signingKeyOf);
    const { verdict, reason } = this.room.judge(pdu);
    if (verdict !== fate) {
      throw new NotRestorable(`it is ${verdict} that ${canonicalJson(pdu, { strict: false })}: ${reason}`);
    }
    this.outbox.push(pdu);
    return this.room.add(pdu);
  }

  #specOf(event: StoryEvent, cast: Cast, take?: Omit<Take, 'state'>): EventSpec {
    const { type, sender, stateKey, redacts, alsoSignedBy, overrides, cites } = event;
    const spec: EventSpec = {
      type,
      sender: castUser(sender, cast),
      ...(stateKey !== undefined && { stateKey: this.#stateKeyOf(stateKey, cast) }),
      content: castObject(contentOf(event, this.#version), cast),
      ...(redacts && take && { redacts: this.#placedAt(redacts, take) }),
      ...(overrides && { overrides: castOverrides(overrides, cast) }),
      ...(alsoSignedBy && {
        signers: [...new Set([serverOf(sender), ...alsoSignedBy].map((server) => castText(server, cast)))],
      }),
    };
    if (!cites || !take) return spec;
    const also = (cites.also ?? []).map((room) => this.#placedAt(room, take));
    const selected = selectAuthEvents(
      this.room.stateAfterAll(),
      {
        type,
        sender: spec.sender,
        content: spec.content ?? {},
        ...(spec.stateKey !== undefined && { state_key: spec.stateKey }),
      },
      this.#version.roomVersion,
    );
    const kept = selected.filter((eventId) => !cites.without?.includes(this.room.event(eventId).type));
    return { ...spec, authEvents: [...kept, ...also] };
  }

  #stateKeyOf(stateKey: string, cast: Cast): string {
    const isUser = stateKey.length > 1 && stateKey.startsWith('@');
    return isUser ? castUser(stateKey.slice(1), cast) : cast.tokenOf(castText(stateKey, cast));
  }

  /** Those who were there from the beginning are the same in every take. */
  #castOfTake(take: number): Cast {
    const { serverOf: letterOf } = this.#setup;
    const stay = new Set(this.#foundation.map(({ sender }) => sender.split('@')[0]));
    return {
      serverOf: letterOf,
      localpartOf: (localpart) => (stay.has(localpart) ? localpart : `${localpart}-${take}`),
      tokenOf: (token) => (token === 'a-token' ? `a-token-${take}` : token),
    };
  }

  #state(): string {
    return this.room.stateAfterAll().eventIds().join();
  }

  /** What the rules are asked on receipt of an event: by the events that it cites, and by the state before it. */
  #questionsOf(pdu: Pdu): Question[] {
    const { roomVersion, rules } = this.#version;
    const event = readRoomEvent(pdu, roomVersion);
    const before = this.room.stateAfterAll();
    const authEvents = event.authEvents.map((eventId) => ({
      event: readRoomEvent(this.room.event(eventId), roomVersion),
      rejected: this.room.isRejected(eventId),
    }));
    const cited = RoomState.of(authEvents.map((one) => one.event));
    const create = before.get(stateMapKey('m.room.create'));
    const isSignedBy = isSignedByServer(roomVersion, this.#setup.keys);
    return [
      {
        event,
        state: rules.createInAuthEvents || !create ? cited : cited.with(create),
        options: { authEvents, isSignedBy },
      },
      { event, state: before, options: { isSignedBy } },
    ];
  }
}

interface Question {
  readonly event: RoomEvent;
  readonly state: AuthState;
  readonly options: AuthOptions;
}

function partsOf(room: Room): Room[] {
  return [...(room.before ? partsOf(room.before) : []), room];
}

function serverOf(name: string): string {
  return `${name.split('@')[1] ?? 'a'}.example`;
}

function castOverrides(overrides: Readonly<Record<string, JsonValue>>, cast: Cast): JsonObject {
  return castObject({ ...overrides }, cast);
}

function areEqual(a: JsonObject, b: JsonObject): boolean {
  return canonicalJson(a, { strict: false }) === canonicalJson(b, { strict: false });
}
