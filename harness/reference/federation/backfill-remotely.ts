import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { fetchAuthEvents } from '../rooms/auth-events.ts';
import { fetchState, missingParents, parentsFirst } from '../rooms/fetch-history.ts';
import { answered, ofRoom, soundPdus } from '../rooms/remote-events.ts';
import type { SoundPdu } from '../rooms/check-pdu.ts';
import type { Room } from '../rooms/room.ts';
import type { StateFromElsewhere } from '../rooms/take-pdu.ts';
import type { Pdu } from '../../protocol/pdu.ts';

/** As many as a page of a client's history can have by default, and more: asking costs more than an answer. */
const backfillLimit = 100;

/** A room with many servers has the same history on each: those that were asked in vain would go on for long. */
const mostServers = 5;

/**
 * Fetches events from before those that are known here, from the servers in the room, into the room's timeline.
 *
 * @returns whether there were any
 * Source: https://spec.matrix.org/v1.19/server-server-api/#backfilling-and-retrieving-missing-events
 */
export async function backfillRemotely(homeserver: Homeserver, room: Room): Promise<boolean> {
  const others = [...room.joinedServers()].filter((name) => name !== homeserver.serverName);
  return room.exclusively(async () => {
    for (const server of others.slice(0, mostServers)) if (await backfillFrom(homeserver, room, server)) return true;
    return false;
  });
}

async function backfillFrom(homeserver: Homeserver, room: Room, server: string): Promise<boolean> {
  const wanted = homeserver.rules.asksForHistoryBefore(missingBefore(room));
  if (wanted.length === 0) return false;
  const query = [...wanted.map((eventId) => path`v=${eventId}`), `limit=${backfillLimit}`].join('&');
  const target = `${path`/_matrix/federation/v1/backfill/${room.roomId}`}?${query}`;
  const answer = await answered(homeserver.servers.demand(server, 'GET', target));
  const found = ofRoom(room, await soundPdus(homeserver, room, answer?.['pdus'], { notary: server, unlimited: true }));
  const states = await fetchStates(homeserver, room, found, server);
  // From here on at one go: an event of the past must not be taken for the end of the history in between.
  const added: Pdu[] = [];
  for (const { event, pdu } of parentsFirst(found)) {
    const stateBefore = states.get(event.eventId);
    if (room.holds(event.eventId) || (!stateBefore && missingParents(room, pdu).length > 0)) continue;
    if (stateBefore) room.graph.addWithState(pdu, stateBefore.state, stateBefore.authChain);
    else room.graph.add(pdu);
    if (!room.graph.isRejected(event.eventId)) added.push(pdu);
  }
  room.prepend(homeserver.rules.shownOfHistory(added).toReversed());
  return added.length > 0;
}

/** The states before those of some events whose parents are neither known nor among them, as far as they can be had. */
async function fetchStates(
  homeserver: Homeserver,
  room: Room,
  found: readonly SoundPdu[],
  server: string,
): Promise<Map<string, StateFromElsewhere>> {
  const ids = new Set(found.map(({ event }) => event.eventId));
  const states = new Map<string, StateFromElsewhere>();
  for (const one of parentsFirst(found)) {
    const { eventId } = one.event;
    if (room.holds(eventId)) continue;
    await fetchAuthEvents(homeserver, room, one, server);
    if (missingParents(room, one.pdu).every((parent) => ids.has(parent))) continue;
    const { stateBefore } = await fetchState(homeserver, room, eventId, server);
    if (stateBefore) states.set(eventId, stateBefore);
  }
  return states;
}

/** The events that those name as parents that are known, and that are not known themselves. */
function missingBefore(room: Room): string[] {
  const known = room.graph.eventIds.filter((eventId) => room.holds(eventId));
  return [...new Set(known.flatMap((eventId) => missingParents(room, room.graph.event(eventId))))];
}
