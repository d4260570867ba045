import { draftEvent, type EventSpec } from '../../event-graph/build-event.ts';
import { sealEvent } from '../../event-graph/seal-event.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { type Pdu, type PduDraft, serverNameAfterColon, serverNameOf } from '../../protocol/pdu.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
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
  const draft = draftEvent(room.graph, event);
  demandAllowed(room, draft);
  return seal(homeserver, room, draft);
}

/** @throws MatrixError if the current state does not allow an event */
export function demandAllowed(room: Room, draft: PduDraft): void {
  const { verdict, reason } = room.graph.judge(draft);
  if (verdict === 'rejected') throw forbidden(`The event is not allowed: ${reason}`);
}

/** Takes a finished event into the room, and sends it to the servers that have to know. @returns its event ID */
export function publishEvent(homeserver: Homeserver, room: Room, pdu: Pdu): string {
  const before = room.joinedServers();
  const eventId = room.add(pdu);
  // Whoever is kicked or banned has to learn it, too.
  const concerned = pdu.type === 'm.room.member' ? [serverNameAfterColon(pdu.state_key ?? '') ?? ''] : [];
  homeserver.outbox.sendPdu(
    pdu,
    [...before, ...room.joinedServers(), ...concerned].filter((name) => name !== ''),
  );
  homeserver.rooms.notify(room);
  return eventId;
}

/** @throws MatrixError if what the user gave makes no event of this room version */
function seal({ serverName, signingKeyOf, rules }: Homeserver, room: Room, draft: PduDraft): Pdu {
  const { roomVersion } = room;
  const { strictCanonicalJson } = roomVersions[roomVersion];
  const signers = [serverNameOf(draft.sender) === serverName ? serverName : serverNameOf(draft.sender)];
  let pdu: Pdu;
  try {
    if (strictCanonicalJson) canonicalJson(draft.content);
    pdu = sealEvent(draft, { roomVersion, signers, signingKeyOf });
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
