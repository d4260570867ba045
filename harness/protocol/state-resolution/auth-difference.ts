import type { RoomEvent } from '../room-event.ts';
import { withAuthChain } from './auth-chain.ts';
import type { Conflicts } from './conflicts.ts';
import type { EventSource } from './event-source.ts';

/**
 * The events that are in the full auth chain of some of the states, but not of all.
 *
 * Here a chain has the events that it starts from. What the states agree on is then in each of them, and so is its auth chain:
 * only events in conflict can lead to more.
 *
 * Source: "Auth difference" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function authDifference(conflicts: Conflicts, source: EventSource): Set<RoomEvent> {
  const common = withAuthChain(conflicts.unconflictedEvents(), source);
  const chains = conflicts.perState.map((events) => withAuthChain(events, source, (event) => common.has(event)));
  return notInAll(chains);
}

/** The auth difference of chains without the events that they start from, as the text has it literally. */
export function authDifferenceOfCited({ states }: Conflicts, source: EventSource): Set<RoomEvent> {
  return notInAll(
    states.map((state) => {
      const cited = [...state.events()].flatMap((event) => source.authEventsOf(event));
      return withAuthChain(cited, source);
    }),
  );
}

function notInAll(chains: readonly ReadonlySet<RoomEvent>[]): Set<RoomEvent> {
  const difference = new Set<RoomEvent>();
  for (const chain of chains) {
    for (const event of chain) if (!chains.every((other) => other.has(event))) difference.add(event);
  }
  return difference;
}
