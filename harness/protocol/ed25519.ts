import { createHash } from 'node:crypto';

import { getPublicKey, hashes, sign, verify } from '@noble/ed25519';

// The library's synchronous functions have no hash of their own.
hashes.sha512 = (message) => new Uint8Array(createHash('sha512').update(message).digest());

/** Length in bytes of a seed and of a public key (RFC 8032, section 5.1.5). */
export const ed25519KeyBytes = 32;

/** Length in bytes of a signature (RFC 8032, section 5.1.6). */
export const ed25519SignatureBytes = 64;

/** The 32-byte public key of a 32-byte seed. */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return getPublicKey(seed);
}

/** The 64-byte signature over a message. */
export function ed25519Sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return sign(message, seed);
}

/**
 * Whether a signature is valid by RFC 8032; false too for a key or signature that is no point on the curve.
 *
 * The specification names Ed25519 "as implemented by NaCl", and today's NaCl (libsodium) refuses encodings that are not
 * canonical and keys of small order. ZIP-215, the library's default, accepts both, so the suite would call signatures
 * valid that homeservers refuse.
 *
 * @param signature 64 bytes
 * @param publicKey 32 bytes
 * @throws RangeError if a length is wrong
 * Source: https://spec.matrix.org/v1.19/appendices/#signing-details
 */
export function ed25519Verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return verify(signature, message, publicKey, { zip215: false });
}
