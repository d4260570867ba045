import type { CanonicalJsonOptions } from './canonical-json.ts';
import { contentHash } from './hashes.ts';
import { type Pdu, type PduDraft, stringProperty } from './pdu.ts';
import { redactEvent } from './redaction.ts';
import { type RoomVersion, roomVersions } from './room-versions.ts';
import { type SignatureCheck, type SigningKey, signJson, verifyJson } from './signing.ts';

/**
 * A copy of an event with its content hash and one more signature.
 *
 * A `hashes.sha256` that is there is kept, right or wrong, since the signature has to cover it. Signatures of others are
 * kept too.
 *
 * @param options overrides the strictness of the room version, for events that break the rule on purpose
 * @throws CanonicalJsonError
 * Source: https://spec.matrix.org/v1.19/server-server-api/#adding-hashes-and-signatures-to-outgoing-events
 */
export function signEvent(
  pdu: PduDraft,
  roomVersion: RoomVersion,
  serverName: string,
  key: SigningKey,
  options: CanonicalJsonOptions = {},
): Pdu {
  const strict = options.strict ?? roomVersions[roomVersion].strictCanonicalJson;
  const sha256 = stringProperty(pdu.hashes, 'sha256') ?? contentHash(pdu, { strict });
  const hashed = { ...pdu, hashes: { ...pdu.hashes, sha256 } };
  const { signatures } = signJson(redactEvent(hashed, roomVersion), serverName, key, { strict });
  return { ...hashed, signatures };
}

/**
 * Whether an event carries a valid signature of a server by one key. The signature covers the redacted form, so the answer
 * is the same for the event and for its redacted copy; it says nothing about the content hash.
 *
 * @param publicKey unpadded Base64
 * @returns never throws: whatever is wrong is the reason
 * Source: https://spec.matrix.org/v1.19/server-server-api/#validating-hashes-and-signatures-on-received-events
 */
export function verifyEventSignature(
  pdu: PduDraft,
  roomVersion: RoomVersion,
  serverName: string,
  keyId: string,
  publicKey: string,
): SignatureCheck {
  const strict = roomVersions[roomVersion].strictCanonicalJson;
  return verifyJson(redactEvent(pdu, roomVersion), serverName, keyId, publicKey, { strict });
}
