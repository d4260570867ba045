import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter } from '../http/matrix-error.ts';
import { publicRoom } from './room-summary.ts';

/** More than this in one answer helps nobody. */
const largestPage = 100;

/**
 * The rooms that this homeserver publishes, largest first.
 *
 * @param body `limit`, `since` and `filter`, as of `POST /publicRooms`
 * Source: https://spec.matrix.org/v1.19/client-server-api/#published-room-directory
 */
export function publicRooms({ directory, rooms }: Homeserver, body: JsonObject): JsonObject {
  const { limit, since } = body;
  const all = directory
    .published()
    .flatMap((roomId) => rooms.get(roomId) ?? [])
    .map(publicRoom)
    .filter((room) => fitsFilter(room, body['filter']))
    .toSorted((a, b) => sizeOf(b) - sizeOf(a) || idOf(a).localeCompare(idOf(b)));
  const start = since === undefined ? 0 : Number(since);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('since is no token of this homeserver');
  const size = typeof limit === 'number' && limit > 0 ? Math.min(limit, largestPage) : largestPage;
  const end = start + size;
  return {
    chunk: all.slice(start, end),
    total_room_count_estimate: all.length,
    ...(start > 0 && { prev_batch: String(Math.max(0, start - size)) }),
    ...(end < all.length && { next_batch: String(end) }),
  };
}

function sizeOf({ num_joined_members: members }: JsonObject): number {
  return Number(members);
}

function idOf(room: JsonObject): string {
  return stringProperty(room, 'room_id') ?? '';
}

function fitsFilter(room: JsonObject, filter: JsonValue | undefined): boolean {
  if (!isJsonObject(filter)) return true;
  const { room_types: types } = filter;
  const term = stringProperty(filter, 'generic_search_term')?.toLowerCase() ?? '';
  const isOfType = !Array.isArray(types) || types.includes(room['room_type'] ?? null);
  const texts = [room['name'], room['topic'], room['canonical_alias']].filter((text) => typeof text === 'string');
  return isOfType && (term === '' || texts.some((text) => text.toLowerCase().includes(term)));
}
