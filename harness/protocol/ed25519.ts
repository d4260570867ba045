import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { hashes, verify as verifyInFull } from '@noble/ed25519';

// Node signs and verifies twenty times as fast as the library, which a run of thousands of signed events shows. The library
// has the last word wherever the two could differ.

// The library's synchronous functions have no hash of their own.
hashes.sha512 = (message) => new Uint8Array(createHash('sha512').update(message).digest());

/** Length in bytes of a seed and of a public key (RFC 8032, section 5.1.5). */
export const ed25519KeyBytes = 32;

/** Length in bytes of a signature (RFC 8032, section 5.1.6). */
export const ed25519SignatureBytes = 64;

/** The 32-byte public key of a 32-byte seed. */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  const { x = '' } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(x, 'base64url'));
}

/** The 64-byte signature over a message; RFC 8032 leaves no choice of it. */
export function ed25519Sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKeyOf(seed)));
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
  const name = `${base64url(signature)} ${base64url(publicKey)}`;
  const known = verdicts.get(name);
  if (known?.message.equals(message)) return known.holds;
  const holds = verifyAnew(signature, message, publicKey);
  if (verdicts.size >= rememberedVerdicts) verdicts.clear();
  verdicts.set(name, { message: Buffer.from(message), holds });
  return holds;
}

/** What was found, by signature and key: servers tell of an event many times, alone, as state and in auth chains. */
const verdicts = new Map<string, { readonly message: Buffer; readonly holds: boolean }>();

/** A few megabytes of events; then those that were last seen long ago are forgotten with all others. */
const rememberedVerdicts = 4_000;

function verifyAnew(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const key = publicKeyOf(publicKey);
  // What holds without the cofactor, as Node computes it, holds with it; the other way round it need not.
  if (key && signature.length === ed25519SignatureBytes && verify(null, message, key, signature)) return true;
  return verifyInFull(signature, message, publicKey, { zip215: false });
}

const privateKeys = new WeakMap<Uint8Array, KeyObject>();

/** What stands before the seed in PKCS #8 (RFC 8410, section 7). */
const beforeSeed = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(seed: Uint8Array): KeyObject {
  const known = privateKeys.get(seed);
  if (known) return known;
  const key = createPrivateKey({ key: Buffer.concat([beforeSeed, seed]), format: 'der', type: 'pkcs8' });
  privateKeys.set(seed, key);
  return key;
}

/** More keys than the servers of a run have; then those that were not used for long are forgotten with all others. */
const rememberedKeys = 10_000;
const publicKeys = new Map<string, KeyObject | undefined>();

/** The key as Node wants it; undefined if it is one of those that the library has to judge. */
function publicKeyOf(publicKey: Uint8Array): KeyObject | undefined {
  const x = base64url(publicKey);
  if (publicKeys.has(x)) return publicKeys.get(x);
  if (publicKeys.size >= rememberedKeys) publicKeys.clear();
  const key = isOrdinary(publicKey)
    ? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    : undefined;
  publicKeys.set(x, key);
  return key;
}

/** The prime of the field in which the coordinates are (RFC 8032, section 5.1). */
const prime = 2n ** 255n - 19n;

/** The y coordinates of the points of small order: 0, 1 and -1, and those of the four points of order 8. */
const smallOrder: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  prime - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
  prime - 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
]);

/** In its canonical encoding, and of more than small order, if it is a point of the curve at all. */
function isOrdinary(publicKey: Uint8Array): boolean {
  if (publicKey.length !== ed25519KeyBytes) return false;
  const encoded = BigInt(`0x${Buffer.from(publicKey.toReversed()).toString('hex')}`);
  const y = BigInt.asUintN(255, encoded); // the highest bit is the sign of x
  return y < prime && !smallOrder.has(y);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
