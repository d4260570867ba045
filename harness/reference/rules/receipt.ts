import { requiredSignatureDefect } from '../../protocol/evaluation/signature-checks.ts';
import { eventFormatDefects } from '../../protocol/event-format.ts';
import { hasValidContentHash } from '../../protocol/hashes.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { redactEvent } from '../../protocol/redaction.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { Room } from '../rooms/room.ts';
import { isAllowedByAcl } from '../rooms/server-acl.ts';

/** A public key of another server, and the end of its validity in milliseconds since 1970. */
export interface PublishedKey {
  readonly publicKey: string;
  readonly validUntilMs: number;
  /** Whether its server signs with it no more. */
  readonly isOld: boolean;
}

/** What became of an event of a transaction. */
export type Receipt = 'taken' | 'rejected' | 'refused';

/** Limits and checks of what other homeservers send. https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu */
export const receiptRules = {
  largestTransaction: { pdus: 50, edus: 100 },
  /** A transaction that is sent again has no second effect. */
  remembersTransactions: true,
  /** A message to a device that comes again is delivered once. https://spec.matrix.org/v1.19/server-server-api/#send-to-device-messaging */
  handlesMessagesOnce: true,
  /** The status with which a transaction is answered, by what became of its events. */
  transactionStatus: (_receipts: readonly Receipt[]): number => 200,
  /** Whether a transaction may have ephemeral units of a type that is not known. */
  acceptsUnknownEdus: true,
  formatDefects: eventFormatDefects,
  /** The limits on the number of parents and auth events do not hold for what was accepted long ago. */
  isLimitOfReferences: (defect: string): boolean => /^(prev|auth)_events must have at most/.test(defect),
  /** What is wrong with the signatures of an event; undefined if nothing is. */
  signatureDefect: requiredSignatureDefect,
  /** Whether an event may be signed with a key. https://spec.matrix.org/v1.19/rooms/v5/#signing-key-validity-period */
  isKeyValidAt: ({ validUntilMs }: PublishedKey, originServerTs: number, roomVersion: RoomVersion): boolean =>
    !roomVersions[roomVersion].enforcesKeyValidity || originServerTs <= validUntilMs,
  hasValidContentHash,
  /** What is kept of an event with a wrong content hash; undefined if nothing is. */
  keptWithWrongHash: (pdu: Pdu, roomVersion: RoomVersion): Pdu | undefined => redactEvent(pdu, roomVersion),
  /** Whether a server may take part in a room, by its `m.room.server_acl`. https://spec.matrix.org/v1.19/client-server-api/#server-access-control-lists-acls-for-rooms */
  mayParticipate: (serverName: string, room: Room): boolean =>
    isAllowedByAcl(serverName, room.stateEvent('m.room.server_acl')?.content),
  /** What keeps an event from being taken after its parents, whatever became of those: nothing does. */
  parentsDefect: (_event: RoomEvent, _room: Room): string | undefined => undefined,
  /** Whether an event is soft-failed, by whether the current state allows it. */
  softFails: (isAllowedNow: boolean): boolean => !isAllowedNow,
  /** Whether users are shown an event. https://spec.matrix.org/v1.19/server-server-api/#rejection and #soft-failure */
  isPartOfTimeline: (softFailed: boolean, rejected: boolean): boolean => !softFailed && !rejected,
  /** Whether the events are asked for that are missing before another. */
  asksForMissingEvents: true,
  /** Whether the state is asked for where they cannot be had. */
  asksForState: true,
  /** The IDs of the state before an event of which nobody tells it; undefined if such an event is not taken. */
  stateOfTheUnknown: (_room: Room): readonly string[] | undefined => undefined,
  /** How. @param earliest the events that are known */
  missingEventsRequest: (latest: string, earliest: readonly string[]): JsonObject => ({
    latest_events: [latest],
    earliest_events: [...earliest],
    // A gap of one sync of an ordinary client has 10 events, and some are longer.
    limit: 20,
    min_depth: 0,
  }),
};
