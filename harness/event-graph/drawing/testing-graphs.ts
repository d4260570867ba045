import type { JsonObject } from '../../protocol/json.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import { generateSigningKey } from '../../protocol/signing.ts';
import { appendEvent } from '../append-event.ts';
import type { EventSpec } from '../build-event.ts';
import { createRoomGraph } from '../create-room.ts';
import type { AddOptions, RoomGraph } from '../room-graph.ts';

const key = generateSigningKey();
const start = 1_600_000_000_000;

/** An event as tests tell it: users by their localparts, parents by their names; a second later than the one before. */
interface NamedSpec extends Pick<EventSpec, 'type' | 'content' | 'depth'> {
  readonly by?: string;
  /** `@bob` is a user. */
  readonly stateKey?: string;
  readonly after?: readonly string[];
  /** Names of the events that it cites. */
  readonly authEvents?: readonly string[];
  /** Milliseconds from the start. */
  readonly at?: number;
  readonly options?: AddOptions;
}

/** A room whose events have names: `create`, `alice`, who has power 100, `PL`, `JR`, by which anyone can join, and more. */
export class NamedRoom {
  readonly graph: RoomGraph;
  readonly #ids = new Map<string, string>();

  constructor(roomVersion: RoomVersion = '11') {
    const nothing = { powerLevels: null, joinRule: null, historyVisibility: null };
    const room = { roomVersion, creator: userId('alice'), createContent: { nonce: '1' }, ...nothing };
    this.graph = createRoomGraph(room, () => key);
    for (const [index, name] of ['create', 'alice'].entries()) this.#ids.set(name, this.graph.eventIds[index] ?? '');
    this.powerLevels('PL', {});
    this.state('JR', 'm.room.join_rules', { join_rule: 'public' });
  }

  readonly idOf = (name: string): string => this.#ids.get(name) ?? name;

  readonly nameOf = (eventId: string): string | undefined => {
    return [...this.#ids].find(([, id]) => id === eventId)?.[0];
  };

  add(name: string, { by = 'alice', stateKey, after, authEvents, at, options, ...spec }: NamedSpec): string {
    const { eventId } = appendEvent(
      this.graph,
      {
        ...spec,
        sender: userId(by),
        ...(stateKey !== undefined && { stateKey: stateKey.startsWith('@') ? userId(stateKey.slice(1)) : stateKey }),
        ...(after && { prevEvents: after.map(this.idOf) }),
        ...(authEvents && { authEvents: authEvents.map(this.idOf) }),
        originServerTs: start + (at ?? 1000 * this.#ids.size),
      },
      () => key,
      options,
    );
    this.#ids.set(name, eventId);
    return eventId;
  }

  state(name: string, type: string, content: JsonObject, spec: Partial<NamedSpec> = {}): string {
    return this.add(name, { type, stateKey: '', content, ...spec });
  }

  join(user: string, spec: Partial<NamedSpec> = {}): string {
    const content = { membership: 'join' };
    return this.add(user, { type: 'm.room.member', by: user, stateKey: `@${user}`, content, ...spec });
  }

  powerLevels(name: string, levels: Readonly<Record<string, number>>, spec: Partial<NamedSpec> = {}): string {
    const creator = roomVersions[this.graph.roomVersion].creatorPower === 'infinite' ? {} : { alice: 100 };
    const users = Object.entries({ ...creator, ...levels }).map(([user, level]) => [userId(user), level]);
    return this.state(name, 'm.room.power_levels', { users: Object.fromEntries(users) as JsonObject }, spec);
  }

  topic(name: string, spec: Partial<NamedSpec> = {}): string {
    return this.state(name, 'm.room.topic', { topic: name }, spec);
  }

  message(name: string, spec: Partial<NamedSpec> = {}): string {
    return this.add(name, { type: 'm.room.message', content: { body: name }, ...spec });
  }
}

function userId(user: string): string {
  return `@${user}:a.example`;
}

/** A room in which power levels and topics part, one of them of a user without the power for it. */
export function forkedRoom(roomVersion: RoomVersion = '11'): NamedRoom {
  const room = new NamedRoom(roomVersion);
  room.join('bob');
  room.powerLevels('P1', { bob: 50 });
  room.powerLevels('PA', { bob: 0 });
  room.topic('TA');
  room.topic('TB', { by: 'bob', after: ['P1'] });
  room.topic('refused', { by: 'bob', after: ['TA'] });
  room.message('merge', { after: ['refused', 'TB'] });
  return room;
}
