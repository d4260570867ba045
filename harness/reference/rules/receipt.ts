import type { Room } from '../rooms/room.ts';
import { isAllowedByAcl } from '../rooms/server-acl.ts';
import { requiredSignatureDefect } from '../../protocol/evaluation/signature-checks.ts';
import { eventFormatDefects } from '../../protocol/event-format.ts';
import { hasValidContentHash } from '../../protocol/hashes.ts';

/** Limits and checks of what other homeservers send. https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu */
export const receiptRules = {
  largestTransaction: { pdus: 50, edus: 100 },
  formatDefects: eventFormatDefects,
  /** What is wrong with the signatures of an event; undefined if nothing is. */
  signatureDefect: requiredSignatureDefect,
  hasValidContentHash,
  /** Whether a server may take part in a room, by its `m.room.server_acl`. https://spec.matrix.org/v1.19/client-server-api/#server-access-control-lists-acls-for-rooms */
  mayParticipate: (serverName: string, room: Room): boolean =>
    isAllowedByAcl(serverName, room.stateEvent('m.room.server_acl')?.content),
  /** Whether an event is soft-failed, by whether the current state allows it. */
  softFails: (isAllowedNow: boolean): boolean => !isAllowedNow,
};
