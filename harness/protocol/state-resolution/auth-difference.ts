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
  const isCommon = commonTo(conflicts, source);
  return notInAll(conflicts.perState.map((events) => withAuthChain(events, source, isCommon)));
}

/**
 * Tells whether an event is one that the states agree on, or in the auth chain of one.
 *
 * It looks from the event to those that cite it, and not from the state down, so that it takes no longer in a large room.
 */
function commonTo(conflicts: Conflicts, source: EventSource): (event: RoomEvent) => boolean {
  const told = new Map<RoomEvent, boolean>();
  return (event) => {
    const known = told.get(event);
    if (known !== undefined) return known;
    const answer = leadsUpToAgreed(event, conflicts, source);
    told.set(event, answer);
    return answer;
  };
}

function leadsUpToAgreed(event: RoomEvent, conflicts: Conflicts, source: EventSource): boolean {
  const seen = new Set([event]);
  const pending = [event];
  // The newest first: they are the likeliest to be in the state.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.key !== undefined && conflicts.unconflicted(next.key) === next) return true;
    for (const citing of source.citedBy(next)) {
      if (seen.has(citing)) continue;
      seen.add(citing);
      pending.push(citing);
    }
  }
  return false;
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
