import { isJsonObject } from '../json.ts';
import { verifyEventSignature } from '../event-signing.ts';
import { type PduDraft, serverNameAfterColon } from '../pdu.ts';
import type { RoomEvent } from '../room-event.ts';
import { type RoomVersion, roomVersions } from '../room-versions.ts';

/** Public keys as unpadded Base64: server name, then key ID. */
export type VerifyKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What is wrong with the signatures that an event needs, apart from those that the authorization rules ask for.
 *
 * @returns undefined if nothing is
 * Source: https://spec.matrix.org/v1.19/server-server-api/#validating-hashes-and-signatures-on-received-events
 */
export function requiredSignatureDefect(pdu: PduDraft, roomVersion: RoomVersion, keys: VerifyKeys): string | undefined {
  // An invite that came by way of a third party may be sent by another server than its sender's.
  const senders = isThirdPartyInvite(pdu) ? [] : [serverNameAfterColon(pdu.sender)];
  const byId = roomVersions[roomVersion].furtherSignatureOf === 'event-id-server';
  const servers = [...senders, ...(byId ? [serverNameAfterColon(pdu.event_id ?? '')] : [])];
  const unsigned = servers.filter((server) => server === undefined || !isSigned(pdu, server, roomVersion, keys));
  return unsigned.length === 0 ? undefined : `it has no valid signature of ${unsigned.join(' and ')}`;
}

/** Whether a server's signature of an event is valid, for the authorization rules. */
export function isSignedByServer(
  roomVersion: RoomVersion,
  keys: VerifyKeys,
): (event: RoomEvent, serverName: string) => boolean {
  return ({ pdu }, serverName) => isSigned(pdu, serverName, roomVersion, keys);
}

function isThirdPartyInvite({ type, content }: PduDraft): boolean {
  return type === 'm.room.member' && content['membership'] === 'invite' && isJsonObject(content['third_party_invite']);
}

/** At least one signature by a known key, and none by a known key that is wrong. */
function isSigned(pdu: PduDraft, serverName: string, roomVersion: RoomVersion, keys: VerifyKeys): boolean {
  const known = Object.hasOwn(keys, serverName) ? Object.entries(keys[serverName] ?? {}) : [];
  const signed = known.filter(([keyId]) => Object.hasOwn(pdu.signatures?.[serverName] ?? {}, keyId));
  return (
    signed.length > 0 &&
    signed.every(([keyId, publicKey]) => verifyEventSignature(pdu, roomVersion, serverName, keyId, publicKey).valid)
  );
}
