import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { clientEvent } from '../rooms/client-event.ts';
import { mayUserSee } from '../rooms/visibility.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomideventeventid */
export const eventRoutes: readonly Route[] = [user('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId', getEvent)];

function getEvent(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { userId, session } = request;
  const room = homeserver.rooms.get(param(request, 'roomId'));
  const eventId = param(request, 'eventId');
  // State from before this homeserver came in is known, but in no timeline.
  const isKnown = room?.shown(eventId) ?? (room?.graph.has(eventId) && room.graph.isOutlier(eventId));
  if (!room || !isKnown || !mayUserSee(homeserver, room, eventId, userId))
    throw notFound(`There is no event ${eventId}, or you may not see it`);
  return clientEvent(room, eventId, { session });
}
