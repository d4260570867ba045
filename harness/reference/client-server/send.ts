import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { badJson, MatrixError } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { demandResidentRoom } from '../rooms/find-room.ts';
import { relationOf } from '../rooms/relation-index.ts';
import type { Room } from '../rooms/room.ts';
import { sendEvent } from '../rooms/send-event.ts';
import { redactInRoom } from './redact.ts';
import { once } from './transactions.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid */
export const sendRoutes: readonly Route[] = [
  user('PUT', '/_matrix/client/v3/rooms/:roomId/send/:eventType/:txnId', (request, homeserver) =>
    once(request, homeserver, () => send(request, homeserver)),
  ),
];

function send(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { json: content, session, userId } = request;
  const type = param(request, 'eventType');
  const room = demandResidentRoom(homeserver, param(request, 'roomId'));
  if (type === 'm.room.redaction' && homeserver.rules.placesRedacts) {
    const { redacts, ...others } = content;
    if (typeof redacts !== 'string') throw badJson('A redaction needs redacts, the ID of an event');
    return redactInRoom(request, homeserver, { eventId: redacts, content: others });
  }
  const defect = type === 'm.room.message' ? homeserver.rules.messageDefect(content) : undefined;
  if (defect !== undefined) throw badJson(defect);
  if (homeserver.rules.refusesDuplicateAnnotations && isDuplicateAnnotation(room, userId, type, content)) {
    throw new MatrixError(400, 'M_DUPLICATE_ANNOTATION', 'You have annotated the event with this key before');
  }
  const eventId = sendEvent(homeserver, room, { type, sender: userId, content });
  session.sent.set(eventId, param(request, 'txnId'));
  return { event_id: eventId };
}

/** https://spec.matrix.org/v1.19/client-server-api/#avoiding-duplicate-annotations */
function isDuplicateAnnotation(room: Room, userId: string, type: string, content: JsonObject): boolean {
  const relation = relationOf({ content });
  if (relation?.type !== 'm.annotation') return false;
  return room.relations.childrenOf(relation.eventId).some(({ eventId, event }) => {
    const isOwn = event.sender === userId && event.type === type && !room.redactionOf(eventId);
    return isOwn && relationOf(event)?.type === relation.type && keyOf(event.content) === keyOf(content);
  });
}

function keyOf({ 'm.relates_to': relation }: JsonObject): string | undefined {
  return stringProperty(relation, 'key');
}
