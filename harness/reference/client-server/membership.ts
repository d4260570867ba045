import type { JsonObject } from '../../protocol/json.ts';
import { serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import { joinRemotely } from '../federation/join-remotely.ts';
import { knockRemotely } from '../federation/knock-remotely.ts';
import { leaveRemotely } from '../federation/leave-remotely.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, MatrixError, notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { demandResidentRoom, findRoom, residentRoom, viaOf } from '../rooms/find-room.ts';
import { memberContent } from '../rooms/member-content.ts';
import { authoriserOf, needsAuthoriser } from '../rooms/restricted-join.ts';
import type { Room } from '../rooms/room.ts';
import { buildEvent } from '../rooms/send-event.ts';
import { setMembership } from '../rooms/set-membership.ts';

const ofRoom = '/_matrix/client/v3/rooms/:roomId';

/** https://spec.matrix.org/v1.19/client-server-api/#room-membership */
export const membershipRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v3/joined_rooms', ({ userId }, { rooms }) => ({
    joined_rooms: rooms.joinedBy(userId).map(({ roomId }) => roomId),
  })),
  user('POST', '/_matrix/client/v3/join/:roomIdOrAlias', (request, homeserver) =>
    join(request, homeserver, param(request, 'roomIdOrAlias')),
  ),
  user('POST', `${ofRoom}/join`, (request, homeserver) => join(request, homeserver, param(request, 'roomId'))),
  user('POST', '/_matrix/client/v3/knock/:roomIdOrAlias', knock),
  user('POST', `${ofRoom}/leave`, leave),
  user('POST', `${ofRoom}/forget`, forget),
  user('POST', `${ofRoom}/invite`, invite),
  user('POST', `${ofRoom}/kick`, kick),
  user('POST', `${ofRoom}/ban`, (request, homeserver) => change(request, homeserver, 'ban')),
  user('POST', `${ofRoom}/unban`, unban),
];

async function join(request: UserRequest, homeserver: Homeserver, roomIdOrAlias: string): Promise<JsonObject> {
  const { userId, query } = request;
  const { roomId, via } = await findRoom(homeserver, roomIdOrAlias, viaOf(query));
  const content = memberContent(homeserver, userId, 'join', { reason: reasonOf(request) });
  const room = residentRoom(homeserver, roomId);
  if (room?.membershipOf(userId) === 'join' && homeserver.rules.joinsOnce) return { room_id: roomId };
  if (room && !needsHelp(homeserver, room, userId)) {
    await setMembership(homeserver, room, { sender: userId, userId, content });
  } else {
    const servers = room ? [...room.joinedServers()] : [...invitersOf(homeserver, roomId, userId), ...via];
    await joinRemotely(homeserver, { roomId, userId, via: elsewhere(homeserver, servers), content });
    homeserver.rooms.forgetOutside(userId, roomId);
  }
  return { room_id: roomId };
}

/** Whether nobody here may vouch for a join to a restricted room, but perhaps somebody on another server. */
function needsHelp(homeserver: Homeserver, room: Room, userId: string): boolean {
  if (!needsAuthoriser(room, userId) || room.membershipOf(userId) === 'ban') return false;
  const cannotTell = homeserver.rules.meetsACondition(homeserver, room, userId) === undefined;
  return (cannotTell || authoriserOf(homeserver, room) === undefined) && room.joinedServers().size > 1;
}

async function knock(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { userId, query } = request;
  const { roomId, via } = await findRoom(homeserver, param(request, 'roomIdOrAlias'), viaOf(query));
  const content = memberContent(homeserver, userId, 'knock', { reason: reasonOf(request) });
  const room = residentRoom(homeserver, roomId);
  if (room) await setMembership(homeserver, room, { sender: userId, userId, content });
  else await knockRemotely(homeserver, { roomId, userId, via: elsewhere(homeserver, via), content });
  return { room_id: roomId };
}

async function leave(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { userId } = request;
  const roomId = param(request, 'roomId');
  const room = residentRoom(homeserver, roomId);
  if (room) {
    const hasLeft = room.stateEvent('m.room.member', userId)?.content['membership'] === 'leave';
    const content = memberContent(homeserver, userId, 'leave', { reason: reasonOf(request) });
    if (!hasLeft) await setMembership(homeserver, room, { sender: userId, userId, content });
    return {};
  }
  const outside = homeserver.rooms.outside(userId, roomId);
  const reason = reasonOf(request);
  const content = reason === undefined ? {} : { reason };
  if (outside && outside.membership !== 'leave') await leaveRemotely(homeserver, { roomId, userId, content });
  else if (!outside && !homeserver.rooms.get(roomId)) throw notFound(`${userId} has nothing to do with ${roomId}`);
  return {};
}

function forget(request: UserRequest, { rooms, rules }: Homeserver): JsonObject {
  const { userId } = request;
  const roomId = param(request, 'roomId');
  const room = rooms.get(roomId);
  const membership = rooms.outside(userId, roomId)?.membership ?? room?.membershipOf(userId) ?? 'leave';
  if (!rules.mayForget(membership))
    throw new MatrixError(400, 'M_UNKNOWN', `${userId} has not left the room ${roomId}`);
  if (room) rooms.forget(userId, room);
  rooms.forgetOutside(userId, roomId);
  return {};
}

async function invite(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const invitee = targetOf(request);
  const room = demandRoom(request, homeserver);
  const isInvited = room.membershipOf(invitee) === 'invite';
  if (!isInvited) return change(request, homeserver, 'invite');
  // Nothing changes, but whoever may not invite is told so.
  const content = memberContent(homeserver, invitee, 'invite');
  buildEvent(homeserver, room, { type: 'm.room.member', sender: request.userId, stateKey: invitee, content });
  return {};
}

async function kick(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const membership = demandRoom(request, homeserver).membershipOf(targetOf(request));
  if (!homeserver.rules.isInside(membership)) throw forbidden(`${targetOf(request)} is not in the room`);
  return change(request, homeserver, 'leave');
}

async function unban(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const membership = demandRoom(request, homeserver).membershipOf(targetOf(request));
  if (!homeserver.rules.isBanned(membership)) throw forbidden(`${targetOf(request)} is not banned`);
  return change(request, homeserver, 'leave');
}

/** Changes the membership of the user whom the body names. */
async function change(request: UserRequest, homeserver: Homeserver, membership: string): Promise<JsonObject> {
  const target = targetOf(request);
  const content = memberContent(homeserver, target, membership, { reason: reasonOf(request) });
  const room = demandRoom(request, homeserver);
  await setMembership(homeserver, room, { sender: request.userId, userId: target, content });
  return {};
}

function demandRoom(request: UserRequest, homeserver: Homeserver): Room {
  return demandResidentRoom(homeserver, param(request, 'roomId'));
}

function targetOf({ json }: UserRequest): string {
  return stringProperty(json, 'user_id') ?? '';
}

function reasonOf({ json }: UserRequest): string | undefined {
  return stringProperty(json, 'reason');
}

/** The servers of whoever invited a user to a room that is known from outside only. */
function invitersOf({ rooms }: Homeserver, roomId: string, userId: string): string[] {
  const sender = rooms.outside(userId, roomId)?.pdu.sender;
  return sender === undefined ? [] : [serverNameAfterColon(sender) ?? ''];
}

function elsewhere({ serverName }: Homeserver, servers: readonly string[]): string[] {
  return [...new Set(servers)].filter((one) => one !== serverName && one !== '');
}
