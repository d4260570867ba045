import { citedIds } from '../../protocol/cited-ids.ts';
import { createKey } from '../../protocol/authorization/auth-context.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { fetchAuthEvents, takeAuthEvents } from './auth-events.ts';
import type { SoundPdu } from './check-pdu.ts';
import { answered, fetchEvent, ofRoom, soundPdus, texts } from './remote-events.ts';
import type { Room } from './room.ts';
import { type StateFromElsewhere, takePdu } from './take-pdu.ts';

/** The state before an event whose parents cannot all be had, or why even that is unknown; nothing where all parents are known. */
export interface History {
  readonly stateBefore?: StateFromElsewhere;
  readonly unknown?: string;
}

/**
 * Makes the events before another one known: asks for those that are missing, and where they cannot be had, for the state.
 *
 * @param origin the server that sent the event
 * Source: https://spec.matrix.org/v1.19/server-server-api/#backfilling-and-retrieving-missing-events
 */
export async function fetchHistory(
  homeserver: Homeserver,
  room: Room,
  { event, pdu }: SoundPdu,
  origin: string,
): Promise<History> {
  if (missingParents(room, pdu).length === 0) return {};
  if (homeserver.rules.asksForMissingEvents) await fetchMissingEvents(homeserver, room, event.eventId, origin);
  if (missingParents(room, pdu).length === 0) return {};
  return stateAtGap(homeserver, room, event.eventId, origin);
}

async function stateAtGap(homeserver: Homeserver, room: Room, eventId: string, origin: string): Promise<History> {
  const { asksForState, stateOfTheUnknown } = homeserver.rules;
  const history: History = asksForState
    ? await fetchState(homeserver, room, eventId, origin)
    : { unknown: 'The events before it cannot be had' };
  const assumed = history.unknown === undefined ? undefined : stateOfTheUnknown(room);
  return assumed ? { stateBefore: { state: assumed.map((one) => room.graph.event(one)), authChain: [] } } : history;
}

/** The parents of an event that are not known with their place in the history. */
export function missingParents(room: Room, pdu: Pdu): string[] {
  return citedIds(pdu.prev_events).filter((eventId) => !room.holds(eventId));
}

async function fetchMissingEvents(homeserver: Homeserver, room: Room, eventId: string, origin: string): Promise<void> {
  const body = homeserver.rules.missingEventsRequest(eventId, room.graph.forwardExtremities);
  const target = path`/_matrix/federation/v1/get_missing_events/${room.roomId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'POST', target, body));
  const found = ofRoom(room, await soundPdus(homeserver, room, answer?.['events'], { notary: origin }));
  for (const one of parentsFirst(found)) {
    if (room.holds(one.event.eventId)) continue;
    await fetchAuthEvents(homeserver, room, one, origin);
    const isGap = missingParents(room, one.pdu).length > 0;
    const { stateBefore, unknown } = isGap ? await stateAtGap(homeserver, room, one.event.eventId, origin) : {};
    if (unknown === undefined) takePdu(homeserver, room, one.pdu, stateBefore);
  }
}

/** Events in an order in which each comes after those of its parents that are among them. */
export function parentsFirst(events: readonly SoundPdu[]): SoundPdu[] {
  const ordered: SoundPdu[] = [];
  let waiting = [...events];
  while (waiting.length > 0) {
    const ids = new Set(waiting.map(({ event }) => event.eventId));
    const ready = waiting.filter(({ event }) => !event.prevEvents.some((parent) => ids.has(parent)));
    if (ready.length === 0) break; // events that follow each other in a circle have no place in any history
    ordered.push(...ready);
    waiting = waiting.filter((one) => !ready.includes(one));
  }
  return ordered;
}

/** Asks for the state before an event. What is not allowed by its own auth events is no part of it, whoever says so. */
export async function fetchState(
  homeserver: Homeserver,
  room: Room,
  eventId: string,
  origin: string,
): Promise<History> {
  const target = path`/_matrix/federation/v1/state_ids/${room.roomId}?event_id=${eventId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'GET', target));
  if (!answer) return { unknown: 'The events before it, and the state, cannot be had' };
  const [state, authChain] = [texts(answer['pdu_ids']), texts(answer['auth_chain_ids'])];
  const missing = [...new Set([...authChain, ...state])].filter((wanted) => !room.graph.has(wanted));
  const fetched = await Promise.all(missing.map((wanted) => fetchEvent(homeserver, room, wanted, origin)));
  takeAuthEvents(
    room,
    fetched.filter((pdu) => pdu !== undefined),
  );
  const lost = state.find((wanted) => !room.graph.has(wanted));
  if (lost !== undefined) return { unknown: `The event ${lost} of the state before it cannot be had` };
  const create = room.currentState.get(createKey);
  if (create && !state.includes(create.eventId)) return { unknown: 'The state before it is that of another room' };
  const take = (wanted: readonly string[]): Pdu[] =>
    wanted.filter((one) => room.graph.has(one) && !room.graph.isKnownRejected(one)).map((one) => room.graph.event(one));
  const isOfRoom = (pdu: Pdu): boolean => readRoomEvent(pdu, room.roomVersion).roomId === room.roomId;
  return { stateBefore: { state: take(state).filter(isOfRoom), authChain: take(authChain) } };
}
