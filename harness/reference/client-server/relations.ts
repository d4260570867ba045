import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { relationOf } from '../rooms/relation-index.ts';
import { relatedEvents } from '../rooms/relations.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { mayUserSee } from '../rooms/visibility.ts';
import { limitOf } from '../sync/filter.ts';
import { pageAnswer, positionAfter } from '../sync/page.ts';
import { tokenAt } from '../sync/token.ts';
import { directionOf, positionAt } from './messages.ts';

const ofEvent = '/_matrix/client/v1/rooms/:roomId/relations/:eventId';

/** How many relationships are followed from an event, where that is asked for. */
const deepestRecursion = 5;

/** https://spec.matrix.org/v1.19/client-server-api/#relationships-api */
export const relationsRoutes: readonly Route[] = [
  user('GET', ofEvent, relations),
  user('GET', `${ofEvent}/:relType`, relations),
  user('GET', `${ofEvent}/:relType/:eventType`, relations),
];

function relations(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { query, params, session, userId } = request;
  const { rules, rooms } = homeserver;
  const room = rooms.get(param(request, 'roomId'));
  const eventId = param(request, 'eventId');
  if (!room?.shown(eventId) || !mayUserSee(homeserver, room, eventId, userId)) {
    throw notFound(`There is no event ${eventId}, or you may not see it`);
  }
  const direction = directionOf(request, 'b');
  const [from, to] = ['from', 'to'].map((name) => positionAt(request, name));
  const [low = -Infinity, high = Infinity] = direction === 'b' ? [to, from] : [from, to];
  const recurses = query.get('recurse') === 'true';
  const found = descendants(room, eventId, request, recurses ? deepestRecursion : 1);
  const wanted = found.events
    .filter(({ event }) => isOfKind(event.type, relationOf(event)?.type, params))
    .filter(({ position }) => position > low && position <= high)
    .toSorted((a, b) => a.position - b.position);
  const limit = limitOf(rules, query.get('limit'));
  const ordered = rules.inDirection(wanted, direction);
  const page = ordered.slice(0, limit);
  const last = page.at(-1);
  return {
    chunk: pageAnswer(room, session, page),
    ...(last && ordered.length > limit && { next_batch: tokenAt(positionAfter(homeserver, last, direction)) }),
    ...(from !== undefined && { prev_batch: tokenAt(from) }),
    ...(query.has('recurse') && { recursion_depth: found.depth }),
  };
}

/** The events that relate to another one, directly or through others. @returns them, and how deep the search went */
function descendants(
  room: Room,
  eventId: string,
  { session }: UserRequest,
  deepest: number,
): { events: ShownEvent[]; depth: number } {
  const found = new Map<string, ShownEvent>();
  let depth = 0;
  let level = [eventId];
  while (level.length > 0 && depth < deepest) {
    const next = level.flatMap((one) => relatedEvents(room, one, session)).filter((child) => !found.has(child.eventId));
    for (const child of next) found.set(child.eventId, child);
    level = next.map((child) => child.eventId);
    depth += 1;
  }
  return { events: [...found.values()], depth };
}

function isOfKind(
  eventType: string,
  relationType: string | undefined,
  wanted: Readonly<Record<string, string>>,
): boolean {
  const { relType = relationType, eventType: wantedType = eventType } = wanted;
  return relationType === relType && eventType === wantedType;
}
