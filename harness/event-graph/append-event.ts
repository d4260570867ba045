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
 * @throws Error if a parent is unknown, unless `unknownState` and `authEvents` are given
 */
export function appendEvent(
  graph: RoomGraph,
  spec: EventSpec,
  signingKeyOf: SigningKeyOf,
  options: AddOptions = {},
): AppendedEvent {
  const pdu = buildEvent(graph, spec, signingKeyOf);
  return { pdu, eventId: graph.add(pdu, options) };
}
