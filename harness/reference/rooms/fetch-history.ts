import { citedIds } from '../../protocol/cited-ids.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { type CheckedPdu, checkPdu } from './check-pdu.ts';

import type { Room } from './room.ts';
import { type StateFromElsewhere, takePdu } from './take-pdu.ts';

/** How many missing events are asked for at once: a gap of one sync of an ordinary client has 10, and some are longer. */
const missingEventsLimit = 20;

type Sound = Extract<CheckedPdu, { event: unknown }>;

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
  { event, pdu }: Sound,
  origin: string,
): Promise<History> {
  if (missingParents(room, pdu).length > 0) await fetchMissingEvents(homeserver, room, event.eventId, origin);
  if (missingParents(room, pdu).length === 0) return {};
  return fetchState(homeserver, room, event.eventId, origin);
}

/** Asks for the events that an event cites in `auth_events` and that are not known, and for those by which they are authorized. */
export async function fetchAuthEvents(
  homeserver: Homeserver,
  room: Room,
  { event }: Sound,
  origin: string,
): Promise<void> {
  if (event.authEvents.every((eventId) => room.graph.has(eventId))) return;
  const target = path`/_matrix/federation/v1/event_auth/${room.roomId}/${event.eventId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'GET', target));
  for (const pdu of await soundPdus(homeserver, room, answer?.['auth_chain'])) room.graph.addOutlier(pdu);
}

function missingParents(room: Room, pdu: Pdu): string[] {
  return citedIds(pdu.prev_events).filter((eventId) => !room.holds(eventId));
}

async function fetchMissingEvents(homeserver: Homeserver, room: Room, eventId: string, origin: string): Promise<void> {
  const body = {
    latest_events: [eventId],
    earliest_events: room.graph.forwardExtremities,
    limit: missingEventsLimit,
    min_depth: 0,
  };
  const target = path`/_matrix/federation/v1/get_missing_events/${room.roomId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'POST', target, body));
  for (const received of objects(answer?.['events'])) {
    const checked = await checkPdu(homeserver, received, room.roomVersion);
    if ('defect' in checked || room.holds(checked.event.eventId)) continue;
    await fetchAuthEvents(homeserver, room, checked, origin);
    if (missingParents(room, checked.pdu).length === 0) {
      takePdu(homeserver, room, checked.pdu);
      continue;
    }
    const { stateBefore } = await fetchState(homeserver, room, checked.event.eventId, origin);
    if (stateBefore) takePdu(homeserver, room, checked.pdu, stateBefore);
  }
}

async function fetchState(homeserver: Homeserver, room: Room, eventId: string, origin: string): Promise<History> {
  const target = path`/_matrix/federation/v1/state_ids/${room.roomId}?event_id=${eventId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'GET', target));
  if (!answer) return { unknown: 'The events before it, and the state, cannot be had' };
  const [state, authChain] = [texts(answer['pdu_ids']), texts(answer['auth_chain_ids'])];
  const pdus = new Map<string, Pdu>();
  for (const wanted of [...authChain, ...state]) {
    const pdu = room.graph.has(wanted) ? room.graph.event(wanted) : await fetchEvent(homeserver, room, wanted, origin);
    if (pdu) pdus.set(wanted, pdu);
  }
  const lost = state.find((wanted) => !pdus.has(wanted));
  if (lost !== undefined) return { unknown: `The event ${lost} of the state before it cannot be had` };
  const take = (wanted: readonly string[]): Pdu[] => wanted.flatMap((one) => pdus.get(one) ?? []);
  return { stateBefore: { state: take(state), authChain: take(authChain) } };
}

async function fetchEvent(
  homeserver: Homeserver,
  room: Room,
  eventId: string,
  origin: string,
): Promise<Pdu | undefined> {
  const answer = await answered(
    homeserver.servers.demand(origin, 'GET', path`/_matrix/federation/v1/event/${eventId}`),
  );
  const [pdu] = await soundPdus(homeserver, room, answer?.['pdus']);
  return pdu && room.graph.eventIdOf(pdu) === eventId ? pdu : undefined;
}

/** Those of some events that pass the first three checks. */
export async function soundPdus(
  homeserver: Homeserver,
  { roomVersion }: Pick<Room, 'roomVersion'>,
  values: JsonValue | undefined,
): Promise<Pdu[]> {
  const checked = await Promise.all(objects(values).map((value) => checkPdu(homeserver, value, roomVersion)));
  return checked.flatMap((one) => ('event' in one ? [one.pdu] : []));
}

/** An answer; undefined where there is none, or a refusal. */
async function answered<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MatrixError) return undefined;
    throw error;
  }
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function objects(values: JsonValue | undefined): JsonObject[] {
  return Array.isArray(values) ? values.filter(isJsonObject) : [];
}
