import type { RoomEvent } from '../room-event.ts';
import { withAuthChain } from './auth-chain.ts';
import type { Conflicts } from './conflicts.ts';
import type { EventSource } from './event-source.ts';

/**
 * The events on the paths that lead from one event in conflict to another by following `auth_events`, both ends included.
 *
 * Source: "Conflicted state subgraph" in https://spec.matrix.org/v1.19/rooms/v12/#definitions
 */
export function conflictedSubgraph({ events }: Pick<Conflicts, 'events'>, source: EventSource): Set<RoomEvent> {
  const reached = withAuthChain(events, source);
  // Back from the conflicted events along the same links, to those of the reached that lead to one.
  const citing = new Map<RoomEvent, RoomEvent[]>();
  for (const event of reached) {
    for (const cited of source.authEventsOf(event)) {
      const list = citing.get(cited);
      if (list) list.push(event);
      else citing.set(cited, [event]);
    }
  }
  const subgraph = new Set(events);
  for (const event of subgraph) for (const next of citing.get(event) ?? []) subgraph.add(next);
  return subgraph;
}
