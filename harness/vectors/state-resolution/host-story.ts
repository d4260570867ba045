import { randomBytes } from 'node:crypto';
import type { AppendedEvent } from '../../event-graph/append-event.ts';
import type { EventSpec } from '../../event-graph/build-event.ts';
import type { RoomSpec } from '../../event-graph/create-room.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { isFittingId } from './fitting-id.ts';
import type { Story, StoryEvent } from './story.ts';

/** The server of all users of a story: what a fake homeserver can do. */
export interface StoryHost {
  readonly serverName: string;
  user(localpart: string): string;
  hostRoom(spec: RoomSpec): RoomGraph;
  build(room: RoomGraph, spec: EventSpec): Pdu;
}

/** A story in a room of its host, with a guest in it whom the story does not touch. */
export interface HostedStory {
  readonly room: RoomGraph;
  /** What happened after the guest came, parents first, and at last a message that follows all that nothing else follows. */
  readonly events: readonly AppendedEvent[];
  /** The ID of an event by its name; `guest` is the guest's join, and `end` the last message. */
  readonly idOf: (name: string) => string;
  /** The name of an event; undefined for one that is none of these. */
  readonly nameOf: (eventId: string) => string | undefined;
}

/**
 * Milliseconds from now to the story: it happens after the join of the guest however long that takes, since some homeservers
 * drop what is older than it.
 */
const head = 60_000;

/**
 * Tells a story in a new room. Its first two events are the creation of the room and the creator's join, and the guest joins as
 * soon as there are join rules that allow it, before which no branches part.
 *
 * @param welcome lets the guest join by way of the host
 */
export async function hostStory(
  story: Story,
  roomVersion: RoomVersion,
  host: StoryHost,
  welcome: (room: RoomGraph) => Promise<unknown>,
): Promise<HostedStory> {
  const telling = new Telling(story, roomVersion, host);
  const named = Object.entries(story.events).slice(2);
  const beginning = named.findIndex(([, { type }]) => type === 'm.room.join_rules') + 1;
  for (const [name, event] of named.slice(0, beginning)) telling.tell(name, event);
  await welcome(telling.room);
  const [guest] = telling.room.forwardExtremities;
  if (guest === undefined) throw new Error(`Nobody joined the room of the story ${story.slug}`);
  telling.goOnAfterGuest(guest);
  const events = named.slice(beginning).map(([name, event]) => telling.tell(name, event));
  const end = telling.tell('end', { type: 'm.room.message', sender: 'alice', after: telling.ends() });
  return { room: telling.room, events: [...events, end], idOf: telling.idOf, nameOf: telling.nameOf };
}

class Telling {
  readonly room: RoomGraph;
  readonly #host: StoryHost;
  /** Tells an ID that the story gives from that in another telling: a homeserver must never see it twice. */
  readonly #nonce = randomBytes(6).toString('hex');
  readonly #start = Date.now() + head;
  readonly #ids = new Map<string, string>();
  /** What events follow instead of an event: the guest's join instead of what that follows. */
  readonly #instead = new Map<string, string>();
  #last: string;

  constructor({ events }: Story, roomVersion: RoomVersion, host: StoryHost) {
    this.#host = host;
    const nothing = { powerLevels: null, joinRule: null, historyVisibility: null };
    const { create = { type: 'm.room.create', sender: 'alice' } } = events;
    const createContent = this.#contentOf(create, roomVersion);
    this.room = host.hostRoom({ roomVersion, creator: host.user(create.sender), createContent, ...nothing });
    for (const [index, name] of Object.keys(events).slice(0, 2).entries()) {
      this.#ids.set(name, this.room.eventIds[index] ?? '');
    }
    this.#last = this.room.eventIds[1] ?? '';
  }

  readonly idOf = (name: string): string => {
    const eventId = this.#ids.get(name);
    if (eventId !== undefined) return eventId;
    throw new RangeError(`The story has no event ${name} before this one`);
  };

  readonly nameOf = (eventId: string): string | undefined => {
    return [...this.#ids].find(([, id]) => id === eventId)?.[0];
  };

  goOnAfterGuest(join: string): void {
    this.#ids.set('guest', join);
    this.#instead.set(this.#last, join);
    this.#last = join;
  }

  tell(name: string, event: StoryEvent): AppendedEvent {
    const pdu = this.#fitting(event, this.#ids.size);
    const eventId = this.room.add(pdu);
    this.#ids.set(name, eventId);
    this.#last = eventId;
    return { eventId, pdu };
  }

  /** The names of the events that no event follows, rejected ones too. */
  ends(): string[] {
    const followed = new Set(this.room.eventIds.flatMap((eventId) => this.room.parentsOf(eventId)));
    return [...this.#ids].filter(([, eventId]) => !followed.has(eventId)).map(([name]) => name);
  }

  /** The event with the first number in its content by which its ID is as wanted. */
  #fitting(event: StoryEvent, turn: number): Pdu {
    const { sortsBefore, sortsAfter, idLike } = event;
    const rules = roomVersions[this.room.roomVersion];
    const spec = this.#specOf(event, turn);
    const isAnyFine = sortsBefore === undefined && sortsAfter === undefined && !idLike;
    for (let number = 0; ; number += 1) {
      const pdu = this.#host.build(this.room, isAnyFine ? spec : { ...spec, content: { ...spec.content, number } });
      if (isFittingId(this.room.eventIdOf(pdu), event, this.idOf, rules)) return pdu;
    }
  }

  #specOf(event: StoryEvent, turn: number): EventSpec {
    const { roomVersion } = this.room;
    const { type, sender, stateKey, after, auth, overrides, sameTimeAs, earlierThan } = event;
    const parents = after?.map(this.idOf) ?? [this.#last];
    // Events of room version 12 do not cite the create event.
    const cited = auth?.filter((name) => name !== 'create' || roomVersions[roomVersion].createInAuthEvents);
    return {
      type,
      sender: this.#host.user(sender),
      ...(stateKey !== undefined && {
        stateKey: stateKey.startsWith('@') ? this.#host.user(stateKey.slice(1)) : stateKey,
      }),
      content: this.#contentOf(event, roomVersion),
      prevEvents: parents.map((parent) => this.#instead.get(parent) ?? parent),
      ...(cited && { authEvents: cited.map(this.idOf) }),
      originServerTs: this.#timeOf(sameTimeAs) ?? this.#timeOf(earlierThan, -500) ?? this.#start + 1000 * turn,
      ...(overrides && { overrides: this.#localized(overrides as JsonObject, `-${this.#nonce}:a.example`) }),
    };
  }

  #timeOf(name: string | undefined, difference = 0): number | undefined {
    return name === undefined ? undefined : this.room.event(this.idOf(name)).origin_server_ts + difference;
  }

  #contentOf({ content = {} }: StoryEvent, roomVersion: RoomVersion): JsonObject {
    return this.#localized(typeof content === 'function' ? content(roomVersions[roomVersion]) : content);
  }

  /** With the host's name in the place of the one that the stories have. @param ending what an ID that is given ends with */
  #localized(json: JsonObject, ending = ':a.example'): JsonObject {
    const text = JSON.stringify(json).replaceAll(':a.example', ending);
    return JSON.parse(text.replaceAll('a.example', this.#host.serverName)) as JsonObject;
  }
}
