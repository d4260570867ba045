import type { RoomEvent } from '../room-event.ts';
import type { EventSource } from './event-source.ts';

/**
 * The auth chain of some events, and the events themselves: everything that is reached by following `auth_events`.
 *
 * @param isBeyond the walk ends before such events; default: none is
 * @returns each event once
 * Source: "Auth chain" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function withAuthChain(
  events: Iterable<RoomEvent>,
  source: EventSource,
  isBeyond: (event: RoomEvent) => boolean = () => false,
): Set<RoomEvent> {
  const chain = new Set<RoomEvent>();
  for (const event of events) if (!isBeyond(event)) chain.add(event);
  // A set is walked to its end while it grows, each member once.
  for (const event of chain) {
    for (const cited of source.authEventsOf(event)) if (!chain.has(cited) && !isBeyond(cited)) chain.add(cited);
  }
  return chain;
}
