import { createHash } from 'node:crypto';

import { canonicalJson } from '../../protocol/canonical-json.ts';
import { referenceHash } from '../../protocol/hashes.ts';
import type { JsonValue } from '../../protocol/json.ts';
import type { EventReference } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { type VectorEvent, VectorRoom } from '../vector-room.ts';
import type { Room, StoryEvent, StoryVersion } from './story.ts';

const firstTs = 1_600_000_000_000;

/** An event of a story where it stands: in which room, under which name, and how many are before it. */
interface Placed {
  readonly vectorRoom: VectorRoom;
  /** Follows from the event and all before it, so that stories that begin alike share events. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly event: RoomEvent;
}

/** The rooms of the stories in one room version. What stories have in common is built once. */
export class StoryRooms {
  readonly #version: StoryVersion;
  readonly #placed = new Map<string, Placed>();
  readonly #sent = new Map<string, RoomEvent>();
  readonly #byId = new Map<string, RoomEvent>();
  readonly #rejected = new Set<string>();

  constructor(roomVersion: RoomVersion) {
    this.#version = { roomVersion, rules: roomVersions[roomVersion] };
  }

  /** An event that somebody sends in a room, of which the room does not know. */
  sent(room: Room, event: StoryEvent): RoomEvent {
    const last = this.#last(room);
    const path = this.#pathOf(event, last.path);
    const known = this.#placed.get(path)?.event ?? this.#sent.get(path);
    if (known) return known;
    const built = last.vectorRoom.build(path, this.#specOf(event, path, room));
    this.#sent.set(path, built);
    this.#know(built);
    return built;
  }

  /** The state before an event that is sent in a room. */
  stateBefore(room: Room, { parents = [room] }: StoryEvent): RoomState {
    return this.#last(room).vectorRoom.state(...parents.map((parent) => this.#last(parent).name));
  }

  /** An event of any of the rooms. @throws RangeError if there is none */
  byId(eventId: string): RoomEvent {
    const event = this.#byId.get(eventId);
    if (event) return event;
    throw new RangeError(`No story of room version ${this.#version.roomVersion} has an event ${eventId}`);
  }

  /** Whether an event that stands in a room, or is cited, was rejected. */
  isRejected(eventId: string): boolean {
    return this.#rejected.has(eventId);
  }

  #last(room: Room): Placed {
    const { before, event } = room;
    const above = before && this.#last(before);
    const path = this.#pathOf(event, above?.path);
    const known = this.#placed.get(path);
    if (known) return known;
    const vectorRoom = above?.vectorRoom ?? new VectorRoom(this.#version.roomVersion, `authorization ${path}`);
    // The room ID of later versions is made of the event that has this name.
    const name = above ? path : 'create';
    const added = vectorRoom.add(name, this.#specOf(event, path, before));
    const placed = { vectorRoom, path, name, depth: (above?.depth ?? 0) + 1, event: added };
    this.#noteVerdict(placed, event.isRejected ?? false);
    this.#placed.set(path, placed);
    this.#know(added);
    return placed;
  }

  /** @throws Error if there is another event with its ID */
  #know(event: RoomEvent): void {
    const known = this.#byId.get(event.eventId)?.pdu ?? event.pdu;
    if (canonicalJson(known, { strict: false }) !== canonicalJson(event.pdu, { strict: false })) {
      throw new Error(
        `Stories of room version ${this.#version.roomVersion} have two events with the ID ${event.eventId}`,
      );
    }
    this.#byId.set(event.eventId, event);
  }

  /** @throws Error if the rules say something else than the story */
  #noteVerdict({ vectorRoom, event }: Placed, isRejected: boolean): void {
    const { verdict, reason } = vectorRoom.graph.judgementOf(event.eventId);
    if ((verdict === 'rejected') !== isRejected) {
      const pdu = canonicalJson(event.pdu, { strict: false });
      throw new Error(
        `A story of room version ${this.#version.roomVersion} has ${pdu}, which is ${verdict}: ${reason}`,
      );
    }
    if (isRejected) this.#rejected.add(event.eventId);
  }

