import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { buildEvent } from '../rooms/send-event.ts';
import { upgradeRoom } from '../rooms/upgrade-room.ts';
import { joinedRoom } from '../rooms/visibility.ts';
import { demandRoomVersion } from './create-room.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#room-upgrades */
export const upgradeRoutes: readonly Route[] = [user('POST', '/_matrix/client/v3/rooms/:roomId/upgrade', upgrade)];

function upgrade(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { userId, json } = request;
  const roomVersion = demandRoomVersion(homeserver, stringProperty(json, 'new_version') ?? '');
  const room = joinedRoom(homeserver, param(request, 'roomId'), userId);
  // The room that is to replace this one has no ID yet; whether it may be replaced does not depend on it.
  const content = { body: '', replacement_room: room.roomId };
  buildEvent(homeserver, room, { type: 'm.room.tombstone', sender: userId, stateKey: '', content });
  const additionalCreators = textsOf(json['additional_creators']);
  const replacement = upgradeRoom(homeserver, room, { userId, roomVersion, additionalCreators });
  return { replacement_room: replacement.roomId };
}

function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
