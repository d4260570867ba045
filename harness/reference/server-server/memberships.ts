import { draftEvent } from '../../event-graph/build-event.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { type Pdu, type PduDraft, stringProperty } from '../../protocol/pdu.ts';
import { signEvent } from '../../protocol/event-signing.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, invalidParameter, MatrixError } from '../http/matrix-error.ts';
import { param, type ServerRequest } from '../http/route.ts';
import { fetchAuthEvents } from '../rooms/auth-events.ts';
import { checkPdu, type SoundPdu } from '../rooms/check-pdu.ts';
import { fetchHistory } from '../rooms/fetch-history.ts';
import { demandAuthoriser, needsAuthoriser } from '../rooms/restricted-join.ts';
import type { Room } from '../rooms/room.ts';
import type { OwnMembership } from '../rules/federation.ts';
import { askedRoom } from './asked-room.ts';

/**
 * Answers make_join, make_knock and make_leave: the template of an event that is allowed now.
 *
 * @throws MatrixError if the user is of another server than the one that asks, or if the room does not permit the event
 * Source: https://spec.matrix.org/v1.19/server-server-api/#joining-rooms
 */
export function makeMembership(request: ServerRequest, homeserver: Homeserver, membership: OwnMembership): JsonObject {
  const { serverName, rules } = homeserver;
  const room = askedRoom(request, homeserver);
  const userId = param(request, 'userId');
  if (!rules.givesTemplate(userId, request.origin)) throw forbidden(`${userId} is no user of ${request.origin}`);
  if (membership !== 'leave') demandCompatible(request, homeserver, room);
  const vouched = membership === 'join' && needsAuthoriser(room, userId) && mayJoinAtAll(room, userId);
  const event = draftEvent(room.graph, {
    type: 'm.room.member',
    sender: userId,
    stateKey: userId,
    content: {
      membership,
      ...(vouched && { join_authorised_via_users_server: demandAuthoriser(homeserver, room, userId) }),
    },
    overrides: { origin: serverName },
  });
  // Who vouches for a join signs it when it is submitted.
  const { verdict, reason } = room.graph.judge(vouched ? countersigned(homeserver, room, event) : event);
  if (!rules.permitsMembership(verdict === 'accepted', membership))
    throw forbidden(`The ${membership} is not allowed: ${reason}`);
  return { room_version: room.roomVersion, event };
}

/** What came with send_join, send_knock or send_leave, as it is in the room now. */
export interface SubmittedMembership {
  readonly room: Room;
  readonly pdu: Pdu;
  readonly eventId: string;
}

/**
 * Takes an event that another server completed from a template, and tells the other servers in the room.
 *
 * @throws MatrixError if it is not what was asked for, or not allowed
 * Source: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv2send_joinroomideventid
 */
export async function takeMembership(
  request: ServerRequest,
  homeserver: Homeserver,
  membership: OwnMembership,
): Promise<SubmittedMembership> {
  const { rules, rooms, outbox } = homeserver;
  const { origin } = request;
  const room = askedRoom(request, homeserver);
  const checked = await checkSubmitted(request, homeserver, room, membership);
  return room.exclusively(async () => {
    const { eventId } = checked.event;
    await fetchAuthEvents(homeserver, room, checked, origin);
    const { stateBefore, unknown } = await fetchHistory(homeserver, room, checked, origin);
    if (stateBefore !== undefined || unknown !== undefined)
      throw invalidParameter('The event follows others than the room has');
    const vouched = isVouchedByUs(homeserver, room, checked.pdu);
    if (vouched && needsAuthoriser(room, checked.pdu.sender)) demandAuthoriser(homeserver, room, checked.pdu.sender);
    const pdu = vouched ? countersigned(homeserver, room, checked.pdu) : checked.pdu;
    demandPermitted(homeserver, room, pdu, membership);
    const before = room.joinedServers();
    if (!room.holds(eventId)) room.add(pdu);
    const others = [...before].filter((name) => name !== origin);
    if (rules.distributesSubmissions(membership)) outbox.sendPdu(pdu, others);
    rooms.notify(room);
    return { room, pdu, eventId };
  });
}

async function checkSubmitted(
  request: ServerRequest,
  homeserver: Homeserver,
  room: Room,
  membership: OwnMembership,
): Promise<SoundPdu> {
  const { rules, serverName } = homeserver;
  const { origin, json } = request;
  const { roomId, roomVersion } = room;
  const expected = { membership, roomId, origin, serverName };
  const broken = rules.submissionConditions.find(({ holds }) => !holds(json as PduDraft, expected));
  if (broken) throw invalidParameter(`This is no ${membership}: ${broken.demands}`);
  const { submittedSignatureDefect: signatureDefect } = rules;
  const checked = await checkPdu(homeserver, json, roomVersion, { notary: origin, signatureDefect });
  if ('defect' in checked) throw invalidParameter(checked.defect);
  if (!checked.isWhole) throw invalidParameter('The content hash of the event is wrong');
  if (checked.event.eventId !== param(request, 'eventId')) throw invalidParameter('The event has another ID');
  return checked;
}

/** https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1make_joinroomiduserid */
function demandCompatible({ query }: ServerRequest, { rules }: Homeserver, { roomVersion }: Room): void {
  const supported = query.getAll('ver');
  if (rules.isCompatible(roomVersion, supported.length === 0 ? ['1'] : supported)) return;
  throw new MatrixError(400, 'M_INCOMPATIBLE_ROOM_VERSION', `The room has version ${roomVersion}`, {
    room_version: roomVersion,
  });
}

/** Whether nothing but the conditions of the room stands between a user and the room. */
function mayJoinAtAll(room: Room, userId: string): boolean {
  return room.membershipOf(userId) !== 'ban';
}

/** Whether a user of this homeserver vouches for a join: that its server has to sign. */
function isVouchedByUs(homeserver: Homeserver, room: Room, { content }: PduDraft): boolean {
  const authoriser = stringProperty(content, 'join_authorised_via_users_server');
  return roomVersions[room.roomVersion].restricted && authoriser !== undefined && homeserver.isMine(authoriser);
}

/** https://spec.matrix.org/v1.19/server-server-api/#restricted-rooms */
function countersigned({ serverName, signingKey }: Homeserver, { roomVersion }: Room, pdu: PduDraft): Pdu {
  return signEvent(pdu, roomVersion, serverName, signingKey, { strict: false });
}

/** @throws MatrixError 403 if the state before the event, or the current one, does not allow it */
function demandPermitted({ rules }: Homeserver, room: Room, pdu: Pdu, membership: OwnMembership): void {
  const { verdict, reason } = room.graph.judge(pdu);
  const now = room.graph.isAllowedNow(pdu);
  if (rules.permitsMembership(verdict === 'accepted' && now.allowed, membership)) return;
  throw forbidden(`The ${membership} is not allowed: ${verdict === 'accepted' ? now.reason : reason}`);
}