  #pathOf(event: StoryEvent, above = ''): string {
    const pathOf = (room: Room): string => this.#last(room).path;
    const { parents, cites, redacts, roomIdOf } = event;
    const told = {
      above,
      type: event.type,
      sender: event.sender,
      stateKey: event.stateKey ?? null,
      content: this.#contentOf(event),
      alsoSignedBy: [...(event.alsoSignedBy ?? [])],
      overrides: { ...event.overrides },
      parents: parents ? parents.map(pathOf) : null,
      without: [...(cites?.without ?? [])],
      also: (cites?.also ?? []).map(pathOf),
      redacts: redacts ? pathOf(redacts) : null,
      roomIdOf: roomIdOf ? pathOf(roomIdOf) : null,
    };
    const hash = createHash('sha256').update(canonicalJson(told, { strict: false }));
    return hash.digest('base64url').slice(0, 16);
  }

  #contentOf({ content = {}, redacts }: StoryEvent): Record<string, JsonValue> {
    const own = typeof content === 'function' ? content(this.#version) : content;
    const isInContent = redacts && this.#version.rules.redactsLocation === 'content';
    return isInContent ? { ...own, redacts: this.#last(redacts).event.eventId } : own;
  }

  #specOf(event: StoryEvent, path: string, room: Room | undefined): VectorEvent {
    const last = room && this.#last(room);
    const parents = event.parents ?? (room ? [room] : []);
    const spec: VectorEvent = {
      type: event.type,
      sender: event.sender,
      ...(event.stateKey !== undefined && { stateKey: event.stateKey }),
      content: this.#contentOf(event),
      after: parents.map((parent) => this.#last(parent).name),
      // By its depth, so that a story that is told anew does not change the events of others.
      ts: firstTs + (last?.depth ?? 0) * 1000 + (hasOwnSignatures(event) ? millisecondsOf(path) : 0),
      ...(event.alsoSignedBy && { alsoSignedBy: event.alsoSignedBy }),
      overrides: { ...this.#overridesOf(event), ...event.overrides },
    };
    if (!event.cites || !last) return spec;
    const selected = last.vectorRoom.build(`${path} as selected`, spec).authEvents;
    return { ...spec, overrides: { ...spec.overrides, auth_events: this.#citations(event, selected) } };
  }

  #overridesOf({ redacts, roomIdOf }: StoryEvent): Record<string, JsonValue> {
    const isOnTop = redacts && this.#version.rules.redactsLocation === 'event';
    return {
      ...(isOnTop && { redacts: this.#last(redacts).event.eventId }),
      ...(roomIdOf && { room_id: `!${this.#last(roomIdOf).event.eventId.slice(1)}` }),
    };
  }

  #citations({ cites = {} }: StoryEvent, selected: readonly string[]): EventReference[] {
    const { without = [], also = [] } = cites;
    const kept = selected.map((eventId) => this.byId(eventId)).filter(({ type }) => !without.includes(type));
    const added = also.map((room) => this.#last(room).event);
    return [...kept, ...added].map((event) => this.#reference(event));
  }

  #reference({ eventId, pdu }: RoomEvent): EventReference {
    const { roomVersion, rules } = this.#version;
    return rules.eventReferences === 'id' ? eventId : [eventId, { sha256: referenceHash(pdu, roomVersion) }];
  }
}

function hasOwnSignatures({ alsoSignedBy, overrides }: StoryEvent): boolean {
  return alsoSignedBy !== undefined || overrides?.['signatures'] !== undefined;
}

/** Event IDs do not cover signatures: two events that differ in nothing else have to be of different times. */
function millisecondsOf(path: string): number {
  return 1 + (Buffer.from(path, 'base64url').readUInt16BE() % 999);
}
