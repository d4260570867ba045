import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { type Route, user } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room } from '../rooms/room.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3user_directorysearch gives this default. */
const usualLimit = 10;

/** https://spec.matrix.org/v1.19/client-server-api/#user-directory */
export const userDirectoryRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/user_directory/search', ({ json, userId }, homeserver) => {
    const term = (stringProperty(json, 'search_term') ?? '').toLowerCase();
    const limit = typeof json['limit'] === 'number' ? json['limit'] : usualLimit;
    const found = visibleUsers(homeserver, userId).filter((one) => {
      const texts = [stringProperty(one, 'user_id'), stringProperty(one, 'display_name')];
      return texts.some((text) => text?.toLowerCase().includes(term));
    });
    return { results: found.slice(0, limit), limited: found.length > limit };
  }),
  user('GET', '/_matrix/client/v1/mutual_rooms', ({ query, userId }, { rooms }) => {
    const other = query.get('user_id') ?? '';
    const shared = rooms.joinedBy(userId).filter((room) => room.membershipOf(other) === 'join');
    return { joined: shared.map(({ roomId }) => roomId), count: shared.length };
  }),
];

/** Who shares a room with a user, or is in a room that everybody may enter or read. */
function visibleUsers({ rooms, accounts }: Homeserver, userId: string): JsonObject[] {
  const visible = rooms.list().filter((room) => room.membershipOf(userId) === 'join' || isOpen(room));
  const found = new Map<string, JsonObject>();
  for (const room of visible) {
    for (const member of room.membersWith('join')) {
      const profile = accounts.get(member)?.profile ?? room.stateEvent('m.room.member', member)?.content;
      const displayName = stringProperty(profile, 'displayname');
      const avatarUrl = stringProperty(profile, 'avatar_url');
      found.set(member, {
        user_id: member,
        ...(displayName !== undefined && { display_name: displayName }),
        ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
      });
    }
  }
  return [...found.values()];
}

function isOpen(room: Room): boolean {
  const isPublic = room.stateText('m.room.join_rules', 'join_rule') === 'public';
  return isPublic || room.stateText('m.room.history_visibility', 'history_visibility') === 'world_readable';
}
