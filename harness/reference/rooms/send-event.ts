import type { EventSpec } from '../../event-graph/build-event.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { type Pdu, type PduDraft, serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { badJson, forbidden, MatrixError } from '../http/matrix-error.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room } from './room.ts';

/** What an event has to be that a user of this homeserver sends. */
export type NewEvent = Pick<EventSpec, 'type' | 'sender' | 'stateKey' | 'content' | 'redacts'>;

/**
 * Sends an event of a user of this homeserver: builds it on the current state, judges it, takes it and tells the other servers.
 *
 * @returns the event ID
 * @throws MatrixError if it is not allowed, too large, or no event
 */
export function sendEvent(homeserver: Homeserver, room: Room, event: NewEvent): string {
  const pdu = buildEvent(homeserver, room, event);
  return publishEvent(homeserver, room, pdu);
}

/** Builds and signs an event that the current state allows. @throws MatrixError as {@link sendEvent} */
export function buildEvent(homeserver: Homeserver, room: Room, event: NewEvent): Pdu {
  const pdu = sealOwnEvent(homeserver, room.roomVersion, homeserver.rules.draftOwnEvent(room.graph, event));
  // After it is signed, since a join to a restricted room is allowed by a signature.
  const { verdict, reason } = room.graph.judge(pdu);
  if (verdict === 'rejected' && homeserver.rules.refusesForbidden(event)) {
    throw forbidden(`The event is not allowed: ${reason}`);
  }
  return pdu;
}

/** Takes a finished event into the room, and sends it to the servers that have to know. @returns its event ID */
export function publishEvent(homeserver: Homeserver, room: Room, pdu: Pdu): string {
  const before = room.joinedServers();
  const eventId = room.add(pdu);
  // Whoever is kicked or banned, or invited no longer, has to learn it, too; invites go another way.
  const membership = pdu.type === 'm.room.member' ? stringProperty(pdu.content, 'membership') : undefined;
  const concerned =
    membership === 'leave' || membership === 'ban' ? [serverNameAfterColon(pdu.state_key ?? '') ?? ''] : [];
  homeserver.outbox.sendPdu(
    pdu,
    [...before, ...room.joinedServers(), ...concerned].filter((name) => name !== ''),
  );
  homeserver.rooms.notify(room);
  return eventId;
}

/** Hashes and signs an event of this homeserver. @throws MatrixError if what the user gave makes no event of this room version */
export function sealOwnEvent(
  { serverName, signingKeyOf, rules }: Homeserver,
  roomVersion: RoomVersion,
  draft: PduDraft,
): Pdu {
  const { strictCanonicalJson } = roomVersions[roomVersion];
  let pdu: Pdu;
  try {
    if (strictCanonicalJson) canonicalJson(draft.content);
    pdu = rules.sealOwnEvent(draft, { roomVersion, signers: [serverName], signingKeyOf });
  } catch (error) {
    throw badJson(`The content makes no event: ${(error as Error).message}`);
  }
  if (Buffer.byteLength(canonicalJson(pdu, { strict: false })) > rules.largestEvent) {
    throw new MatrixError(413, 'M_TOO_LARGE', `The event is larger than ${rules.largestEvent} bytes`);
  }
  const long = [draft.type, draft.state_key ?? '', draft.sender].some(
    (text) => Buffer.byteLength(text) > rules.longestKey,
  );
  if (long) throw new MatrixError(413, 'M_TOO_LARGE', `A type or state key is longer than ${rules.longestKey} bytes`);
  return pdu;
}
