import { createKey } from '../../protocol/authorization/auth-context.ts';
import { signEvent } from '../../protocol/event-signing.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { type Pdu, type PduDraft, stringProperty } from '../../protocol/pdu.ts';
import { allRoomVersions, isRoomVersion, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import { badJson, forbidden, invalidParameter, MatrixError } from '../http/matrix-error.ts';
import { param, type Route, server, type ServerRequest, withAnyBody } from '../http/route.ts';
import { checkPdu, type SoundPdu } from '../rooms/check-pdu.ts';
import { ofRoom, soundPdus } from '../rooms/remote-events.ts';
import { stripped } from '../rooms/stripped-state.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#inviting-to-a-room */
export const invitingRoutes: readonly Route[] = [
  withAnyBody(
    server('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId', async (request, homeserver) => {
      const { event, room_version: roomVersion, invite_room_state: state } = request.json;
      if (!isJsonObject(event)) throw badJson('event has to be the invite');
      if (typeof roomVersion !== 'string') throw badJson('room_version has to be that of the room');
      return { event: await takeInvite(request, homeserver, { event, roomVersion, state }) };
    }),
  ),
  // What older homeservers know is for room versions 1 and 2 only, which have the same events.
  withAnyBody(
    server('PUT', '/_matrix/federation/v1/invite/:roomId/:eventId', async (request, homeserver) => {
      const event = request.json;
      const state = isJsonObject(event['unsigned']) ? event['unsigned']['invite_room_state'] : undefined;
      return [200, { event: await takeInvite(request, homeserver, { event, roomVersion: '1', state }) }];
    }),
  ),
];

interface GivenInvite {
  readonly event: JsonObject;
  readonly roomVersion: string;
  readonly state: JsonValue | undefined;
}

/** Checks and signs an invite of a user of this homeserver, and shows it to the user. @returns the invite with both signatures */
async function takeInvite(request: ServerRequest, homeserver: Homeserver, given: GivenInvite): Promise<Pdu> {
  const { serverName, signingKey, rooms, rules } = homeserver;
  const roomVersion = supported(given.roomVersion);
  const roomId = param(request, 'roomId');
  const { event } = await checkInvite(request, homeserver, given.event, roomVersion);
  const shown = await shownState(homeserver, { roomId, roomVersion }, given.state);
  const userId = event.stateKey ?? '';
  demandInvitable(homeserver, userId);
  const room = rooms.get(roomId);
  if (room && !rules.mayParticipate(request.origin, room)) throw forbidden(`${request.origin} is shut out of the room`);
  const sent = given.event as Pdu;
  const pdu = signEvent(sent, roomVersion, serverName, signingKey, { strict: false });
  // Who is in the room already gets the invite a second time, with a transaction.
  if (!room?.joinedServers().has(serverName)) {
    const strippedState = [...shown, stripped(event)];
    rooms.noteOutside(userId, { roomId, roomVersion, membership: 'invite', pdu, strippedState });
  }
  return pdu;
}

function supported(roomVersion: string): RoomVersion {
  if (isRoomVersion(roomVersion) && allRoomVersions.includes(roomVersion)) return roomVersion;
  throw new MatrixError(400, 'M_INCOMPATIBLE_ROOM_VERSION', `There is no room version ${roomVersion}`, {
    room_version: roomVersion,
  });
}

async function checkInvite(
  request: ServerRequest,
  homeserver: Homeserver,
  event: JsonObject,
  roomVersion: RoomVersion,
): Promise<SoundPdu> {
  const { rules, serverName } = homeserver;
  const { origin } = request;
  const expected = { membership: 'invite' as const, roomId: param(request, 'roomId'), origin, serverName };
  const broken = rules.inviteConditions.find(({ holds }) => !holds(event as PduDraft, expected));
  if (broken) throw invalidParameter(`This is no invite: ${broken.demands}`);
  const { inviteSignatureDefect: signatureDefect } = rules;
  const checked = await checkPdu(homeserver, event, roomVersion, { notary: origin, signatureDefect });
  if ('defect' in checked) throw invalidParameter(checked.defect);
  if (!checked.isWhole) throw invalidParameter('The content hash of the event is wrong');
  if (checked.event.eventId !== param(request, 'eventId')) throw invalidParameter('The event has another ID');
  return checked;
}

/**
 * The state that comes with an invite, as users see it. Where the room is made of its create event, it has to hold whole events of
 * that very room; other homeservers strip them of all but what users see.
 */
async function shownState(
  homeserver: Homeserver,
  room: { readonly roomId: string; readonly roomVersion: RoomVersion },
  state: JsonValue | undefined,
): Promise<JsonObject[]> {
  const given = Array.isArray(state) ? state.filter(isJsonObject) : [];
  if (roomVersions[room.roomVersion].roomIdFormat !== 'create-hash') return given.flatMap(strippedOf);
  const sound = ofRoom(room, await soundPdus(homeserver, room, given));
  if (sound.length !== given.length) throw invalidParameter('invite_room_state has to hold events of the room');
  if (!sound.some(({ event }) => event.key === createKey)) {
    throw invalidParameter('invite_room_state has to hold the create event');
  }
  return sound.map(({ event }) => stripped(event));
}

function strippedOf(event: JsonObject): JsonObject[] {
  const [type, sender, stateKey] = ['type', 'sender', 'state_key'].map((key) => stringProperty(event, key));
  const { content } = event;
  if (type === undefined || sender === undefined || stateKey === undefined || !isJsonObject(content)) return [];
  return [{ type, sender, state_key: stateKey, content }];
}

/** @throws MatrixError if there is no such user, or the user wants no invites */
function demandInvitable({ accounts, rules }: Homeserver, userId: string): void {
  const account = accounts.get(userId);
  if (!rules.takesInvitesFor(account)) throw forbidden('There is no such user');
  // https://spec.matrix.org/v1.19/client-server-api/#invite-permission
  const permission = account?.accountData.get('m.invite_permission_config')?.value;
  if (stringProperty(permission, 'default_action') !== 'block') return;
  throw new MatrixError(403, 'M_INVITE_BLOCKED', 'The user does not want to be invited');
}
