import { citedIds } from '../../protocol/cited-ids.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import type { SoundPdu } from './check-pdu.ts';
import { answered, fetchEvent, soundPdus } from './remote-events.ts';
import type { Room } from './room.ts';

/**
 * Makes the events known that an event cites in `auth_events`, and those by which they are authorized. What cannot be had stays
 * unknown: then the event is rejected.
 *
 * @param origin a server that has the event
 * Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1event_authroomideventid
 */
export async function fetchAuthEvents(
  homeserver: Homeserver,
  room: Room,
  { event, pdu }: SoundPdu,
  origin: string,
): Promise<void> {
  if (missing(room, pdu).length === 0) return;
  const target = path`/_matrix/federation/v1/event_auth/${room.roomId}/${event.eventId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'GET', target));
  const chain = await soundPdus(homeserver, room, answer?.['auth_chain'], { notary: origin });
  takeAuthEvents(
    room,
    chain.map((one) => one.pdu),
  );
  await fetchOneByOne(homeserver, room, pdu, origin);
}

/**
 * Takes events that others cite, each after those by which it is authorized itself. One that these do not allow is known as
 * rejected; one of which they are not all known is passed over.
 */
export function takeAuthEvents(room: Room, pdus: readonly Pdu[]): void {
  let waiting = [...pdus];
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length;
    waiting = waiting.filter((pdu) => {
      if (room.graph.has(room.graph.eventIdOf(pdu))) return false;
      const verdict = room.graph.isAllowedByAuthEvents(pdu);
      if (verdict) room.graph.addOutlier(pdu, { rejected: !verdict.allowed });
      return !verdict;
    });
  }
}

/** What an answer left out is asked for by itself, as deep as it goes. */
async function fetchOneByOne(homeserver: Homeserver, room: Room, wanting: Pdu, origin: string): Promise<void> {
  const found: Pdu[] = [];
  const pending = new Set(missing(room, wanting)); // a set is walked to its end while it grows, each member once
  for (const eventId of pending) {
    const pdu = await fetchEvent(homeserver, room, eventId, origin);
    if (!pdu) continue;
    found.push(pdu);
    for (const cited of missing(room, pdu)) pending.add(cited);
  }
  takeAuthEvents(room, found);
}

function missing(room: Room, { auth_events: authEvents }: Pdu): string[] {
  return citedIds(authEvents).filter((eventId) => !room.graph.has(eventId));
}
