import { decodeBase64, encodeBase64Url } from './base64.ts';
import type { CanonicalJsonOptions } from './canonical-json.ts';
import { referenceHash } from './hashes.ts';
import type { PduDraft } from './pdu.ts';
import { type RoomVersion, roomVersions } from './room-versions.ts';

/**
 * The ID of an event: given in the event (room versions 1 and 2), or `$` and its reference hash in standard (3) or
 * URL-safe Base64 (4 and later).
 *
 * @param pdu the complete event, with its content hash
 * @param options overrides the strictness of the room version, for events that break the rule on purpose
 * @throws TypeError if the room version wants the ID in the event and it is not there
 * @throws CanonicalJsonError
 * Source: https://spec.matrix.org/v1.19/rooms/v4/#event-ids and the same section of the other room versions
 */
export function eventIdOf(pdu: PduDraft, roomVersion: RoomVersion, options: CanonicalJsonOptions = {}): string {
  const format = roomVersions[roomVersion].eventIdFormat;
  if (format === 'given') {
    if (typeof pdu.event_id === 'string') return pdu.event_id;
    throw new TypeError(`An event of room version ${roomVersion} must carry its ID as event_id; this one does not`);
  }
  const hash = referenceHash(pdu, roomVersion, options);
  return `$${format === 'base64' ? hash : encodeBase64Url(decodeBase64(hash))}`;
}

/**
 * The room ID that a create event makes, in room versions where it is the event's hash.
 *
 * @throws TypeError in other room versions, and for an event that is no `m.room.create`
 * Source: https://spec.matrix.org/v1.19/appendices/#room-ids
 */
export function roomIdOfCreate(createPdu: PduDraft, roomVersion: RoomVersion): string {
  if (roomVersions[roomVersion].roomIdFormat !== 'create-hash') {
    throw new TypeError(`Room version ${roomVersion} does not make room IDs from the create event: read its room_id`);
  }
  if (createPdu.type !== 'm.room.create') {
    throw new TypeError(`Only an m.room.create event makes a room ID; this event is of type ${createPdu.type}`);
  }
  return `!${eventIdOf(createPdu, roomVersion).slice(1)}`;
}

/**
 * The ID of the room that an event belongs to, also for a create event that makes it.
 *
 * @throws TypeError if the event has no `room_id` and needs one
 */
export function roomIdOf(pdu: PduDraft, roomVersion: RoomVersion): string {
  const isCreate = pdu.type === 'm.room.create';
  if (isCreate && roomVersions[roomVersion].roomIdFormat === 'create-hash') return roomIdOfCreate(pdu, roomVersion);
  if (typeof pdu.room_id === 'string') return pdu.room_id;
  throw new TypeError(`An event of type ${pdu.type} in room version ${roomVersion} must have a room_id`);
}
