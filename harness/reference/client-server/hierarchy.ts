import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, invalidParameter } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { accessibleRoom } from '../rooms/accessible-room.ts';
import { viaOfChild } from '../rooms/space-children.ts';

/** More than this in one answer helps nobody. */
const largestPage = 50;

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidhierarchy */
export const hierarchyRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v1/rooms/:roomId/hierarchy', getHierarchy),
];

/** A room that is still to be looked at. */
interface Pending {
  readonly roomId: string;
  readonly via: readonly string[];
  readonly depth: number;
}

interface Filter {
  readonly suggestedOnly: boolean;
  readonly maxDepth: number;
}

async function getHierarchy(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { query, userId } = request;
  const filter = {
    suggestedOnly: query.get('suggested_only') === 'true',
    maxDepth: integerOf(query, 'max_depth', 0) ?? Number.MAX_SAFE_INTEGER,
  };
  const limit = Math.min(integerOf(query, 'limit', 1) ?? largestPage, largestPage);
  const start = startOf(query, filter);
  const all = await walk(homeserver, userId, param(request, 'roomId'), filter);
  if (all.length === 0) throw forbidden('There is no such room, or you may not see it');
  const end = start + limit;
  return {
    rooms: all.slice(start, end),
    ...(end < all.length && { next_batch: `${end}_${filter.suggestedOnly}_${filter.maxDepth}` }),
  };
}

/** The rooms of a space that a user may know of, depth first, each once. */
async function walk(homeserver: Homeserver, userId: string, root: string, filter: Filter): Promise<JsonObject[]> {
  const rooms: JsonObject[] = [];
  const seen = new Set<string>();
  const pending: Pending[] = [{ roomId: root, via: [], depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next.roomId)) continue;
    seen.add(next.roomId);
    const found = await accessibleRoom(homeserver, next, userId);
    if (!found) continue;
    const children = found.children.filter((child) => !filter.suggestedOnly || isSuggested(child));
    rooms.push({ ...found.summary, children_state: children });
    if (next.depth >= filter.maxDepth) continue;
    const depth = next.depth + 1;
    const below = children.map((child) => {
      return { roomId: stringProperty(child, 'state_key') ?? '', via: viaOfChild(child), depth };
    });
    pending.push(...below.toReversed());
  }
  return rooms;
}

function isSuggested({ content }: JsonObject): boolean {
  return isJsonObject(content) && content['suggested'] === true;
}

/** Where a page starts. @throws MatrixError if the token is of another walk */
function startOf(query: URLSearchParams, { suggestedOnly, maxDepth }: Filter): number {
  const token = query.get('from');
  if (token === null) return 0;
  const [start = '', ...ofFilter] = token.split('_');
  if (!/^\d+$/.test(start) || ofFilter.join('_') !== `${suggestedOnly}_${maxDepth}`) {
    throw invalidParameter('from is no token of this homeserver, or suggested_only or max_depth changed');
  }
  return Number(start);
}

function integerOf(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text) || Number(text) < least) throw invalidParameter(`${name} has to be an integer from ${least}`);
  return Number(text);
}
