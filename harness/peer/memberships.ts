import { buildEvent, type EventSpec } from '../event-graph/build-event.ts';
import { RoomGraph } from '../event-graph/room-graph.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import type { WireResponse } from '../wire/http-client.ts';
import { path } from '../wire/path.ts';
import { objectAt, objectsAt, show } from '../wire/read.ts';
import { strippedState } from './answers/joining.ts';
import { completeTemplate, demandOk, type HandshakeOptions } from './handshake.ts';
import type { Speaker } from './speaker.ts';

/** A room of the target that a user of the peer joined. */
export interface JoinedRoom {
  readonly room: RoomGraph;
  /** Of the join. */
  readonly eventId: string;
  readonly makeJoin: WireResponse;
  readonly sendJoin: WireResponse;
}

/**
 * Joins a room through the target, and starts a replica from the state in the answer.
 *
 * @throws UnexpectedAnswer if the target refuses, or answers with something that is no state
 * Source: https://spec.matrix.org/v1.19/server-server-api/#joining-rooms
 */
export async function joinRoom(
  speaker: Speaker,
  roomId: string,
  userId: string,
  options?: HandshakeOptions,
): Promise<JoinedRoom> {
  const { make, pdu, eventId, roomVersion } = await completeTemplate(speaker, 'join', roomId, userId, options);
  const target = path`/_matrix/federation/v2/send_join/${roomId}/${eventId}`;
  const sendJoin = demandOk(await speaker.request('PUT', target, { json: pdu }));
  const state = objectsAt(sendJoin.json, 'state') as Pdu[];
  const authChain = objectsAt(sendJoin.json, 'auth_chain') as Pdu[];
  const room = speaker.replicas.get(roomId) ?? new RoomGraph({ roomId, roomVersion });
  if (room.eventIds.length === 0) room.seedState(state, pdu, authChain);
  else room.add(pdu, { unknownState: true });
  speaker.replicas.keep(room);
  return { room, eventId, makeJoin: make, sendJoin };
}

/** A leave or knock that the target took. */
export interface SentMembership {
  readonly eventId: string;
  readonly pdu: Pdu;
  readonly make: WireResponse;
  readonly send: WireResponse;
}

/**
 * Leaves a room through the target, or rejects an invite of it.
 *
 * @throws UnexpectedAnswer if the target refuses
 * Source: https://spec.matrix.org/v1.19/server-server-api/#leaving-rooms-rejecting-invites
 */
export async function leaveRoom(
  speaker: Speaker,
  roomId: string,
  userId: string,
  options?: HandshakeOptions,
): Promise<SentMembership> {
  const { make, pdu, eventId } = await completeTemplate(speaker, 'leave', roomId, userId, options);
  const target = path`/_matrix/federation/v2/send_leave/${roomId}/${eventId}`;
  const send = demandOk(await speaker.request('PUT', target, { json: pdu }));
  speaker.replicas.get(roomId)?.add(pdu, { unknownState: true });
  return { eventId, pdu, make, send };
}

/**
 * Knocks on a room of the target.
 *
 * @throws UnexpectedAnswer if the target refuses
 * Source: https://spec.matrix.org/v1.19/server-server-api/#knocking-rooms
 */
export async function knockOnRoom(
  speaker: Speaker,
  roomId: string,
  userId: string,
  options?: HandshakeOptions,
): Promise<SentMembership> {
  const { make, pdu, eventId } = await completeTemplate(speaker, 'knock', roomId, userId, options);
  const target = path`/_matrix/federation/v1/send_knock/${roomId}/${eventId}`;
  const send = demandOk(await speaker.request('PUT', target, { json: pdu }));
  return { eventId, pdu, make, send };
}

/** What to change in an invite. */
export interface InviteOptions {
  /** Added to the content of the event. */
  readonly content?: JsonObject;
  /** Replaces the `invite_room_state` of the request. */
  readonly inviteRoomState?: JsonValue;
  /** Changes the event in any other way. */
  readonly event?: Partial<EventSpec>;
}

/** An invite that the target signed. */
export interface SentInvite {
  readonly eventId: string;
  /** With both signatures. */
  readonly pdu: Pdu;
  readonly response: WireResponse;
}

/**
 * Invites a user of the target into a room that the peer is in, and adds the invite to the replica.
 *
 * @param sender user of the peer who invites
 * @param userId user of the target who is invited
 * @throws UnexpectedAnswer if the target refuses
 * Source: https://spec.matrix.org/v1.19/server-server-api/#inviting-to-a-room
 */
export async function inviteUser(
  speaker: Speaker,
  room: RoomGraph,
  sender: string,
  userId: string,
  { content, event, inviteRoomState = strippedState(room) }: InviteOptions = {},
): Promise<SentInvite> {
  const pdu = buildEvent(
    room,
    {
      type: 'm.room.member',
      sender,
      stateKey: userId,
      content: { membership: 'invite', ...content },
      ...event,
      overrides: { origin: speaker.serverName, ...event?.overrides },
    },
    speaker.signingKeyOf,
  );
  const eventId = room.eventIdOf(pdu);
  const target = path`/_matrix/federation/v2/invite/${room.roomId}/${eventId}`;
  const json = { room_version: room.roomVersion, event: pdu, invite_room_state: inviteRoomState };
  const response = demandOk(await speaker.request('PUT', target, { json }));
  const signed = objectAt(response.json, 'event') as Pdu;
  if (room.eventIdOf(signed) !== eventId) {
    throw new UnexpectedAnswer(`${response.asked} answered with another event`, {
      expected: `the event ${eventId} with one more signature`,
      actual: show(signed),
    });
  }
  room.add(signed);
  return { eventId, pdu: signed, response };
}
