import { type AddOptions, type AddWithStateOptions, RoomGraph } from '../../event-graph/room-graph.ts';
import type { Oracle } from '../../protocol/oracle.ts';
import { type Pdu, serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import { readRoomEvent, RoomEvent } from '../../protocol/room-event.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { readStateMapKey, stateMapKey } from '../../protocol/state-map-key.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { RelationIndex } from './relation-index.ts';
import type { Rules } from '../rules.ts';
import type { Stream } from '../stream.ts';

/** An event as clients see it in the timeline. */
export interface ShownEvent {
  readonly eventId: string;
  readonly event: RoomEvent;
  /** Where it stands in the stream; negative for what was fetched from before the room's beginning here. */
  readonly position: number;
}

/** What a room is made with. */
export interface RoomOptions {
  readonly roomId: string;
  readonly roomVersion: RoomVersion;
  readonly oracle: Oracle;
  readonly rules: Rules;
  readonly stream: Stream;
  readonly isSignedBy: (event: RoomEvent, serverName: string) => boolean;
  /** Is told the users whose membership in the current state changed. */
  readonly membershipChanged: (userIds: readonly string[]) => void;
}

/** A room of which this homeserver has the state: its event graph, and what clients see of it. */
export class Room {
  readonly roomId: string;
  readonly roomVersion: RoomVersion;
  readonly graph: RoomGraph;
  /** Oldest first: accepted events that were not soft-failed. */
  readonly timeline: ShownEvent[] = [];
  /** Which events relate to which. */
  readonly relations = new RelationIndex();
  /** Users of this homeserver who left and want to know nothing more of it. */
  readonly forgottenBy = new Set<string>();
  readonly #options: RoomOptions;
  readonly #shown = new Map<string, ShownEvent>();
  /** The current state from some position on, oldest first. */
  readonly #states: { readonly position: number; readonly state: RoomState }[] = [];
  /** The redaction of each event that is redacted. */
  readonly #redactions = new Map<string, RoomEvent>();
  /** Redactions of events that are not here yet, by those. */
  readonly #early = new Map<string, ShownEvent[]>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RoomOptions) {
    this.#options = options;
    this.roomId = options.roomId;
    this.roomVersion = options.roomVersion;
    const { oracle, isSignedBy } = options;
    this.graph = new RoomGraph(options, { oracle, isSignedBy, unknownAuthEvents: 'reject' });
  }

  get rules(): Rules {
    return this.#options.rules;
  }

  /** The states that were current, oldest first, with the position of the stream from which on each was. */
  get stateHistory(): readonly { readonly position: number; readonly state: RoomState }[] {
    return this.#states;
  }

  get currentState(): RoomState {
    return this.#states.at(-1)?.state ?? RoomState.empty;
  }

  /** The state that was current at a position of the stream; empty before the room was known. */
  stateAt(position: number): RoomState {
    return this.#states.findLast((one) => one.position <= position)?.state ?? RoomState.empty;
  }

  /** The event of an entry of the state, as it is shown: redacted where it is. */
  stateEvent(type: string, stateKey = '', state = this.currentState): RoomEvent | undefined {
    const found = state.get(stateMapKey(type, stateKey));
    return found && this.shownEvent(found.eventId);
  }

  /** A string in the content of an entry of the state. */
  stateText(type: string, key: string, state = this.currentState): string | undefined {
    return stringProperty(this.stateEvent(type, '', state)?.content, key);
  }

  /** `leave` for somebody who never had any. */
  membershipOf(userId: string, state = this.currentState): string {
    return stringProperty(state.get(stateMapKey('m.room.member', userId))?.content, 'membership') ?? 'leave';
  }

  /** IDs of the users with a membership. */
  membersWith(membership: string, state = this.currentState): string[] {
    return [...state.events()]
      .filter(({ type, content }) => type === 'm.room.member' && stringProperty(content, 'membership') === membership)
      .map(({ stateKey = '' }) => stateKey);
  }

  /** The servers of the joined users. */
  joinedServers(state = this.currentState): Set<string> {
    return new Set(this.membersWith('join', state).map((userId) => serverNameAfterColon(userId) ?? ''));
  }

  /** The position of an event in the timeline; undefined if it is not shown. */
  shown(eventId: string): ShownEvent | undefined {
    return this.#shown.get(eventId);
  }

  /** Whether an event is known with its place in the history. */
  holds(eventId: string): boolean {
    return this.graph.has(eventId) && !this.graph.isOutlier(eventId);
  }

  /** An event as others may see it: only what redaction leaves, where it is redacted. @throws Error if it is not known */
  pdu(eventId: string): Pdu {
    const pdu = this.graph.event(eventId);
    return this.#redactions.has(eventId) ? this.#options.rules.redact(pdu, this.roomVersion) : pdu;
  }

  /** The same, read. */
  shownEvent(eventId: string): RoomEvent {
    const shown = this.#shown.get(eventId);
    if (shown && !this.#redactions.has(eventId)) return shown.event;
    return new RoomEvent(this.pdu(eventId), eventId, this.#options.oracle.rules);
  }

  /** The state before an event; undefined where this homeserver cannot know it. */
  stateKnownBefore(eventId: string): RoomState | undefined {
    return this.graph.judgementOf(eventId) && this.graph.stateBefore(eventId);
  }

  /** A user's membership as of an event, its own effect included. */
  membershipAt(eventId: string, userId: string): string {
    return this.membershipOf(userId, this.graph.stateAfter(eventId));
  }

  /** The event that a redaction names, whether it had an effect or not; undefined for other events. */
  redactedBy(event: RoomEvent): string | undefined {
    const { rules, oracle } = this.#options;
    return event.type === 'm.room.redaction' ? rules.redactedBy(event, oracle.rules) : undefined;
  }

  /** The event that redacted another; undefined if none did. */
  redactionOf(eventId: string): RoomEvent | undefined {
    return this.#redactions.get(eventId);
  }

  /** Takes an event whose parents are known. @returns its event ID */
  add(pdu: Pdu, options: AddOptions = {}): string {
    const eventId = this.graph.add(pdu, options);
    this.#arrived(eventId, options.softFailed === true);
    return eventId;
  }

  /** Takes an event of which another server told the state before it. @returns its event ID */
  addWithState(
    pdu: Pdu,
    stateBefore: readonly Pdu[],
    authorizing: readonly Pdu[],
    options: AddWithStateOptions = {},
  ): string {
    const eventId = this.graph.addWithState(pdu, stateBefore, authorizing, options);
    this.#arrived(eventId, options.softFailed === true);
    return eventId;
  }

  /** Puts events from before those that are known at the beginning of the timeline. @param pdus newest first */
  prepend(pdus: readonly Pdu[]): void {
    for (const pdu of pdus) {
      const eventId = this.graph.eventIdOf(pdu);
      const position = Math.min(0, this.timeline[0]?.position ?? 0) - 1;
      this.#show({ eventId, event: readRoomEvent(pdu, this.roomVersion), position });
    }
  }

  /** Does one thing after the other, so that what was found out of the room still holds when it is used. */
  async exclusively<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  #arrived(eventId: string, softFailed: boolean): void {
    const { stream, rules } = this.#options;
    const position = stream.advance();
    if (rules.isPartOfTimeline(softFailed, this.graph.isRejected(eventId)) && !this.#shown.has(eventId)) {
      this.#show({ eventId, event: readRoomEvent(this.graph.event(eventId), this.roomVersion), position });
    }
    this.#settle(position);
  }

  #show(shown: ShownEvent): void {
    const { eventId, event, position } = shown;
    if (event.type === 'm.room.redaction' && !this.#redact(shown)) return;
    this.#shown.set(eventId, shown);
    if (position < 0) this.timeline.unshift(shown);
    else this.timeline.push(shown);
    this.relations.note(shown);
    const early = this.#early.get(eventId) ?? [];
    this.#early.delete(eventId);
    for (const redaction of early) this.#lookAgain(redaction);
  }

  /**
   * Applies a redaction, if it may be.
   *
   * @returns whether clients are shown it
   * Source: https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions
   */
  #redact(shown: ShownEvent): boolean {
    const { rules, oracle } = this.#options;
    const { event: redaction, position } = shown;
    const target = this.redactedBy(redaction);
    if (target === undefined) return true;
    // What is from before the beginning of the room here is taken as the other server shows it.
    const isShownAnyway = position < 0 || !rules.withholdsRedactions(oracle.rules);
    const event = this.#validEvent(target);
    if (!event) {
      if (rules.remembersEarlyRedactions) this.#early.set(target, [...(this.#early.get(target) ?? []), shown]);
      return isShownAnyway;
    }
    const state = this.stateKnownBefore(redaction.eventId) ?? this.currentState;
    if (!rules.appliesRedaction(redaction, event, state, oracle.rules)) return isShownAnyway;
    this.#redactions.set(target, redaction);
    return true;
  }

  /** An event that is known and was not rejected, whether clients are shown it or not. */
  #validEvent(eventId: string): RoomEvent | undefined {
    const isValid = this.graph.has(eventId) && !this.graph.isKnownRejected(eventId);
    return isValid ? readRoomEvent(this.graph.event(eventId), this.roomVersion) : undefined;
  }

  /** A redaction whose event has come: it is applied, and shown from now on where it was not before. */
  #lookAgain(redaction: ShownEvent): void {
    if (this.#shown.has(redaction.eventId)) this.#redact(redaction);
    else this.#show({ ...redaction, position: this.#options.stream.advance() });
  }

  /** Notes the state that is current now, and whose membership it changes. */
  #settle(position: number): void {
    const before = this.currentState;
    const state = this.graph.stateAfterAll();
    if (state === before) return;
    this.#states.push({ position, state });
    const keys = before.differences(state).map(readStateMapKey);
    this.#options.membershipChanged(keys.filter(([type]) => type === 'm.room.member').map(([, stateKey]) => stateKey));
  }
}
