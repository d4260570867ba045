import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type PowerLevel, readPowerLevel } from '../power-level.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';

/** The levels that stand by themselves in `m.room.power_levels`, with the value of each where it is left out. */
export const defaultLevels = {
  users_default: 0,
  events_default: 0,
  state_default: 50,
  ban: 50,
  redact: 50,
  kick: 50,
  invite: 0,
} as const;

/** The name of one of the levels that stand by themselves. */
export type LevelName = keyof typeof defaultLevels;

/**
 * Who may do what in a room, by its `m.room.power_levels` and `m.room.create` events.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#mroompower_levels and
 *   https://spec.matrix.org/v1.19/server-server-api/#definitions
 */
export class PowerLevels {
  readonly #content: JsonObject | undefined;
  readonly #create: RoomEvent | undefined;
  readonly #rules: RoomVersionRules;

  /**
   * @param event the `m.room.power_levels` event; undefined where there is none
   * @param create the create event; undefined where it is unknown, and then nobody is a creator
   */
  constructor(event: RoomEvent | undefined, create: RoomEvent | undefined, rules: RoomVersionRules) {
    this.#content = event?.content;
    this.#create = create;
    this.#rules = rules;
  }

  /** The level of a user. */
  ofUser(userId: string): PowerLevel {
    const { creatorPower } = this.#rules;
    if (creatorPower === 'infinite' && this.#isCreator(userId)) return Infinity;
    if (!this.#content) return creatorPower === '100-by-default' && this.#isCreator(userId) ? 100 : 0;
    return this.#entry('users', userId) ?? this.named('users_default');
  }

  /** One of the levels that stand by themselves, or its default. */
  named(name: LevelName): PowerLevel {
    return readPowerLevel(ownValue(this.#content, name), this.#rules) ?? defaultLevels[name];
  }

  /** The level that it takes to send an event of a type. */
  required(type: string, isState: boolean): PowerLevel {
    return this.#entry('events', type) ?? this.named(isState ? 'state_default' : 'events_default');
  }

  #entry(property: 'users' | 'events', key: string): PowerLevel | undefined {
    return readPowerLevel(ownValue(ownValue(this.#content, property), key), this.#rules);
  }

  #isCreator(userId: string): boolean {
    return this.#create !== undefined && isCreator(userId, this.#create, this.#rules);
  }
}

/** Whether a user created the room, by what the room version takes for its creators. */
export function isCreator(userId: string, create: RoomEvent, { creatorIs }: RoomVersionRules): boolean {
  if (creatorIs === 'content.creator') return ownValue(create.content, 'creator') === userId;
  if (create.sender === userId) return true;
  const additional = ownValue(create.content, 'additional_creators');
  return creatorIs === 'sender-and-additional-creators' && Array.isArray(additional) && additional.includes(userId);
}

/** What an object has under a key of its own; undefined for everything that is no object. */
export function ownValue(object: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}
