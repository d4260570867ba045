import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../../protocol/room-event.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Rules } from '../rules.ts';

/** An event that passed the first three checks, as it is kept. */
export interface SoundPdu {
  readonly event: RoomEvent;
  readonly pdu: Pdu;
  /** Whether its content is what its server sent: otherwise this is its redacted form. */
  readonly isWhole: boolean;
}

/** An event that passed the first three checks; or why it is dropped. */
export type CheckedPdu = SoundPdu | { readonly defect: string; readonly eventId: string | undefined };

/** Where an event comes from, and what is asked of it there. */
export interface CheckOptions {
  /** A server that may know the keys of others. */
  readonly notary?: string;
  /** What is wrong with its signatures. Default: {@link Rules.signatureDefect}. */
  readonly signatureDefect?: Rules['signatureDefect'];
  /** It may have any number of parents and auth events. */
  readonly unlimited?: boolean;
}

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
  { notary, signatureDefect = rules.signatureDefect, unlimited = false }: CheckOptions = {},
): Promise<CheckedPdu> {
  const eventId = idOf(received, roomVersion);
  const defects = rules.formatDefects(received, roomVersion);
  const [defect] = unlimited ? defects.filter((one) => !rules.isLimitOfReferences(one)) : defects;
  if (defect !== undefined || eventId === undefined || !isJsonObject(received)) {
    return { defect: `The event is malformed: ${defect ?? 'it has no ID'}`, eventId };
  }
  const pdu = received as Pdu;
  await keyRing.fetchFor(pdu, roomVersion, notary);
  const unsigned = signatureDefect(pdu, roomVersion, keyRing.keysFor(pdu, roomVersion));
  if (unsigned !== undefined) return { defect: `The event is refused: ${unsigned}`, eventId };
  const isWhole = rules.hasValidContentHash(pdu, roomVersion);
  const kept = isWhole ? pdu : rules.keptWithWrongHash(pdu, roomVersion);
  if (!kept) return { defect: 'The event is refused: its content hash is wrong', eventId };
  return { event: readRoomEvent(kept, roomVersion), pdu: kept, isWhole };
}

function idOf(pdu: JsonValue, roomVersion: RoomVersion): string | undefined {
  try {
    return isJsonObject(pdu) ? readRoomEvent(pdu as Pdu, roomVersion).eventId : undefined;
  } catch {
    return undefined; // too malformed for an ID; the format tells why
  }
}
