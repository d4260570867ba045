import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { invalidParameter, MatrixError } from '../http/matrix-error.ts';
import { type Route, user, type UserRequest } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { createRoom } from '../rooms/create-room.ts';
import { isRoomAlias } from '../rooms/directory.ts';
import { memberContent } from '../rooms/member-content.ts';
import { initialPowerLevels } from '../rooms/power-levels.ts';
import { setMembership } from '../rooms/set-membership.ts';
import type { InitialState, NewRoom, Preset } from '../rules/room-creation.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom */
export const createRoomRoutes: readonly Route[] = [user('POST', '/_matrix/client/v3/createRoom', create)];

async function create({ json, userId }: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { rules, directory } = homeserver;
  const roomVersion = demandRoomVersion(homeserver, stringProperty(json, 'room_version') ?? rules.defaultRoomVersion);
  const preset = (stringProperty(json, 'preset') ?? rules.presetOf(json['visibility'])) as Preset;
  const invited = textsOf(json['invite']);
  const newRoom: NewRoom = {
    creator: userId,
    trusted: preset === 'trusted_private_chat' ? invited : [],
    rules: roomVersions[roomVersion],
  };
  const alias = freeAlias(homeserver, stringProperty(json, 'room_alias_name'));
  const room = createRoom(homeserver, {
    roomVersion,
    creator: userId,
    createContent: rules.createContent(objectOf(json['creation_content']), roomVersion, newRoom),
    state: rules.orderOfState({
      powerLevels: [
        state('m.room.power_levels', {
          ...initialPowerLevels(homeserver, newRoom),
          ...objectOf(json['power_level_content_override']),
        }),
      ],
      canonicalAlias: alias === undefined ? [] : [state('m.room.canonical_alias', { alias })],
      preset: presetState(homeserver, preset),
      initialState: objectsOf(json['initial_state']).map((event) => ({
        type: stringProperty(event, 'type') ?? '',
        stateKey: stringProperty(event, 'state_key') ?? '',
        content: objectOf(event['content']),
      })),
      nameAndTopic: nameAndTopic(homeserver, json),
    }),
  });
  const { roomId } = room;
  if (alias !== undefined) directory.setAlias(alias, { roomId, creator: userId });
  directory.setPublished(roomId, json['visibility'] === 'public');
  for (const invitee of new Set(invited)) {
    const content = memberContent(homeserver, invitee, 'invite', { isDirect: json['is_direct'] === true });
    await setMembership(homeserver, room, { sender: userId, userId: invitee, content });
  }
  return { room_id: roomId };
}

/** @throws MatrixError `M_UNSUPPORTED_ROOM_VERSION` */
export function demandRoomVersion({ rules }: Homeserver, text: string): RoomVersion {
  const roomVersion = rules.readRoomVersion(text);
  if (roomVersion !== undefined) return roomVersion;
  throw new MatrixError(400, 'M_UNSUPPORTED_ROOM_VERSION', `The room version ${text} is not known`);
}

/** The alias for a localpart. @throws MatrixError if it is none, or taken */
function freeAlias({ serverName, directory }: Homeserver, localpart: string | undefined): string | undefined {
  if (localpart === undefined) return undefined;
  const alias = `#${localpart}:${serverName}`;
  if (localpart.includes(':') || !isRoomAlias(alias)) throw invalidParameter(`${alias} is no room alias`);
  if (directory.roomIdOf(alias) === undefined) return alias;
  throw new MatrixError(400, 'M_ROOM_IN_USE', `The alias ${alias} is taken`);
}

function presetState({ rules }: Homeserver, preset: Preset): InitialState[] {
  const { joinRule, historyVisibility, guestAccess } = rules.presets[preset];
  return [
    state('m.room.join_rules', { join_rule: joinRule }),
    state('m.room.history_visibility', { history_visibility: historyVisibility }),
    state('m.room.guest_access', { guest_access: guestAccess }),
  ];
}

function nameAndTopic({ rules }: Homeserver, json: JsonObject): InitialState[] {
  const name = stringProperty(json, 'name');
  const topic = stringProperty(json, 'topic');
  return [
    ...(name === undefined ? [] : [state('m.room.name', { name })]),
    ...(topic === undefined ? [] : [state('m.room.topic', rules.topicContent(topic))]),
  ];
}

function state(type: string, content: JsonObject): InitialState {
  return { type, stateKey: '', content };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
