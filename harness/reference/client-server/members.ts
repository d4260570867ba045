import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { clientEvent } from '../rooms/client-event.ts';
import { joinedRoom, readableState } from '../rooms/visibility.ts';
import { positionAt } from './messages.ts';

const memberships: readonly string[] = ['join', 'invite', 'knock', 'leave', 'ban'];

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmembers and #get_matrixclientv3roomsroomidjoined_members */
export const membersRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v3/rooms/:roomId/members', members),
  user('GET', '/_matrix/client/v3/rooms/:roomId/joined_members', joinedMembers),
];

function members(request: UserRequest, { rooms, rules }: Homeserver): JsonObject {
  const { session, userId } = request;
  const readable = readableState(rooms.get(param(request, 'roomId')), userId);
  const { room } = readable;
  const at = positionAt(request, 'at');
  const state = at === undefined ? readable.state : room.stateAt(at);
  const [is, isNot] = ['membership', 'not_membership'].map((name) => membershipAt(request, name));
  const shown = [...state.events()].filter(
    ({ type, content }) =>
      type === 'm.room.member' && rules.wantsMembership(stringProperty(content, 'membership') ?? '', is, isNot),
  );
  return { chunk: shown.map(({ eventId }) => clientEvent(room, eventId, { session })) };
}

function joinedMembers(request: UserRequest, homeserver: Homeserver): JsonObject {
  const room = joinedRoom(homeserver, param(request, 'roomId'), request.userId);
  const joined = room.membersWith('join').map((userId): [string, JsonObject] => {
    const content = room.stateEvent('m.room.member', userId)?.content;
    const [displayName, avatarUrl] = ['displayname', 'avatar_url'].map((key) => stringProperty(content, key));
    return [
      userId,
      {
        ...(displayName !== undefined && { display_name: displayName }),
        ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
      },
    ];
  });
  return { joined: Object.fromEntries(joined) };
}

function membershipAt({ query }: UserRequest, name: string): string | undefined {
  const membership = query.get(name) ?? undefined;
  if (membership !== undefined && !memberships.includes(membership)) {
    throw invalidParameter(`${name} cannot be ${membership}`);
  }
  return membership;
}
