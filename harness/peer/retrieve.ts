import type { RoomGraph } from '../event-graph/room-graph.ts';
import { isJsonObject } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';
import type { WireResponse } from '../wire/http-client.ts';
import { path } from '../wire/path.ts';
import { valueAt } from '../wire/read.ts';
import type { Speaker } from './speaker.ts';

/** `GET /event`. https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1eventeventid */
export function getEvent(speaker: Speaker, eventId: string): Promise<WireResponse> {
  return speaker.request('GET', path`/_matrix/federation/v1/event/${eventId}`);
}

/** `GET /state`. https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1stateroomid */
export function getState(speaker: Speaker, roomId: string, eventId: string): Promise<WireResponse> {
  return speaker.request('GET', path`/_matrix/federation/v1/state/${roomId}?event_id=${eventId}`);
}

/** `GET /state_ids`. https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1state_idsroomid */
export function getStateIds(speaker: Speaker, roomId: string, eventId: string): Promise<WireResponse> {
  return speaker.request('GET', path`/_matrix/federation/v1/state_ids/${roomId}?event_id=${eventId}`);
}

/** `GET /backfill`. https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1backfillroomid */
export function backfill(
  speaker: Speaker,
  roomId: string,
  eventIds: readonly string[],
  limit: number,
): Promise<WireResponse> {
  const from = eventIds.map((eventId) => path`v=${eventId}`).join('&');
  return speaker.request('GET', path`/_matrix/federation/v1/backfill/${roomId}` + `?${from}&limit=${limit}`);
}

/** What to ask of `POST /get_missing_events`. */
export interface MissingEvents {
  readonly latest: readonly string[];
  readonly earliest: readonly string[];
  readonly limit?: number;
  readonly minDepth?: number;
}

/** `POST /get_missing_events`. https://spec.matrix.org/v1.19/server-server-api/#post_matrixfederationv1get_missing_eventsroomid */
export function getMissingEvents(speaker: Speaker, roomId: string, wanted: MissingEvents): Promise<WireResponse> {
  const { latest, earliest, limit, minDepth } = wanted;
  const json = {
    latest_events: [...latest],
    earliest_events: [...earliest],
    ...(limit !== undefined && { limit }),
    ...(minDepth !== undefined && { min_depth: minDepth }),
  };
  return speaker.request('POST', path`/_matrix/federation/v1/get_missing_events/${roomId}`, { json });
}

/** The default, 10, is what a gap of one sync of an ordinary client has; a peer asks once. */
const gapLimit = 20;

/** Asks the target for what is between the replica and an event whose parents it does not know, and adds it. */
export async function fetchMissing(speaker: Speaker, room: RoomGraph, eventId: string): Promise<void> {
  const wanted = { latest: [eventId], earliest: room.forwardExtremities, limit: gapLimit };
  const { json } = await getMissingEvents(speaker, room.roomId, wanted);
  const events = valueAt(json, 'events');
  if (!Array.isArray(events)) return; // refused: the event stays without its parents, as it would on a homeserver
  for (const event of events) if (isJsonObject(event)) room.add(event as Pdu, { unknownState: true });
}
