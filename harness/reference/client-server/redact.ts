import type { JsonObject } from '../../protocol/json.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { sendEvent } from '../rooms/send-event.ts';
import { joinedRoom } from '../rooms/visibility.ts';
import { once } from './transactions.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid */
export const redactRoutes: readonly Route[] = [
  user('PUT', '/_matrix/client/v3/rooms/:roomId/redact/:eventId/:txnId', (request, homeserver) =>
    once(request, homeserver, () =>
      redactInRoom(request, homeserver, { eventId: param(request, 'eventId'), content: request.json }),
    ),
  ),
];

/** Which event is redacted, and what else the redaction says. */
interface WantedRedaction {
  readonly eventId: string;
  readonly content: JsonObject;
}

/** Sends a redaction, which names its event where the room version wants it. @throws MatrixError if it is not allowed */
export function redactInRoom(
  request: UserRequest,
  homeserver: Homeserver,
  { eventId: redacts, content }: WantedRedaction,
): JsonObject {
  const { userId, session } = request;
  const room = joinedRoom(homeserver, param(request, 'roomId'), userId);
  if (!room.holds(redacts)) throw notFound(`There is no event ${redacts} in the room`);
  const rules = roomVersions[room.roomVersion];
  if (!homeserver.rules.mayRedact(userId, room.shownEvent(redacts), room.currentState, rules)) {
    throw forbidden(`${userId} may not redact what others sent`);
  }
  const eventId = sendEvent(homeserver, room, { type: 'm.room.redaction', sender: userId, content, redacts });
  session.sent.set(eventId, param(request, 'txnId'));
  return { event_id: eventId };
}
