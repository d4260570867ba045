import { type AuthOptions, type AuthState, createKey } from '../authorization/auth-context.ts';
import { authorize, type AuthVerdict } from '../authorization/authorize.ts';
import { otherReadings, type Readings } from '../authorization/readings.ts';
import type { Oracle } from '../oracle.ts';
import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';
import { type AmbiguousEntry, ambiguousEntries } from '../state-resolution/other-readings.ts';
import { EventStore } from '../state-resolution/event-store.ts';
import type { ResolutionStep } from '../state-resolution/resolution.ts';
import { RoomState } from '../state-resolution/room-state.ts';

/** What the checks on receipt make of an event, apart from its format, hash and signatures. */
export interface Judgement {
  readonly verdict: 'accepted' | 'rejected';
  /** What it failed, or against what it was allowed last. */
  readonly against: 'auth events' | 'state before';
  /** The number of the rule that decided, in the list of the room version. */
  readonly rule: string;
  readonly ruleId: string;
  readonly reason: string;
}

/** A judgement that another reading of the specification leads to. */
export interface OtherJudgement extends Judgement {
  readonly why: string;
}

interface Node {
  readonly judgement: Judgement;
  readonly before: RoomState;
  readonly after: RoomState;
}

/** What the evaluation cannot know by itself. */
export interface EvaluationOptions {
  /** What becomes of an event that cites others that are not known. Default: it is rejected. */
  readonly unknownAuthEvents?: 'reject' | 'believe';
  /** Whether a server's signature of an event is valid. Default: every one is. */
  readonly isSignedBy?: (event: RoomEvent, serverName: string) => boolean;
}

/**
 * The events of a room as an ideal server takes them in, one after the other: which it accepts, and the state before and after
 * each. Adding an event costs what the event does, and not what the graph holds; only where branches meet in conflict, the
 * auth chain of the state is walked.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu (4 and 5), #rejection and
 *   #room-state-resolution
 */
export class EventGraphEvaluation {
  readonly #oracle: Oracle;
  readonly #options: EvaluationOptions;
  readonly #store: EventStore;
  readonly #nodes = new Map<string, Node>();

  constructor(oracle: Oracle, options: EvaluationOptions = {}) {
    this.#oracle = oracle;
    this.#options = options;
    this.#store = new EventStore(oracle.rules);
  }

  /** All events that were added, those without a state too. */
  get store(): EventStore {
    return this.#store;
  }

