import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { Rules } from '../rules.ts';
import { receiptRules } from '../rules/receipt.ts';
import { roomRules } from '../rules/rooms.ts';

/** Makes another content of what redaction leaves and of what there was. */
export type Replace = (left: JsonObject, full: JsonObject) => JsonObject;

/** Shows redacted events of one type with another content. */
export const shownRedacted = (type: string, replace: Replace): Partial<Rules> => ({
  redact: (pdu: Pdu, roomVersion: RoomVersion): Pdu =>
    pdu.type === type ? replaced(roomRules.redact(pdu, roomVersion), pdu, replace) : roomRules.redact(pdu, roomVersion),
});

/** Keeps another content of events of one type that come with a wrong content hash. */
export const receivedRedacted = (type: string, replace: Replace): Partial<Rules> => ({
  keptWithWrongHash: (pdu: Pdu, roomVersion: RoomVersion): Pdu | undefined => {
    const redacted = receiptRules.keptWithWrongHash(pdu, roomVersion);
    return redacted && pdu.type === type ? replaced(redacted, pdu, replace) : redacted;
  },
});

const replaced = (redacted: Pdu, pdu: Pdu, replace: Replace): Pdu => ({
  ...redacted,
  content: replace(redacted.content, pdu.content),
});
