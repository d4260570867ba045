import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { fetchAuthEvents } from '../rooms/auth-events.ts';
import { fetchState, missingParents, parentsFirst } from '../rooms/fetch-history.ts';
import { answered, soundPdus } from '../rooms/remote-events.ts';
import type { Room } from '../rooms/room.ts';
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
  const wanted = missingBefore(room);
  if (wanted.length === 0) return false;
  const query = [...wanted.map((eventId) => path`v=${eventId}`), `limit=${backfillLimit}`].join('&');
  const target = `${path`/_matrix/federation/v1/backfill/${room.roomId}`}?${query}`;
  const answer = await answered(homeserver.servers.demand(server, 'GET', target));
  const found = await soundPdus(homeserver, room, answer?.['pdus'], { notary: server, unlimited: true });
  const added: Pdu[] = [];
  for (const one of parentsFirst(found)) {
    const { event, pdu } = one;
    if (room.holds(event.eventId)) continue;
    await fetchAuthEvents(homeserver, room, one, server);
    const isGap = missingParents(room, pdu).length > 0;
    const { stateBefore, unknown } = isGap ? await fetchState(homeserver, room, event.eventId, server) : {};
    if (unknown !== undefined) continue;
    if (stateBefore) room.graph.addWithState(pdu, stateBefore.state, stateBefore.authChain);
    else room.graph.add(pdu);
    if (!room.graph.isRejected(event.eventId)) added.push(pdu);
  }
  room.prepend(added.toReversed());
  return added.length > 0;
}

/** The events that those name as parents that are known, and that are not known themselves. */
function missingBefore(room: Room): string[] {
  const known = room.graph.eventIds.filter((eventId) => room.holds(eventId));
  return [...new Set(known.flatMap((eventId) => missingParents(room, room.graph.event(eventId))))];
}
