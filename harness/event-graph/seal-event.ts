import { contentHash } from '../protocol/hashes.ts';
import type { Pdu, PduDraft } from '../protocol/pdu.ts';
import { redactEvent } from '../protocol/redaction.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { generateSigningKey, type SigningKey, signJson } from '../protocol/signing.ts';

/** Gives the signing key of a server. @throws Error if there is none */
export type SigningKeyOf = (serverName: string) => SigningKey;

/**
 * What an event gets wrong on purpose.
 *
 * - `content-hash`: the hash is that of another content; the signature covers it and is valid
 * - `missing-content-hash`: `hashes` is empty; the signature covers that and is valid
 * - `signature`: well-formed and under the right key ID, but made with another key
 * - `unknown-key`: valid, but made with a key that its server does not publish
 * - `missing-signature`: `signatures` is empty
 */
export type Corruption = 'content-hash' | 'missing-content-hash' | 'signature' | 'unknown-key' | 'missing-signature';

/** Who signs, and what shall be wrong. */
export interface Seal {
  readonly roomVersion: RoomVersion;
  readonly signers: readonly string[];
  readonly signingKeyOf: SigningKeyOf;
  readonly corrupt?: Corruption;
}

/**
 * Adds content hash and signatures to an event.
 *
 * Values that the room version does not allow, such as floats since version 6, are hashed and signed as they are: the event
 * shall be wrong in nothing else.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#adding-hashes-and-signatures-to-outgoing-events
 */
export function sealEvent(draft: PduDraft, { roomVersion, signers, signingKeyOf, corrupt }: Seal): Pdu {
  const options = { strict: false };
  const hashed = corrupt === 'content-hash' ? { ...draft, content: { another: 'content' } } : draft;
  const hashes = corrupt === 'missing-content-hash' ? {} : { sha256: contentHash(hashed, options) };
  let sealed = { ...draft, hashes: draft.hashes ?? hashes, signatures: draft.signatures ?? {} } as Pdu;
  if (corrupt === 'missing-signature') return sealed;
  for (const serverName of signers) {
    const key = keyFor(signingKeyOf(serverName), corrupt);
    const { signatures } = signJson(redactEvent(sealed, roomVersion), serverName, key, options);
    sealed = { ...sealed, signatures };
  }
  return sealed;
}

function keyFor(key: SigningKey, corrupt: Corruption | undefined): SigningKey {
  if (corrupt === 'unknown-key') return generateSigningKey();
  return corrupt === 'signature' ? { ...generateSigningKey(), keyId: key.keyId } : key;
}
