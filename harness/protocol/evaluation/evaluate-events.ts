import { eventFormatDefects } from '../event-format.ts';
import { eventIdOf } from '../event-id.ts';
import { hasValidContentHash } from '../hashes.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type Oracle, oracleOf } from '../oracle.ts';
import { type PduDraft, stringProperty } from '../pdu.ts';
import { redactEvent } from '../redaction.ts';
import { areCopies, RoomEvent } from '../room-event.ts';
import { type RoomVersion, roomVersions } from '../room-versions.ts';
import type { RoomState } from '../state-resolution/room-state.ts';
import { causalOrder } from './causal-order.ts';
import { EventGraphEvaluation } from './event-graph-evaluation.ts';
import { isSignedByServer, requiredSignatureDefect, type VerifyKeys } from './signature-checks.ts';

/** What became of an event of a graph. */
export interface EvaluatedEvent {
  readonly verdict: 'accepted' | 'rejected' | 'malformed';
  /** The number of the rule that decided, in the list of the room version; null for what the rules never saw. */
  readonly rule: string | null;
  readonly reason: string;
  /** Undefined for a malformed event, which is dropped. */
  readonly stateBefore: RoomState | undefined;
  readonly stateAfter: RoomState | undefined;
}

/** How a graph is evaluated. */
export interface EvaluateOptions {
  /** The servers' keys. Where they are given, hashes and signatures are checked. */
  readonly keys?: VerifyKeys | undefined;
  /** Default: that of the room version. */
  readonly oracle?: Oracle | undefined;
  /** Is given the graph of the events, for those who want to ask it more. */
  readonly explore?: ((graph: EventGraphEvaluation) => void) | undefined;
}

/**
 * Evaluates a whole event graph, given in any order: which events a server drops as malformed, which it rejects, and the state
 * before and after each.
 *
 * An event that carries an `event_id` is known by that, in every room version, so that graphs can be made up.
 *
 * @param pdus events of the room version
 * @returns by event ID; an event for which there is none stands under its place, such as `events[3]`
 * @throws RangeError if two different events have the same ID
 */
export function evaluateEvents(
  pdus: readonly JsonValue[],
  roomVersion: RoomVersion,
  { keys, oracle = oracleOf(roomVersion), explore }: EvaluateOptions = {},
): Map<string, EvaluatedEvent> {
  const results = new Map<string, EvaluatedEvent>();
  const events = new Map<string, RoomEvent>();
  for (const [index, pdu] of pdus.entries()) {
    const taken = takeEvent(pdu, roomVersion, keys);
    if ('event' in taken) addOnce(events, taken.event);
    else results.set(taken.eventId ?? `events[${index}]`, malformed(taken.defect));
  }
  const { ordered, circular } = causalOrder([...events.values()]);
  const graph = new EventGraphEvaluation(oracle, keys && { isSignedBy: isSignedByServer(roomVersion, keys) });
  for (const event of ordered) results.set(event.eventId, evaluateEvent(graph, event));
  for (const { eventId } of circular) results.set(eventId, malformed('it is in a circle of events, or follows one'));
  explore?.(graph);
  return results;
}

function addOnce(events: Map<string, RoomEvent>, event: RoomEvent): void {
  const known = events.get(event.eventId);
  if (known && !areCopies(known, event)) throw new RangeError(`Two different events have the ID ${event.eventId}`);
  events.set(event.eventId, known ?? event);
}

type Taken = { readonly event: RoomEvent } | { readonly eventId: string | undefined; readonly defect: string };

/** The first three checks on receipt: format, signatures, and the content hash, without which a redacted copy is taken. */
function takeEvent(received: JsonValue, roomVersion: RoomVersion, keys: VerifyKeys | undefined): Taken {
  const eventId = idOf(received, roomVersion);
  const [defect] = eventFormatDefects(received, roomVersion, { anyIds: true, unsigned: keys === undefined });
  if (defect !== undefined || eventId === undefined || !isJsonObject(received)) {
    return { eventId, defect: defect ?? 'it has no event ID' };
  }
  const rules = roomVersions[roomVersion];
  if (!keys) return { event: new RoomEvent(received as PduDraft, eventId, rules) };
  const pdu = withoutGivenId(received, roomVersion) as PduDraft;
  const unsigned = requiredSignatureDefect(pdu, roomVersion, keys);
  if (unsigned !== undefined) return { eventId, defect: unsigned };
  const kept = hasValidContentHash(pdu, roomVersion) ? pdu : redactEvent(pdu, roomVersion);
  return { event: new RoomEvent(kept, eventId, rules) };
}

function idOf(pdu: JsonValue, roomVersion: RoomVersion): string | undefined {
  const given = stringProperty(pdu, 'event_id');
  if (given !== undefined || !isJsonObject(pdu)) return given;
  try {
    return eventIdOf(pdu as PduDraft, roomVersion, { strict: false });
  } catch {
    return undefined; // too malformed for an ID; the format tells why
  }
}

function withoutGivenId(pdu: JsonObject, roomVersion: RoomVersion): JsonObject {
  if (roomVersions[roomVersion].eventIdFormat === 'given') return pdu;
  const { event_id: _given, ...rest } = pdu;
  return rest;
}

function evaluateEvent(graph: EventGraphEvaluation, event: RoomEvent): EvaluatedEvent {
  const lost = event.prevEvents.find((eventId) => !graph.has(eventId));
  if (lost !== undefined) return malformed(`its parent ${lost} is missing or malformed, so that its state is unknown`);
  const foreign = event.prevEvents.find((eventId) => graph.store.get(eventId)?.roomId !== event.roomId);
  if (foreign !== undefined) return malformed(`its parent ${foreign} is an event of another room`);
  const { verdict, rule, reason } = graph.add(event);
  return {
    verdict,
    rule,
    reason,
    stateBefore: graph.stateBefore(event.eventId),
    stateAfter: graph.stateAfter(event.eventId),
  };
}

function malformed(reason: string): EvaluatedEvent {
  return { verdict: 'malformed', rule: null, reason, stateBefore: undefined, stateAfter: undefined };
}
