import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';
import type { RoomState } from './room-state.ts';

/** States that are to be resolved, divided into what they agree on and what they do not. */
export interface Conflicts {
  /** At least one. */
  readonly states: readonly RoomState[];
  /** Entries in conflict, each once. */
  readonly keys: ReadonlySet<StateMapKey>;
  /** For each state, its events for the entries in conflict. */
  readonly perState: readonly (readonly RoomEvent[])[];
  /** All of these, each once: the conflicted state set. */
  readonly events: ReadonlySet<RoomEvent>;
  /** The events of the unconflicted state map that the first state does not have. */
  readonly notInFirst: readonly RoomEvent[];
  /** The event for an entry of the unconflicted state map. */
  unconflicted(key: StateMapKey): RoomEvent | undefined;
}

/**
 * Divides states as room version 2 and later do: an entry that a state lacks is in conflict too.
 *
 * @param states at least one
 * Source: "Unconflicted state map and conflicted state set" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function differingConflicts(states: readonly RoomState[]): Conflicts {
  return divide(states, differingKeys(states), new Map());
}

/**
 * Divides states as room version 1 does: there is no conflict where only one event is known for an entry.
 *
 * @param states at least one
 * Source: the end of https://spec.matrix.org/v1.19/rooms/v1/#state-resolution
 */
export function contradictingConflicts(states: readonly RoomState[]): Conflicts {
  const keys = new Set<StateMapKey>();
  const inSome = new Map<StateMapKey, RoomEvent>();
  for (const key of differingKeys(states)) {
    const events = new Set(states.map((state) => state.get(key)).filter((event) => event !== undefined));
    const [only] = events;
    if (events.size > 1) keys.add(key);
    else if (only) inSome.set(key, only);
  }
  return divide(states, keys, inSome);
}

function differingKeys(states: readonly RoomState[]): Set<StateMapKey> {
  return new Set(states.slice(1).flatMap((other) => first(states).differences(other)));
}

function divide(
  states: readonly RoomState[],
  keys: ReadonlySet<StateMapKey>,
  inSome: ReadonlyMap<StateMapKey, RoomEvent>,
): Conflicts {
  const perState = states.map((state) => [...keys].map((key) => state.get(key)).filter((event) => event !== undefined));
  return {
    states,
    keys,
    perState,
    events: new Set(perState.flat()),
    notInFirst: [...inSome].filter(([key]) => first(states).get(key) === undefined).map(([, event]) => event),
    unconflicted: (key) => (keys.has(key) ? undefined : (inSome.get(key) ?? first(states).get(key))),
  };
}

function first(states: readonly RoomState[]): RoomState {
  const [state] = states;
  if (state) return state;
  throw new RangeError('There must be at least one state to resolve');
}
