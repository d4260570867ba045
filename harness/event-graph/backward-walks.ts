import { JsonNumber } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';

/** What the walks need of a room's event graph. */
export interface Ancestry {
  has(eventId: string): boolean;
  event(eventId: string): Pdu;
  parentsOf(eventId: string): readonly string[];
  authEventsOf(eventId: string): readonly string[];
}

/** What `POST /get_missing_events` asks for. */
export interface BackwardWalk {
  /** Where the walk starts; these events are not part of the answer. */
  readonly latest: readonly string[];
  /** Where it ends; these events are not part of the answer either. */
  readonly earliest: readonly string[];
  /** Default 10. */
  readonly limit?: number;
  /** Events below it are left out, and what is before them too. Default 0. */
  readonly minDepth?: number;
}

/**
 * Walks back from the latest events, breadth first, until the earliest ones or the limit.
 *
 * @returns event IDs, oldest first as far as depth tells
 * Source: https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1get_missing_eventsroomid
 */
export function missingEvents(graph: Ancestry, { latest, earliest, limit = 10, minDepth = 0 }: BackwardWalk): string[] {
  const found: string[] = [];
  const known = latest.filter((eventId) => graph.has(eventId));
  const seen = new Set([...latest, ...earliest]);
  const queue = known.flatMap((eventId) => graph.parentsOf(eventId));
  for (let eventId = queue.shift(); eventId !== undefined && found.length < limit; eventId = queue.shift()) {
    if (seen.has(eventId)) continue;
    seen.add(eventId);
    if (!graph.has(eventId) || depthOf(graph, eventId) < minDepth) continue;
    found.push(eventId);
    queue.push(...graph.parentsOf(eventId));
  }
  return found.toSorted((a, b) => depthOf(graph, a) - depthOf(graph, b));
}

/**
 * Walks back from some events, which are part of the answer, always taking the deepest event next.
 *
 * @returns event IDs, newest first
 * Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1backfillroomid
 */
export function backfill(graph: Ancestry, eventIds: readonly string[], limit: number): string[] {
  const found = new Set<string>();
  let front = eventIds.filter((eventId) => graph.has(eventId));
  while (front.length > 0 && found.size < limit) {
    front = front.toSorted((a, b) => depthOf(graph, b) - depthOf(graph, a));
    const [next = '', ...rest] = front;
    found.add(next);
    const parents = graph.parentsOf(next).filter((parent) => graph.has(parent));
    front = [...rest, ...parents].filter((eventId) => !found.has(eventId));
  }
  return [...found];
}

/**
 * The auth chain of some events: what they cite in `auth_events`, and what those cite, as far as it is known.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1event_authroomideventid
 */
export function authChain(graph: Ancestry, eventIds: readonly string[]): string[] {
  const cited = eventIds.flatMap((eventId) => graph.authEventsOf(eventId));
  const chain = new Set(cited.filter((eventId) => graph.has(eventId)));
  for (const eventId of chain) {
    for (const next of graph.authEventsOf(eventId)) if (graph.has(next)) chain.add(next);
  }
  return [...chain];
}

function depthOf(graph: Ancestry, eventId: string): number {
  // Below version 6 a depth may be beyond what JavaScript counts exactly; for an order that is near enough.
  const depth: unknown = graph.event(eventId).depth;
  return depth instanceof JsonNumber ? Number(depth.source) : Number(depth);
}
