import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import { allowedRooms } from './restricted-join.ts';
import type { Room } from './room.ts';
import { historyVisibility } from './visibility.ts';

/** A room as the directory shows it. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3publicrooms */
export function publicRoom(room: Room): JsonObject {
  const canonicalAlias = room.stateText('m.room.canonical_alias', 'alias');
  const name = room.stateText('m.room.name', 'name');
  const topic = room.stateText('m.room.topic', 'topic');
  const avatarUrl = room.stateText('m.room.avatar', 'url');
  const joinRule = room.stateText('m.room.join_rules', 'join_rule');
  const roomType = stringProperty(room.stateEvent('m.room.create')?.content, 'type');
  return {
    room_id: room.roomId,
    num_joined_members: room.membersWith('join').length,
    world_readable: isWorldReadable(room),
    guest_can_join: room.stateText('m.room.guest_access', 'guest_access') === 'can_join',
    ...(canonicalAlias !== undefined && canonicalAlias !== '' && { canonical_alias: canonicalAlias }),
    ...(name !== undefined && { name }),
    ...(topic !== undefined && { topic }),
    ...(avatarUrl?.startsWith('mxc://') && { avatar_url: avatarUrl }),
    ...(joinRule !== undefined && { join_rule: joinRule }),
    ...(roomType !== undefined && { room_type: roomType }),
  };
}

/** A room as somebody is shown it who asks for it, or for the space that it is in. */
export function roomSummary(room: Room): JsonObject {
  const encryption = room.stateText('m.room.encryption', 'algorithm');
  const allowed = isRestricted(room) ? allowedRooms(room) : [];
  return {
    ...publicRoom(room),
    room_version: room.roomVersion,
    ...(encryption !== undefined && { encryption }),
    ...(allowed.length > 0 && { allowed_room_ids: allowed }),
  };
}

export function isWorldReadable(room: Room): boolean {
  return historyVisibility(room, room.currentState) === 'world_readable';
}

/** Whether anybody may find out what a room is like: everybody may join or read it, or knock on it. */
export function isOpenToAll(room: Room): boolean {
  const { knock, knockRestricted } = roomVersions[room.roomVersion];
  const joinRule = room.stateText('m.room.join_rules', 'join_rule');
  const isKnockable = (knock && joinRule === 'knock') || (knockRestricted && joinRule === 'knock_restricted');
  return joinRule === 'public' || isKnockable || isWorldReadable(room);
}

function isRestricted(room: Room): boolean {
  return ['restricted', 'knock_restricted'].includes(room.stateText('m.room.join_rules', 'join_rule') ?? '');
}
