import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import { eventIdOf } from '../../protocol/event-id.ts';

import type { Pdu } from '../../protocol/pdu.ts';
import { redactEvent } from '../../protocol/redaction.ts';
import { readRoomEvent, type RoomEvent } from '../../protocol/room-event.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';

/** An event that passed the first three checks, as it is kept; or why it is dropped. */
export type CheckedPdu =
  | { readonly event: RoomEvent; readonly pdu: Pdu }
  | { readonly defect: string; readonly eventId: string | undefined };

/**
 * The first three checks on receipt of an event: its form, its signatures, and its content hash, without which only the
 * redacted form is kept.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu
 */
export async function checkPdu(
  { keyRing, rules }: Homeserver,
  received: JsonValue,
  roomVersion: RoomVersion,
): Promise<CheckedPdu> {
  const eventId = idOf(received, roomVersion);
  const [defect] = rules.formatDefects(received, roomVersion);
  if (defect !== undefined || eventId === undefined || !isJsonObject(received)) {
    return { defect: `The event is malformed: ${defect ?? 'it has no ID'}`, eventId };
  }
  const pdu = received as Pdu;
  await keyRing.fetchAll(Object.keys(pdu.signatures));
  const unsigned = rules.signatureDefect(pdu, roomVersion, keyRing.known);
  if (unsigned !== undefined) return { defect: `The event is refused: ${unsigned}`, eventId };
  const kept = rules.hasValidContentHash(pdu, roomVersion) ? pdu : redactEvent(pdu, roomVersion);
  return { event: readRoomEvent(kept, roomVersion), pdu: kept };
}

function idOf(pdu: JsonValue, roomVersion: RoomVersion): string | undefined {
  try {
    return isJsonObject(pdu) ? eventIdOf(pdu as Pdu, roomVersion, { strict: false }) : undefined;
  } catch {
    return undefined; // too malformed for an ID; the format tells why
  }
}
