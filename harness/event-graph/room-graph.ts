import {
  type EvaluationOptions,
  EventGraphEvaluation,
  type Judgement,
} from '../protocol/evaluation/event-graph-evaluation.ts';
import type { AuthVerdict } from '../protocol/authorization/authorize.ts';
import { type Oracle, oracleOf } from '../protocol/oracle.ts';
import type { Pdu, PduDraft } from '../protocol/pdu.ts';
import { readRoomEvent, RoomEvent } from '../protocol/room-event.ts';
import { type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';
import type { AmbiguousEntry } from '../protocol/state-resolution/other-readings.ts';
import type { ResolutionStep } from '../protocol/state-resolution/resolution.ts';
import { RoomState } from '../protocol/state-resolution/room-state.ts';
import { citedIds } from '../protocol/cited-ids.ts';
import { Extremities, type Part } from './extremities.ts';
import { authChain, backfill, type BackwardWalk, missingEvents } from './backward-walks.ts';

/** What the graph cannot find out about an event by itself. */
export interface AddOptions {
  /** The event takes part in state, but is no forward extremity. */
  readonly softFailed?: boolean;
  /** Accepts an event whose parents are unknown. Its state, and that of the events after it, is unknown until they come. */
  readonly unknownState?: boolean;
}

/** What the graph cannot find out about an event that comes with the state before it. */
export interface AddWithStateOptions extends Pick<AddOptions, 'softFailed'> {
  /** The event is the only forward extremity from now on: the server was out of the room since those that there were. */
  readonly startsAnew?: boolean;
}

interface Node {
  readonly pdu: Pdu;
  readonly event: RoomEvent;
  /** Known as an entry of some state, not as a part of the history that the server took part in. */
  readonly outlier: boolean;
}

// A replica that begins with a join does not know all that was cited before; what it cannot judge it believes.
const evaluationOptions: EvaluationOptions = { unknownAuthEvents: 'believe' };

/**
 * The events of one room as a server knows them: a directed acyclic graph, what the oracle makes of each event, the state before
 * and after it, and the events that have no child yet.
 *
 * Hashes and signatures are not checked, so that it can hold events that get them wrong on purpose.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#pdus
 */
export class RoomGraph {
  readonly roomId: string;
  readonly roomVersion: RoomVersion;
  readonly #nodes = new Map<string, Node>();
  readonly #extremities = new Extremities();
  readonly #softFailed = new Set<string>();
  readonly #evaluation: EventGraphEvaluation;

  /**
   * @param room its ID and version
   * @param judge who judges its events: another oracle than that of the room version, what becomes of an event that cites
   *   unknown ones (by default it is believed), and whether a signature that the authorization rules ask for is valid
   */
  constructor(
    room: { readonly roomId: string; readonly roomVersion: RoomVersion },
    { oracle = oracleOf(room.roomVersion), ...options }: EvaluationOptions & { readonly oracle?: Oracle } = {},
  ) {
    this.roomId = room.roomId;
    this.roomVersion = room.roomVersion;
    this.#evaluation = new EventGraphEvaluation(oracle, { ...evaluationOptions, ...options });
  }

  /** The IDs of all events, in the order in which they were added. */
  get eventIds(): string[] {
    return [...this.#nodes.keys()];
  }

  /** The events that a new event has to name as its parents: those without a child, in the order in which they came. */
  get forwardExtremities(): string[] {
    return this.#extremities.list();
  }

  /** The ID that an event has in this room; also that of an event whose numbers the room version does not allow. */
  eventIdOf(pdu: Pdu): string {
    return readRoomEvent(pdu, this.roomVersion).eventId;
  }

  has(eventId: string): boolean {
    return this.#nodes.has(eventId);
  }

  /** @throws Error if the event is not known */
  event(eventId: string): Pdu {
    return this.#node(eventId).pdu;
  }

  /** What the oracle makes of an event; undefined where the state before it is not known. */
  judgementOf(eventId: string): Judgement | undefined {
    return this.#evaluate(eventId) ? this.#evaluation.judgementOf(eventId) : undefined;
  }

  isRejected(eventId: string): boolean {
    return this.judgementOf(eventId)?.verdict === 'rejected';
  }

  /**
   * Whether an event is rejected however the specification is read: by every reading of the authorization rules, and with no
   * merge before it of which the outcome is open.
   */
  isRejectedBeyondDoubt(eventId: string): boolean {
    if (!this.isRejected(eventId) || this.#evaluation.otherJudgementsOf(eventId).length > 0) return false;
    const history = new Set([eventId]); // a set is walked to its end while it grows, each member once
    for (const one of history) {
      if (!this.#evaluation.has(one)) continue;
      if (this.#evaluation.ambiguousBefore(one).length > 0) return false;
      for (const parent of this.parentsOf(one)) if (this.has(parent)) history.add(parent);
    }
    return true;
  }

  /** Whether an event was added as one that is soft-failed. */
  isSoftFailed(eventId: string): boolean {
    return this.#softFailed.has(eventId);
  }

  /** What the oracle would make of an event, were it the next; it needs neither hashes nor signatures. */
  judge(draft: PduDraft): Judgement {
    const event = new RoomEvent(draft, draft.event_id ?? '', roomVersions[this.roomVersion]);
    return this.#evaluation.judge(event, this.stateAfterAll(event.prevEvents));
  }

  /** The parents of an event, in the graph or not, that the graph does not hold. */
  missingParents(pdu: Pdu): string[] {
    return citedIds(pdu.prev_events).filter((parent) => !this.has(parent));
  }

  /** Whether the graph holds a redaction that names this event; whether it was entitled to it is not asked. */
  isRedacted(eventId: string): boolean {
    return [...this.#nodes.values()].some(({ pdu }) => {
      return pdu.type === 'm.room.redaction' && (pdu.redacts ?? pdu.content['redacts']) === eventId;
    });
  }

  /**
   * Adds an event, and makes it a forward extremity in the place of its parents, unless it is rejected. An event that is there
   * stays as it is.
   *
   * @returns its event ID
   * @throws Error if a parent is unknown
   */
  add(pdu: Pdu, { softFailed = false, unknownState = false }: AddOptions = {}): string {
    const event = this.#read(pdu);
    const { eventId } = event;
    if (this.#nodes.get(eventId)?.outlier === false) return eventId;
    const unknown = this.missingParents(pdu);
    if (unknown.length > 0 && !unknownState) throw this.#unknownState(eventId, unknown);
    this.#nodes.set(eventId, { pdu, event, outlier: false });
    this.#evaluation.addOutlier(event);
    if (softFailed) this.#softFailed.add(eventId);
    this.#extremities.add(eventId, event.prevEvents, this.#part(eventId, softFailed));
    return eventId;
  }

  /**
   * Starts from the answer to a join: the state before it, and the join itself as the only forward extremity.
   *
   * @param stateBefore the events of the state before the join
   * @param join the join event, whose parents need not be known
   * @param authorizing the auth chain: the events by which the state and the join are authorized
   * @returns the event ID of the join
   */
  seedState(stateBefore: readonly Pdu[], join: Pdu, authorizing: readonly Pdu[] = []): string {
    return this.addWithState(join, stateBefore, authorizing);
  }

  /**
   * Adds an event of which it is known from elsewhere what the state before it is; its parents need not be known.
   *
   * @param stateBefore the events of that state
   * @param authorizing the events by which the state and the event are authorized
   * @returns the event ID
   */
  addWithState(
    pdu: Pdu,
    stateBefore: readonly Pdu[],
    authorizing: readonly Pdu[] = [],
    { softFailed = false, startsAnew = false }: AddWithStateOptions = {},
  ): string {
    for (const one of [...authorizing, ...stateBefore]) this.addOutlier(one);
    const state = stateBefore.map((one) => this.#node(this.eventIdOf(one)).event);
    const event = this.#read(pdu);
    this.#nodes.set(event.eventId, { pdu, event, outlier: false });
    this.#evaluation.addWithState(event, RoomState.of(state));
    if (startsAnew) this.#extremities.clear();
    if (softFailed) this.#softFailed.add(event.eventId);
    this.#extremities.add(event.eventId, event.prevEvents, this.#part(event.eventId, softFailed));
    return event.eventId;
  }

  /** Whether an event would be allowed now, whatever was the state when it was sent: if not, it is soft-failed. */
  isAllowedNow(pdu: Pdu): AuthVerdict {
    return this.#evaluation.isAllowedAgainst(this.#read(pdu), this.stateAfterAll());
  }

  /** Whether an event would be allowed where these are the forward extremities. @throws Error if the state there cannot be known */
  isAllowedAfterAll(pdu: Pdu, extremities: readonly string[]): AuthVerdict {
    return this.#evaluation.isAllowedAgainst(this.#read(pdu), this.stateAfterAll(extremities));
  }

  /** Whether an event is known only by itself, as an entry of some state or for its authorization. */
  isOutlier(eventId: string): boolean {
    return this.#node(eventId).outlier;
  }

  /**
   * Adds an event that is known only by itself, such as an auth event: it is no forward extremity.
   *
   * @param rejected what is known of it: as long as the state before it is not, it is taken for accepted by default
   * @returns its event ID
   */
  addOutlier(pdu: Pdu, { rejected = false }: { readonly rejected?: boolean } = {}): string {
    const event = this.#read(pdu);
    if (!this.#nodes.has(event.eventId)) this.#nodes.set(event.eventId, { pdu, event, outlier: true });
    this.#evaluation.addOutlier(event, { rejected });
    return event.eventId;
  }

  /** Whether it is known of an event that it is rejected, whether or not the state before it is. */
  isKnownRejected(eventId: string): boolean {
    const { event } = this.#node(eventId);
    this.#evaluate(eventId);
    return this.#evaluation.store.isRejected(event);
  }

  /** What the events that an event cites say of it; undefined where one of them is not known. It need not be in the graph. */
  isAllowedByAuthEvents(pdu: Pdu): AuthVerdict | undefined {
    return this.#evaluation.isAllowedByAuthEvents(this.#read(pdu));
  }

  /** The state before an event. @throws Error if it cannot be known */
  stateBefore(eventId: string): RoomState {
    this.#demandState(eventId);
    return this.#evaluation.stateBefore(eventId);
  }

  /** The state after an event; the same as before it unless it is an accepted state event. @throws Error if it cannot be known */
  stateAfter(eventId: string): RoomState {
    this.#demandState(eventId);
    return this.#evaluation.stateAfter(eventId);
  }

  /** The state before an event that would have these parents; without arguments, the current state of the room. */
  stateAfterAll(parents: readonly string[] = this.forwardExtremities): RoomState {
    for (const parent of parents) this.#demandState(parent);
    return this.#evaluation.stateAfterAll(parents);
  }

  /** The state that consists of some events of the graph. */
  stateOf(eventIds: readonly string[]): RoomState {
    return RoomState.of(eventIds.map((eventId) => this.#node(eventId).event));
  }

  /** What states resolve to. @param note is told each step, where there is something to resolve */
  resolve(states: readonly RoomState[], note?: (step: ResolutionStep) => void): RoomState {
    return this.#evaluation.resolve(states, note);
  }

  /** The entries of {@link resolve} that other readings of the specification resolve otherwise. */
  ambiguousIn(states: readonly RoomState[]): AmbiguousEntry[] {
    return this.#evaluation.ambiguousIn(states);
  }

  /** The event of an entry of the current state, or of another; undefined where there is none. */
  stateEvent(type: string, stateKey = '', state: RoomState = this.stateAfterAll()): Pdu | undefined {
    const found = state.get(stateMapKey(type, stateKey));
    return found && this.event(found.eventId);
  }

  /** IDs of the parents of an event, known or not. */
  parentsOf(eventId: string): readonly string[] {
    return this.#node(eventId).event.prevEvents;
  }

  /** IDs of the events that an event cites in `auth_events`, known or not. */
  authEventsOf(eventId: string): readonly string[] {
    return this.#node(eventId).event.authEvents;
  }

  /** The events that authorize some events, directly or through others, as far as they are known; without themselves. */
  authChain(eventIds: readonly string[]): string[] {
    return authChain(this, eventIds);
  }

  /** The events between two ends of the graph, oldest first; see {@link missingEvents}. */
  missingEvents(walk: BackwardWalk): string[] {
    return missingEvents(this, walk);
  }

  /** Some events and those before them, newest first, at most `limit`. */
  backfill(eventIds: readonly string[], limit: number): string[] {
    return backfill(this, eventIds, limit);
  }

  #part(eventId: string, softFailed: boolean): Part {
    if (softFailed) return 'passed';
    return this.isRejected(eventId) ? 'rejected' : 'tip';
  }

  #node(eventId: string): Node {
    const node = this.#nodes.get(eventId);
    if (node) return node;
    throw new Error(`The event graph of ${this.roomId} does not hold ${eventId}: add it first`);
  }

  /** The event as it was read the first time: states are compared by their very events. */
  #read(pdu: Pdu): RoomEvent {
    return this.#nodes.get(this.eventIdOf(pdu))?.event ?? readRoomEvent(pdu, this.roomVersion);
  }

  /** Evaluates an event, and before it those of its ancestors that were not. @returns whether the state before it is known */
  #evaluate(eventId: string): boolean {
    const pending = [eventId];
    // Those on the way from the event to the ancestor at hand: siblings that wait for their turn are not among them.
    const entered = new Set<string>();
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      if (this.#evaluation.has(next)) {
        pending.pop();
        continue;
      }
      const node = this.#nodes.get(next);
      const isOfNoHistory =
        node?.outlier === true && node.event.prevEvents.length === 0 && node.pdu.type !== 'm.room.create';
      if (!node || isOfNoHistory) return false;
      const waiting = node.event.prevEvents.filter((parent) => !this.#evaluation.has(parent));
      entered.add(next);
      // An event that follows itself would be waited for without end.
      if (waiting.some((parent) => entered.has(parent))) return false;
      if (waiting.length === 0) this.#evaluation.add(node.event);
      else pending.push(...waiting);
    }
    return true;
  }

  #demandState(eventId: string): void {
    const { event } = this.#node(eventId);
    if (!this.#evaluate(eventId))
      throw this.#unknownState(
        eventId,
        event.prevEvents.filter((parent) => !this.has(parent)),
      );
  }

  #unknownState(eventId: string, unknown: readonly string[]): Error {
    const which = unknown.length > 0 ? `its parents ${unknown.join(', ')} are` : 'an event before its parents is';
    return new Error(
      `The state before ${eventId} is unknown, because ${which} not in the event graph of ${this.roomId}: ` +
        `add them first, or start from the state at a join with seedState`,
    );
  }
}