  /** The events of which the state is known, in the order in which they were added. */
  get eventIds(): string[] {
    return [...this.#nodes.keys()];
  }

  /** Whether the state before an event is known. */
  has(eventId: string): boolean {
    return this.#nodes.has(eventId);
  }

  /**
   * Adds an event whose parents are there, and judges it. One that is there already stays as it is.
   *
   * @throws UnknownParents if the state after a parent is not known
   */
  add(event: RoomEvent): Judgement {
    const known = this.#nodes.get(event.eventId);
    return known?.judgement ?? this.addWithState(event, this.stateAfterAll(event.prevEvents));
  }

  /** Adds an event of which it is known, from elsewhere, what the state before it is. */
  addWithState(event: RoomEvent, before: RoomState): Judgement {
    const judgement = this.judge(event, before);
    const isRejected = judgement.verdict === 'rejected';
    const kept = this.#store.add(event, { rejected: isRejected });
    this.#nodes.set(event.eventId, { judgement, before, after: isRejected ? before : before.with(kept) });
    return judgement;
  }

  /** Adds an event of which the state is not known, such as one that others cite. Until it is, it is taken for accepted by default. */
  addOutlier(event: RoomEvent, { rejected = false }: { readonly rejected?: boolean } = {}): void {
    this.#store.add(event, { rejected });
  }

  /** What would become of an event with some state before it. It is not added. */
  judge(event: RoomEvent, before: RoomState, readings: Readings = this.#oracle.readings): Judgement {
    const unknown = event.authEvents.find((eventId) => !this.#store.has(eventId));
    if (unknown !== undefined && this.#options.unknownAuthEvents !== 'believe') {
      const { number = '', id = '' } = this.#oracle.authorization.list.find((rule) => rule.id === 'auth-events') ?? {};
      const reason = `auth_events has an event that is not known: ${unknown}`;
      return { verdict: 'rejected', against: 'auth events', rule: number, ruleId: id, reason };
    }
    const byAuthEvents = unknown === undefined ? this.#againstAuthEvents(event, readings) : undefined;
    if (byAuthEvents?.allowed === false) return judgementOf(byAuthEvents, 'auth events');
    return judgementOf(this.#authorize(event, before, { readings }), 'state before');
  }

  /** Whether an event is allowed against a state, such as the current one: if not, it is soft-failed. */
  isAllowedAgainst(event: RoomEvent, state: RoomState): AuthVerdict {
    return this.#authorize(event, state);
  }

  /**
   * What the events that an event cites say of it, whatever the state: that they allow it, if they do by any reading of the
   * specification. Undefined if one of them is not known, or the create event where it is cited by the room ID.
   */
  isAllowedByAuthEvents(event: RoomEvent): AuthVerdict | undefined {
    const { createInAuthEvents } = this.#oracle.rules;
    const byRoomId = createInAuthEvents || event.key === createKey ? [] : [`$${event.roomId.slice(1)}`];
    const areKnown = [...event.authEvents, ...byRoomId].every((eventId) => this.#store.has(eventId));
    if (!areKnown) return undefined;
    const own = this.#againstAuthEvents(event);
    const others = otherReadings.map(({ readings }) =>
      this.#againstAuthEvents(event, { ...this.#oracle.readings, ...readings }),
    );
    return [own, ...others].find(({ allowed }) => allowed) ?? own;
  }

  /** What other readings of the specification make of an event with the same state before it, where they judge otherwise. */
  otherJudgementsOf(eventId: string): OtherJudgement[] {
    const { judgement, before } = this.#node(eventId);
    const event = this.#store.get(eventId);
    if (!event) return [];
    return otherReadings
      .map(({ readings, why }) => ({ ...this.judge(event, before, { ...this.#oracle.readings, ...readings }), why }))
      .filter(({ verdict }) => verdict !== judgement.verdict);
  }

  /** The entries of the state before an event that other readings resolve otherwise, from the same states of its parents. */
  ambiguousBefore(eventId: string): AmbiguousEntry[] {
    const parents = this.#store.get(eventId)?.prevEvents ?? [];
    if (parents.length < 2) return [];
    const states = parents.map((parent) => this.stateAfter(parent));
    return this.#ambiguous(states, this.stateBefore(eventId));
  }

  /** The entries of what some states resolve to that other readings resolve otherwise. */
  ambiguousIn(states: readonly RoomState[]): AmbiguousEntry[] {
    return states.length < 2 ? [] : this.#ambiguous(states, this.resolve(states));
  }

  /** @throws Error if the event was not added with a state */
  judgementOf(eventId: string): Judgement {
    return this.#node(eventId).judgement;
  }

  /** @throws Error if the event was not added with a state */
  stateBefore(eventId: string): RoomState {
    return this.#node(eventId).before;
  }

  /** The same as before it, unless it is an accepted state event. @throws Error if the event was not added with a state */
  stateAfter(eventId: string): RoomState {
    return this.#node(eventId).after;
  }

  /**
   * The state before an event that would have these parents.
   *
   * @param note is told each step, where there is something to resolve
   * @throws UnknownParents if the state after a parent is not known
   */
  stateAfterAll(parents: readonly string[], note?: (step: ResolutionStep) => void): RoomState {
    const unknown = parents.filter((parent) => !this.#nodes.has(parent));
    if (unknown.length > 0) throw new UnknownParents(unknown);
    return this.resolve(
      parents.map((parent) => this.stateAfter(parent)),
      note,
    );
  }

  /** What states of the room resolve to; the empty state where there is none. @param note as in {@link stateAfterAll} */
  resolve(states: readonly RoomState[], note?: (step: ResolutionStep) => void): RoomState {
    const different = [...new Set(states)];
    const [first = RoomState.empty, ...others] = different;
    if (others.length === 0) return first;
    const { authorization, readings, resolve } = this.#oracle;
    return resolve(different, { authorization, readings, source: this.#store, note });
  }

  #ambiguous(states: readonly RoomState[], resolved: RoomState): AmbiguousEntry[] {
    const { authorization, readings } = this.#oracle;
    return ambiguousEntries(states, resolved, this.#oracle, { authorization, readings, source: this.#store });
  }

  #againstAuthEvents(event: RoomEvent, readings?: Readings): AuthVerdict {
    const cited = this.#store.authEventsOf(event);
    const authEvents = cited.map((one) => ({ event: one, rejected: this.#store.isRejected(one) }));
    const state = new Map<StateMapKey | undefined, RoomEvent>(cited.map((one) => [one.key, one]));
    const create = this.#store.createOf(event);
    if (create) state.set(createKey, create);
    return this.#authorize(event, state, { authEvents, readings });
  }

  #authorize(event: RoomEvent, state: AuthState, { authEvents, readings }: AuthOptions = {}): AuthVerdict {
    const { isSignedBy } = this.#options;
    const options = { isSignedBy, authEvents, readings: readings ?? this.#oracle.readings };
    return authorize(this.#oracle.authorization, event, state, options);
  }

  #node(eventId: string): Node {
    const node = this.#nodes.get(eventId);
    if (node) return node;
    throw new Error(`The state at ${eventId} is not known: add the event, and before it its parents`);
  }
}

/** The state before an event cannot be known, since the state after some of its parents is not. */
export class UnknownParents extends Error {
  override readonly name = 'UnknownParents';
  readonly eventIds: readonly string[];

  constructor(eventIds: readonly string[]) {
    super(
      `The state after ${eventIds.join(', ')} is not known, and so not that before the events that follow: ` +
        `add the parents of an event before it`,
    );
    this.eventIds = eventIds;
  }
}

function judgementOf({ allowed, rule, ruleId, reason }: AuthVerdict, against: Judgement['against']): Judgement {
  return { verdict: allowed ? 'accepted' : 'rejected', against, rule, ruleId, reason };
}
