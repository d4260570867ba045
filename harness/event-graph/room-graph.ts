import type { Pdu } from '../protocol/pdu.ts';
import { eventIdOf } from '../protocol/event-id.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { citedIds } from '../protocol/cited-ids.ts';
import { Extremities } from './extremities.ts';
import { authChain, backfill, type BackwardWalk, missingEvents } from './backward-walks.ts';
import { mergeStates, type ResolvedEntry, type StateMap, stateMapKey } from './state-map.ts';

/** What a server decided about an event, and what the graph cannot find out by itself. */
export interface AddOptions {
  /** The event failed authorization: it changes no state and is never a forward extremity. */
  readonly rejected?: boolean;
  /** The event takes part in state, but is no forward extremity. */
  readonly softFailed?: boolean;
  /** Outcome of state resolution before the event, for entries on which its parents do not agree. */
  readonly resolved?: readonly ResolvedEntry[];
  /**
   * Accepts an event whose parents are unknown, or do not agree and come without `resolved`. Its state, and that of the
   * events after it, is then unknown until {@link RoomGraph.resolve} tells it.
   */
  readonly unknownState?: boolean;
}

interface Node {
  readonly pdu: Pdu;
  readonly parents: readonly string[];
  readonly authEvents: readonly string[];
  readonly rejected: boolean;
  /** Known as an entry of some state, not as a part of the history that the server took part in. */
  outlier: boolean;
  resolved: readonly ResolvedEntry[] | undefined;
  before: StateMap | undefined;
  after: StateMap | undefined;
}

/**
 * The events of one room as a server knows them: a directed acyclic graph, the state before and after each event, and the
 * events that have no child yet.
 *
 * It believes what it is told: it checks neither hashes nor signatures nor authorization, so that it can hold events that
 * break the rules on purpose.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#pdus
 */
export class RoomGraph {
  readonly roomId: string;
  readonly roomVersion: RoomVersion;
  readonly #nodes = new Map<string, Node>();
  readonly #extremities = new Extremities();

  constructor(room: { readonly roomId: string; readonly roomVersion: RoomVersion }) {
    this.roomId = room.roomId;
    this.roomVersion = room.roomVersion;
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
    return eventIdOf(pdu, this.roomVersion, { strict: false });
  }

  has(eventId: string): boolean {
    return this.#nodes.has(eventId);
  }

  /** @throws Error if the event is not known */
  event(eventId: string): Pdu {
    return this.#node(eventId).pdu;
  }

  isRejected(eventId: string): boolean {
    return this.#node(eventId).rejected;
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
   * Adds an event, and makes it a forward extremity in the place of its parents. An event that is there stays as it is.
   *
   * @returns its event ID
   * @throws Error if a parent is unknown
   * @throws UnresolvedState if the parents' states differ in an entry that is not in `resolved`
   */
  add(pdu: Pdu, options: AddOptions = {}): string {
    const eventId = this.eventIdOf(pdu);
    if (this.#nodes.get(eventId)?.outlier === false) return eventId;
    const node = this.#newNode(pdu, options);
    if (node.resolved || !options.unknownState) node.before = this.#merge(node, eventId);
    else node.before = this.#tryMerge(node, eventId);
    this.#nodes.set(eventId, node);
    const isTip = !node.rejected && !options.softFailed;
    this.#extremities.add(eventId, node.parents, isTip ? 'tip' : node.rejected ? 'rejected' : 'passed');
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
    for (const pdu of [...authorizing, ...stateBefore]) this.addOutlier(pdu);
    const state = stateBefore.map((pdu) => [stateMapKey(pdu.type, pdu.state_key), this.eventIdOf(pdu)] as const);
    const eventId = this.eventIdOf(join);
    const node = this.#newNode(join, {});
    node.before = new Map(state);
    this.#nodes.set(eventId, node);
    this.#extremities.add(eventId, node.parents, 'tip');
    return eventId;
  }

  /** Adds an event that is known only by itself, such as an auth event: it is no forward extremity. @returns its event ID */
  addOutlier(pdu: Pdu): string {
    const eventId = this.eventIdOf(pdu);
    if (!this.#nodes.has(eventId)) this.#nodes.set(eventId, { ...this.#newNode(pdu, {}), outlier: true });
    return eventId;
  }

  /** Says what the state before an event resolves to, where it was added with `unknownState`. */
  resolve(eventId: string, resolved: readonly ResolvedEntry[]): void {
    const node = this.#node(eventId);
    node.resolved = resolved;
    node.before = this.#merge(node, eventId);
  }

  /** The state before an event. @throws Error if it cannot be known, UnresolvedState if its parents do not agree */
  stateBefore(eventId: string): StateMap {
    const node = this.#node(eventId);
    node.before ??= this.#merge(node, eventId);
    return node.before;
  }

  /** The state after an event; the same as before it unless it is an accepted state event. */
  stateAfter(eventId: string): StateMap {
    const node = this.#node(eventId);
    node.after ??= after(this.stateBefore(eventId), eventId, node);
    return node.after;
  }

  /** The state before an event that would have these parents; without arguments, the current state of the room. */
  stateAfterAll(parents: readonly string[] = this.forwardExtremities, resolved?: readonly ResolvedEntry[]): StateMap {
    return mergeStates(
      parents.map((parent) => this.stateAfter(parent)),
      resolved,
    );
  }

  /** The event of an entry of the current state, or of another; undefined where there is none. */
  stateEvent(type: string, stateKey = '', state: StateMap = this.stateAfterAll()): Pdu | undefined {
    const eventId = state.get(stateMapKey(type, stateKey));
    return eventId === undefined ? undefined : this.event(eventId);
  }

  /** IDs of the parents of an event, known or not. */
  parentsOf(eventId: string): readonly string[] {
    return this.#node(eventId).parents;
  }

  /** IDs of the events that an event cites in `auth_events`, known or not. */
  authEventsOf(eventId: string): readonly string[] {
    return this.#node(eventId).authEvents;
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

  #node(eventId: string): Node {
    const node = this.#nodes.get(eventId);
    if (node) return node;
    throw new Error(`The event graph of ${this.roomId} does not hold ${eventId}: add it first`);
  }

  #newNode(pdu: Pdu, { rejected = false, resolved }: AddOptions): Node {
    return {
      pdu,
      parents: citedIds(pdu.prev_events),
      authEvents: citedIds(pdu.auth_events),
      rejected,
      outlier: false,
      resolved,
      before: undefined,
      after: undefined,
    };
  }

  #merge(node: Node, eventId: string): StateMap {
    if (node.parents.length === 0) return new Map();
    const unknown = node.parents.filter((parent) => !this.#nodes.has(parent));
    if (unknown.length > 0) {
      throw new Error(
        `The state before ${eventId} is unknown, because its parents ${unknown.join(', ')} are not in the event graph ` +
          `of ${this.roomId}: add them first, or start from the state at a join with seedState`,
      );
    }
    return this.stateAfterAll(node.parents, node.resolved);
  }

  #tryMerge(node: Node, eventId: string): StateMap | undefined {
    try {
      return this.#merge(node, eventId);
    } catch {
      return undefined; // told by whoever asks for it
    }
  }
}

function after(before: StateMap, eventId: string, { pdu, rejected }: Node): StateMap {
  if (rejected || pdu.state_key === undefined) return before;
  return new Map(before).set(stateMapKey(pdu.type, pdu.state_key), eventId);
}
