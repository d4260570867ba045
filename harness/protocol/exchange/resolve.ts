import { compareBytes } from '../compare-bytes.ts';
import { causalOrder } from '../evaluation/causal-order.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Oracle, oracleOf } from '../oracle.ts';
import { areCopies, type RoomEvent } from '../room-event.ts';
import type { RoomVersion } from '../room-versions.ts';
import { EventStore } from '../state-resolution/event-store.ts';
import { ambiguousEntries } from '../state-resolution/other-readings.ts';
import type { ResolutionContext, ResolutionStep } from '../state-resolution/resolution.ts';
import { RoomState } from '../state-resolution/room-state.ts';
import { ambiguousJson } from './ambiguous-json.ts';
import { explainStep } from './explain-step.ts';
import { arrayAt, idsIn, looseEvent, RequestError, requestObject, roomVersionOf } from './read-request.ts';

/**
 * Answers a request to resolve states.
 *
 * @param request `{"room_version", "events": [PDU, …], "state_sets": [[event ID, …], …], "rejected"?: [event ID, …]}`
 * @param options `explain` adds the steps; `oracle` is by default that of the room version
 * @returns `{"state": [event ID, …], "ambiguous": null | [{"key", "allowed", "why"}]}` and perhaps `"steps"`
 * @throws RequestError, RangeError
 */
export function answerResolve(
  request: JsonValue,
  { explain = false, oracle: other }: { explain?: boolean; oracle?: Oracle } = {},
): JsonObject {
  const asked = requestObject(request);
  const roomVersion = roomVersionOf(asked);
  const oracle = other ?? oracleOf(roomVersion);
  const rejected = new Set(idsIn(asked['rejected'] ?? [], 'rejected'));
  const source = storeOf(arrayAt(asked, 'events'), rejected, roomVersion, oracle);
  const states = arrayAt(asked, 'state_sets').map((ids, index) => stateOf(ids, `state_sets[${index}]`, source));
  const steps: ResolutionStep[] = [];
  const context: ResolutionContext = { source, authorization: oracle.authorization, readings: oracle.readings };
  const note = explain ? { note: (step: ResolutionStep) => void steps.push(step) } : {};
  const state = states.length === 0 ? RoomState.empty : oracle.resolve(states, { ...context, ...note });
  const ambiguous = states.length === 0 ? [] : ambiguousEntries(states, state, oracle, context);
  return {
    state: state.eventIds().toSorted(compareBytes),
    ambiguous: ambiguous.length === 0 ? null : ambiguous.map(ambiguousJson),
    ...(explain && { steps: steps.map(explainStep) }),
  };
}

function storeOf(
  pdus: readonly JsonValue[],
  rejected: ReadonlySet<string>,
  roomVersion: RoomVersion,
  { rules }: Oracle,
): EventStore {
  const events = pdus.map((pdu, index) => looseEvent(pdu, roomVersion, `events[${index}]`));
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const other = events.find((event) => !areCopies(event, byId.get(event.eventId) ?? event));
  if (other) throw new RequestError(`Two different events have the ID ${other.eventId}`);
  // Only who authorizes whom matters here: parents may be anywhere, or nowhere.
  const links = events.map((event) => {
    const { eventId, authEvents } = event;
    return { event, eventId, authEvents, prevEvents: [] };
  });
  const { ordered, circular } = causalOrder(links);
  const [first] = circular;
  if (first) throw new RequestError(`the event ${first.eventId} is in a circle of auth_events, or cites one`);
  const store = new EventStore(rules);
  for (const { event } of ordered) store.add(event, { rejected: rejected.has(event.eventId) });
  return store;
}

function stateOf(ids: JsonValue, where: string, store: EventStore): RoomState {
  const events = idsIn(ids, where).map((eventId) => stateEvent(eventId, where, store));
  const state = RoomState.of(events);
  const [twice] = events.filter(({ key, eventId }) => key !== undefined && state.get(key)?.eventId !== eventId);
  if (!twice) return state;
  throw new RequestError(`${where} has more than one event for ${twice.type} with the state key "${twice.stateKey}"`);
}

function stateEvent(eventId: string, where: string, store: EventStore): RoomEvent {
  const event = store.get(eventId);
  if (!event) throw new RequestError(`${where} names ${eventId}, which is not among the events`);
  if (event.key === undefined) throw new RequestError(`${where} names ${eventId}, which is no state event`);
  return event;
}
