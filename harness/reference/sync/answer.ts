import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { stateMapKey } from '../../protocol/state-map-key.ts';
import type { Room } from '../rooms/room.ts';
import { memberSince } from '../rooms/visibility.ts';
import { oneTimeKeyCounts, unusedFallbackKeyTypes } from '../users/device-keys.ts';
import { deviceListsSince } from '../users/devices.ts';
import { presenceEventsSince } from '../users/presence.ts';
import { takeToDevice } from '../users/to-device.ts';
import { globalAccountData } from './account-data.ts';
import { part, passes, passesRoom } from './filter.ts';
import { joinedRoom } from './joined-room.ts';
import { leftRoom } from './left-room.ts';
import { invitedOrKnocking, outsideRoom } from './outside-room.ts';
import { tokenAt } from './token.ts';
import type { View } from './view.ts';

type Section = 'join' | 'invite' | 'knock' | 'leave';

/** An answer to `/sync`, and whether there is anything in it that the client waits for. */
export interface SyncAnswer {
  readonly answer: JsonObject;
  readonly hasNews: boolean;
}

/**
 * What a client is told that it does not know yet.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync
 */
export function syncAnswer(view: View): SyncAnswer {
  const { homeserver, session, userId, since } = view;
  const rooms = roomSections(view);
  const presence = presenceEvents(view);
  const accountData = globalAccountData(view);
  const toDevice = takeToDevice(session, since ?? 0);
  const deviceLists = since === undefined ? undefined : deviceListsSince(homeserver, userId, since);
  const hasDeviceLists = deviceLists !== undefined && deviceLists.changed.length + deviceLists.left.length > 0;
  const news = {
    ...(Object.keys(rooms).length > 0 && { rooms }),
    ...(presence.length > 0 && { presence: { events: presence } }),
    ...(accountData.length > 0 && { account_data: { events: accountData } }),
    ...(toDevice.length > 0 && { to_device: { events: toDevice } }),
    ...(hasDeviceLists && { device_lists: deviceLists }),
  };
  const answer = {
    next_batch: tokenAt(homeserver.stream.position),
    ...news,
    device_one_time_keys_count: oneTimeKeyCounts(session.keys),
    device_unused_fallback_key_types: unusedFallbackKeyTypes(session.keys),
  };
  return { answer, hasNews: Object.keys(news).length > 0 };
}

function roomSections(view: View): JsonObject {
  const { homeserver, userId, filter } = view;
  const sections: Partial<Record<Section, JsonObject>> = {};
  const show = (section: Section, roomId: string, shown: JsonObject | undefined): void => {
    if (shown) (sections[section] ??= {})[roomId] = shown;
  };
  const { rules } = homeserver;
  const isListed = (roomId: string): boolean => rules.showsRoom(passesRoom(rules, part(filter, 'room'), roomId));
  for (const room of homeserver.rooms.ofUser(userId)) {
    if (!isListed(room.roomId)) continue;
    const found = roomOf(view, room);
    if (found) show(found.key, room.roomId, found.shown);
  }
  for (const outside of homeserver.rooms.outsideOf(userId)) {
    const { roomId, position, membership } = outside;
    if (!isListed(roomId)) continue;
    // Nobody needs to be told at the beginning of what came to nothing.
    if (view.since === undefined ? membership === 'leave' : !homeserver.rules.isNews(position, view.since)) continue;
    if (membership === 'invite' && view.ignored.has(outside.pdu.sender)) continue;
    const { key, shown } = outsideRoom(outside);
    show(key, roomId, shown);
  }
  return sections;
}

/** In which section a room stands that has a membership of the user in its state, and what is shown of it. */
function roomOf(view: View, room: Room): { key: Section; shown: JsonObject | undefined } | undefined {
  const { homeserver, userId, since, filter, ignored } = view;
  const key = stateMapKey('m.room.member', userId);
  const before = since === undefined ? undefined : room.stateAt(since).get(key);
  const membership = room.membershipOf(userId);
  const wasIn = before !== undefined && before.content['membership'] === 'join';
  if (membership === 'join') {
    return { key: 'join', shown: joinedRoom(wasIn ? view : { ...view, since: undefined }, room) };
  }
  const own = room.currentState.get(key);
  const isNews = since === undefined || (own !== before && homeserver.rules.isNews(memberSince(room, userId), since));
  if (membership === 'invite' || membership === 'knock') {
    return isNews && !(membership === 'invite' && own && ignored.has(own.sender))
      ? invitedOrKnocking(room, userId)
      : undefined;
  }
  const includesLeft = homeserver.rules.showsLeftRooms(part(filter, 'room')['include_leave'] === true);
  if (since === undefined ? !includesLeft : !isNews) return undefined;
  return { key: 'leave', shown: leftRoom(view, room, wasIn) };
}

/** Looked for only if the filter lets any pass. */
function presenceEvents({ homeserver, userId, filter, since = 0 }: View): JsonObject[] {
  const isWanted = (sender?: string): boolean => {
    const event = { type: 'm.presence', content: {}, ...(sender !== undefined && { sender }) };
    return passes(homeserver.rules, part(filter, 'presence'), event);
  };
  if (!isWanted()) return [];
  return presenceEventsSince(homeserver, userId, since).filter((event) => isWanted(stringProperty(event, 'sender')));
}
