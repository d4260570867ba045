import type { StateKey } from '../protocol/auth-event-selection.ts';

/**
 * A room's state: the event ID of each entry.
 *
 * The keys of a `Map` are compared by identity, so an entry's type and state key are joined to one text by
 * {@link stateMapKey}.
 */
export type StateMap = ReadonlyMap<StateMapKey, string>;

/** Type and state key of an entry, as one text. */
export type StateMapKey = `["${string}`;

/** The text under which an entry of the state is found in a {@link StateMap}. */
export function stateMapKey(type: string, stateKey = ''): StateMapKey {
  return JSON.stringify([type, stateKey]) as StateMapKey;
}

/** Type and state key of a {@link stateMapKey}. */
export function readStateMapKey(key: StateMapKey): StateKey {
  return JSON.parse(key) as StateKey;
}

/** What an entry that the parents' states do not agree on becomes; null where it is in none of them any more. */
export type ResolvedEntry = readonly [type: string, stateKey: string, eventId: string | null];

/** The parents' states differ in entries for which nobody said what they resolve to. */
export class UnresolvedState extends Error {
  override readonly name = 'UnresolvedState';
  /** The entries in question, with the event ID of each parent (null where it has none). */
  readonly conflicts: readonly { readonly entry: StateKey; readonly candidates: readonly (string | null)[] }[];

  constructor(conflicts: UnresolvedState['conflicts']) {
    const entries = conflicts.map(({ entry, candidates }) => `${JSON.stringify(entry)}: ${candidates.join(' or ')}`);
    super(
      `The states of the parents differ in ${entries.join('; ')}. The event graph does not resolve states: ` +
        `give the outcome as resolved: [[type, stateKey, event ID or null], …]`,
    );
    this.conflicts = conflicts;
  }
}

/**
 * Merges the states after an event's parents into the state before the event.
 *
 * Entries that all parents agree on stay; every other one has to be given, also where one parent has an entry and another
 * has none.
 *
 * @param states at least one
 * @param resolved the outcome of state resolution for the entries in conflict
 * @throws UnresolvedState if an entry in conflict is not given
 * @throws RangeError if an entry is given that is not in conflict: state resolution would not touch it
 */
export function mergeStates(states: readonly StateMap[], resolved: readonly ResolvedEntry[] = []): StateMap {
  const outcomes = new Map(resolved.map(([type, stateKey, eventId]) => [stateMapKey(type, stateKey), eventId]));
  const merged = new Map<StateMapKey, string>();
  const conflicts: { entry: StateKey; candidates: (string | null)[] }[] = [];
  for (const key of new Set(states.flatMap((state) => [...state.keys()]))) {
    const candidates = [...new Set(states.map((state) => state.get(key) ?? null))];
    const [first] = candidates;
    const outcome = outcomes.get(key);
    if (candidates.length === 1 && first != null) merged.set(key, first);
    else if (outcome === undefined) conflicts.push({ entry: readStateMapKey(key), candidates });
    else if (outcome !== null) merged.set(key, outcome);
    if (candidates.length > 1) outcomes.delete(key);
  }
  if (conflicts.length > 0) throw new UnresolvedState(conflicts);
  const [needless] = outcomes.keys();
  if (needless !== undefined) {
    throw new RangeError(`The parents agree on the state entry ${needless}: leave it out of resolved`);
  }
  return merged;
}
