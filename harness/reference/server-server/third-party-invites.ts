import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { serverNameOf, stringProperty } from '../../protocol/pdu.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, invalidParameter, MatrixError } from '../http/matrix-error.ts';
import { anybody, param, type Route, server } from '../http/route.ts';
import { objects } from '../rooms/remote-events.ts';
import type { Room } from '../rooms/room.ts';
import { setMembership } from '../rooms/set-membership.ts';
import { askedRoom } from './asked-room.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#third-party-invites */
export const thirdPartyInviteRoutes: readonly Route[] = [
  server('PUT', '/_matrix/federation/v1/exchange_third_party_invite/:roomId', async (request, homeserver) => {
    const room = askedRoom(request, homeserver);
    const { type, room_id: roomId } = request.json;
    if (type !== 'm.room.member' || roomId !== param(request, 'roomId')) throw invalidParameter('This is no invite');
    await invite(homeserver, room, request.json);
    return {};
  }),
  // An identity server asks this, which signs the invites and not the request.
  anybody('PUT', '/_matrix/federation/v1/3pid/onbind', async ({ json }, homeserver) => {
    for (const pending of objects(json['invites'])) await redeem(homeserver, pending);
    return {};
  }),
];

/** Issues the invite that a user asked for when it was not known yet who would be invited. */
async function invite(homeserver: Homeserver, room: Room, partial: JsonObject): Promise<void> {
  const [sender, userId] = [stringProperty(partial, 'sender') ?? '', stringProperty(partial, 'state_key') ?? ''];
  const { content } = partial;
  if (!homeserver.isMine(sender)) throw forbidden(`${sender} is no user of this homeserver`);
  if (!isJsonObject(content) || content['membership'] !== 'invite') throw invalidParameter('This is no invite');
  await setMembership(homeserver, room, { sender, userId, content });
}

/** Issues an invite that waited for its user, or has it issued by the server of who asked for it. */
async function redeem(homeserver: Homeserver, pending: JsonObject): Promise<void> {
  const text = (key: string): string => stringProperty(pending, key) ?? '';
  const [roomId, sender, userId] = [text('room_id'), text('sender'), text('mxid')];
  const { signed } = pending;
  const room = homeserver.rooms.get(roomId);
  const token = stringProperty(signed, 'token') ?? '';
  const asked = room?.stateEvent('m.room.third_party_invite', token);
  const display_name = stringProperty(asked?.content, 'display_name') ?? text('address');
  const content = { membership: 'invite', third_party_invite: { display_name, signed: signed ?? {} } };
  const partial = { type: 'm.room.member', room_id: roomId, sender, state_key: userId, content };
  try {
    if (room && homeserver.isMine(sender)) return await invite(homeserver, room, partial);
    const target = path`/_matrix/federation/v1/exchange_third_party_invite/${roomId}`;
    await homeserver.servers.demand(serverNameOf(sender), 'PUT', target, partial);
  } catch (error) {
    // One invite that cannot be issued is no reason to keep back the others.
    if (!(error instanceof MatrixError)) throw error;
    homeserver.log(`${userId} is not invited to ${roomId}: ${error.message}`);
  }
}
