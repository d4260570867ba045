import type { Pdu } from '../protocol/pdu.ts';
import { buildEvent, type EventSpec } from './build-event.ts';
import type { AddOptions, RoomGraph } from './room-graph.ts';
import type { SigningKeyOf } from './seal-event.ts';

/** An event that was built and added to its room. */
export interface AppendedEvent {
  readonly eventId: string;
  readonly pdu: Pdu;
}

/**
 * Builds an event and adds it to the room's event graph.
 *
 * @param options `resolved` is taken from the specification of the event
 * @throws Error if a parent is unknown, unless `unknownState` and `authEvents` are given
 * @throws UnresolvedState if the parents' states differ and `resolved` does not say how
 */
export function appendEvent(
  graph: RoomGraph,
  spec: EventSpec,
  signingKeyOf: SigningKeyOf,
  options: Omit<AddOptions, 'resolved'> = {},
): AppendedEvent {
  const pdu = buildEvent(graph, spec, signingKeyOf);
  return { pdu, eventId: graph.add(pdu, { ...options, ...(spec.resolved && { resolved: spec.resolved }) }) };
}
