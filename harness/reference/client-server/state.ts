import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { checkCanonicalAlias } from '../rooms/canonical-alias.ts';
import { clientEvent } from '../rooms/client-event.ts';
import { demandResidentRoom } from '../rooms/find-room.ts';
import { sendEvent } from '../rooms/send-event.ts';
import { setMembership } from '../rooms/set-membership.ts';
import { readableState } from '../rooms/visibility.ts';

const stateOfRoom = '/_matrix/client/v3/rooms/:roomId/state';

/** https://spec.matrix.org/v1.19/client-server-api/#getting-events-for-a-room and #sending-events-to-a-room */
export const stateRoutes: readonly Route[] = [
  user('GET', stateOfRoom, getState),
  user('GET', `${stateOfRoom}/:eventType`, getStateEvent),
  user('GET', `${stateOfRoom}/:eventType/:stateKey`, getStateEvent),
  user('PUT', `${stateOfRoom}/:eventType`, putState),
  user('PUT', `${stateOfRoom}/:eventType/:stateKey`, putState),
];

function getState(request: UserRequest, homeserver: Homeserver): JsonValue {
  const { userId, session } = request;
  const { room, state } = readableState(homeserver.rooms.get(param(request, 'roomId')), userId);
  return state.eventIds().map((eventId) => clientEvent(room, eventId, { session }));
}

function getStateEvent(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { userId, session, query, params } = request;
  const { room, state } = readableState(homeserver.rooms.get(param(request, 'roomId')), userId);
  const type = param(request, 'eventType');
  const stateKey = params['stateKey'] ?? '';
  const event = room.stateEvent(type, stateKey, state);
  if (!event) throw notFound(`The room has no state ${type} with the state key "${stateKey}"`);
  return query.get('format') === 'event' ? clientEvent(room, event.eventId, { session }) : event.content;
}

async function putState(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { json: content, userId, params } = request;
  const type = param(request, 'eventType');
  const stateKey = params['stateKey'] ?? '';
  const room = demandResidentRoom(homeserver, param(request, 'roomId'));
  if (type === 'm.room.member') {
    return { event_id: await setMembership(homeserver, room, { sender: userId, userId: stateKey, content }) };
  }
  if (type === 'm.room.canonical_alias') await checkCanonicalAlias(homeserver, room, content);
  return { event_id: sendEvent(homeserver, room, { type, sender: userId, stateKey, content }) };
}
