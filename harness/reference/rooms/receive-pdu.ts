import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { type Pdu, stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { type CheckedPdu, checkPdu } from './check-pdu.ts';
import { fetchAuthEvents, fetchHistory } from './fetch-history.ts';
import type { Room } from './room.ts';

/**
 * Takes the events of a transaction, one after the other.
 *
 * @param origin the server that sent them
 * @returns the `pdus` of the answer: an empty object for each event that was processed, an error for each other
 * Source: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv1sendtxnid
 */
export async function receivePdus(
  homeserver: Homeserver,
  pdus: readonly JsonValue[],
  origin: string,
): Promise<JsonObject> {
  const results: JsonObject = {};
  for (const pdu of pdus) {
    const room = homeserver.rooms.get(stringProperty(pdu, 'room_id') ?? '');
    if (!room) {
      const eventId = stringProperty(pdu, 'event_id');
      if (eventId !== undefined) results[eventId] = { error: 'This homeserver is not in the room' };
      continue;
    }
    const checked = await checkPdu(homeserver, pdu, room.roomVersion);
    const eventId = 'event' in checked ? checked.event.eventId : checked.eventId;
    if (eventId === undefined) continue;
    const error = await receivePdu(homeserver, room, checked, origin);
    results[eventId] = error === undefined ? {} : { error };
  }
  return results;
}

/** Takes one event. @returns why it was not taken; undefined if it was */
async function receivePdu(
  homeserver: Homeserver,
  room: Room,
  checked: CheckedPdu,
  origin: string,
): Promise<string | undefined> {
  if ('defect' in checked) return checked.defect;
  if (!homeserver.rules.mayParticipate(origin, room)) return `${origin} is shut out of the room`;
  return room.exclusively(async () => {
    const { eventId } = checked.event;
    if (room.holds(eventId)) return undefined;
    await fetchAuthEvents(homeserver, room, checked, origin);
    const history = await fetchHistory(homeserver, room, checked, origin);
    if (history.unknown) return history.unknown;
    takePdu(homeserver, room, checked.pdu, history.stateBefore);
    return undefined;
  });
}

/**
 * Takes an event that passed the first three checks: the oracle judges it by its auth events and by the state before it, and what
 * is allowed by both, but not by the current state, is soft-failed.
 *
 * @param stateBefore where another server told it, because not all parents are known
 */
export function takePdu(homeserver: Homeserver, room: Room, pdu: Pdu, stateBefore?: StateFromElsewhere): void {
  const softFailed = homeserver.rules.softFails(room.graph.isAllowedNow(pdu).allowed);
  if (stateBefore) room.addWithState(pdu, stateBefore.state, stateBefore.authChain, softFailed);
  else room.add(pdu, { softFailed });
  homeserver.rooms.notify(room);
}

/** The state before an event, as another server told it. */
export interface StateFromElsewhere {
  readonly state: readonly Pdu[];
  readonly authChain: readonly Pdu[];
}

/** The events in an answer that are objects at all. */
export function objects(values: JsonValue | undefined): JsonObject[] {
  return Array.isArray(values) ? values.filter(isJsonObject) : [];
}
