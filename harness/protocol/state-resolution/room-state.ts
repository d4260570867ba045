import { createRequire } from 'node:module';
import type * as SortedBTree from 'sorted-btree';
import type * as DiffAgainst from 'sorted-btree/extended/diffAgainst.js';
import type { AuthState } from '../authorization/auth-context.ts';
import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';

// The package is CommonJS, and what its default export is depends on who imports it, Node or the tests' bundler; not so here.
const require = createRequire(import.meta.url);
const { default: BTree } = require('sorted-btree') as typeof SortedBTree.default;
const { default: diffAgainst } = require('sorted-btree/extended/diffAgainst.js') as typeof DiffAgainst.default;

type Tree = InstanceType<typeof BTree<StateMapKey, RoomEvent>>;

const byUnits = (a: StateMapKey, b: StateMapKey): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The state of a room: one event for each type and state key. It never changes; a changed copy shares what is the same, so that
 * the states of a long history take little memory, and two of them are compared by what differs.
 */
export class RoomState implements AuthState {
  static readonly empty = new RoomState(new BTree<StateMapKey, RoomEvent>(undefined, byUnits));
  readonly #tree: Tree;

  private constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** The state of some events; of two for one entry, the later. Message events are passed over. */
  static of(events: Iterable<RoomEvent>): RoomState {
    const tree = RoomState.empty.#tree.clone();
    for (const event of events) if (event.key !== undefined) tree.set(event.key, event);
    return new RoomState(tree);
  }

  get size(): number {
    return this.#tree.size;
  }

  get(key: StateMapKey): RoomEvent | undefined {
    return this.#tree.get(key);
  }

  /** In the order of their keys. */
  events(): IterableIterator<RoomEvent> {
    return this.#tree.values();
  }

  /** The IDs of the events, in the order of their keys. */
  eventIds(): string[] {
    return this.#tree.valuesArray().map(({ eventId }) => eventId);
  }

  /** This state with an event in the place of the one for its entry; this very state for a message event. */
  with(event: RoomEvent): RoomState {
    if (event.key === undefined || this.get(event.key) === event) return this;
    const tree = this.#tree.clone();
    tree.set(event.key, event);
    return new RoomState(tree);
  }

  /** This state without some entries and then with some events. */
  changed(removed: Iterable<StateMapKey>, added: Iterable<RoomEvent>): RoomState {
    const tree = this.#tree.clone();
    for (const key of removed) tree.delete(key);
    for (const event of added) if (event.key !== undefined) tree.set(event.key, event);
    return new RoomState(tree);
  }

  /** The entries that only one of two states has, or for which they have different events. */
  differences(other: RoomState): StateMapKey[] {
    const keys: StateMapKey[] = [];
    const note = (key: StateMapKey): void => {
      keys.push(key);
    };
    if (other !== this) diffAgainst(this.#tree, other.#tree, note, note, note);
    return keys;
  }
}
