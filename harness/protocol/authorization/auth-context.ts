import type { PowerLevel } from '../power-level.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';
import { type StateMapKey, stateMapKey } from '../state-map-key.ts';
import { ownValue, PowerLevels } from './power-levels.ts';
import { ownReadings, type Readings } from './readings.ts';

/** The state that an event is authorized against. A `Map` of the entries is one. */
export interface AuthState {
  get(key: StateMapKey): RoomEvent | undefined;
}

/** One of the events that an event cites in `auth_events`. */
export interface AuthEvent {
  readonly event: RoomEvent;
  readonly rejected: boolean;
}

/** What the rules may look at besides the event and the state. */
export interface AuthOptions {
  /** The events cited in `auth_events`; undefined where they were judged already, or are not the question. */
  readonly authEvents?: readonly AuthEvent[] | undefined;
  /** Whether a server's signature of the event is valid. Default: every one is, as for an event whose signatures were checked. */
  readonly isSignedBy?: ((event: RoomEvent, serverName: string) => boolean) | undefined;
  readonly readings?: Readings | undefined;
}

export const createKey = stateMapKey('m.room.create');
export const powerLevelsKey = stateMapKey('m.room.power_levels');
export const joinRulesKey = stateMapKey('m.room.join_rules');

/** An event in front of the authorization rules: the event, the state, and what the rules say of the two in their own words. */
export class AuthContext {
  readonly event: RoomEvent;
  readonly rules: RoomVersionRules;
  readonly state: AuthState;
  readonly authEvents: readonly AuthEvent[] | undefined;
  readonly readings: Readings;
  readonly #isSignedBy: AuthOptions['isSignedBy'];
  #powerLevels: PowerLevels | undefined;

  constructor(event: RoomEvent, rules: RoomVersionRules, state: AuthState, options: AuthOptions = {}) {
    this.event = event;
    this.rules = rules;
    this.state = state;
    this.authEvents = options.authEvents;
    this.readings = options.readings ?? ownReadings;
    this.#isSignedBy = options.isSignedBy;
  }

  /** The room's create event. */
  get create(): RoomEvent | undefined {
    return this.state.get(createKey);
  }

  /** The room's `m.room.power_levels` event before this one. */
  get currentPowerLevels(): RoomEvent | undefined {
    return this.state.get(powerLevelsKey);
  }

  get powerLevels(): PowerLevels {
    this.#powerLevels ??= new PowerLevels(this.currentPowerLevels, this.create, this.rules);
    return this.#powerLevels;
  }

  /** Power level of whoever sent the event. */
  get senderLevel(): PowerLevel {
    return this.powerLevels.ofUser(this.event.sender);
  }

  /** The user that a membership event is about. */
  get target(): string {
    return this.event.stateKey ?? '';
  }

  /** The user's current membership; `leave` for one who never had any. */
  membershipOf(userId: string): string {
    const membership = ownValue(this.state.get(stateMapKey('m.room.member', userId))?.content, 'membership');
    return typeof membership === 'string' ? membership : 'leave';
  }

  /** The room's join rule; undefined where there is none and the reading gives none. */
  get joinRule(): string | undefined {
    const joinRule = ownValue(this.state.get(joinRulesKey)?.content, 'join_rule');
    if (typeof joinRule === 'string') return joinRule;
    return this.readings.missingJoinRule === 'invite' ? 'invite' : undefined;
  }

  /** Whether the event is validly signed by a server. */
  isSignedBy(serverName: string): boolean {
    return this.#isSignedBy?.(this.event, serverName) ?? true;
  }
}
