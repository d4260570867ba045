import { randomBytes } from 'node:crypto';

import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalJsonBytes, type CanonicalJsonOptions } from './canonical-json.ts';
import { ed25519KeyBytes, ed25519PublicKey, ed25519Sign, ed25519SignatureBytes, ed25519Verify } from './ed25519.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { type Signatures, stringProperty } from './pdu.ts';

/** A server's Ed25519 key. */
export interface SigningKey {
  /** Algorithm and version, such as `ed25519:auto1`. */
  readonly keyId: string;
  /** 32 bytes; secret. */
  readonly seed: Uint8Array;
  /** Unpadded Base64. */
  readonly publicKey: string;
}

/** Whether a signature holds, and if not, why. */
export type SignatureCheck = { readonly valid: true } | { readonly valid: false; readonly reason: string };

/**
 * A new random key.
 *
 * @param version the part of the key ID after `ed25519:`, of `[a-zA-Z0-9_]`. Random when not given: homeservers cache keys
 *   by server name and key ID, so a name that is used again with another key must not come with the same key ID.
 * @throws TypeError if the version has other characters
 * Source: https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys
 */
export function generateSigningKey(version: string = `t_${randomBytes(6).toString('hex')}`): SigningKey {
  return keyFrom(`ed25519:${version}`, randomBytes(ed25519KeyBytes));
}

/**
 * The key of a known seed.
 *
 * @param keyId algorithm and version, such as `ed25519:1`
 * @param seedBase64 32 bytes as standard Base64
 * @throws TypeError if either is malformed
 */
export function signingKeyFromSeed(keyId: string, seedBase64: string): SigningKey {
  return keyFrom(keyId, decodeBase64(seedBase64));
}

function keyFrom(keyId: string, seed: Uint8Array): SigningKey {
  if (!/^ed25519:[a-zA-Z0-9_]+$/.test(keyId)) {
    throw new TypeError(`A key ID must be ed25519: and a version of letters, digits and _, found ${keyId}`);
  }
  if (seed.length !== ed25519KeyBytes) {
    throw new TypeError(`The seed of ${keyId} must have 32 bytes, found ${String(seed.length)}`);
  }
  return { keyId, seed, publicKey: encodeBase64(ed25519PublicKey(seed)) };
}

/** The Ed25519 signature of bytes, as unpadded Base64. */
export function signatureOf(bytes: Uint8Array, key: SigningKey): string {
  return encodeBase64(ed25519Sign(bytes, key.seed));
}

/**
 * A copy of a JSON object with one more signature. `unsigned` and the signatures that are there are kept and not signed.
 *
 * @param options not strict for events of room versions 1 to 5
 * @throws CanonicalJsonError
 * @throws TypeError if `signatures` is there and not an object of objects
 * Source: https://spec.matrix.org/v1.19/appendices/#signing-details
 */
export function signJson<T extends JsonObject>(
  value: T,
  serverName: string,
  key: SigningKey,
  options: CanonicalJsonOptions = {},
): T & { signatures: Signatures } {
  const signatures = Object.hasOwn(value, 'signatures') ? value['signatures'] : {};
  const ofServer = isJsonObject(signatures) && Object.hasOwn(signatures, serverName) ? signatures[serverName] : {};
  if (!isJsonObject(signatures) || !isJsonObject(ofServer)) {
    throw new TypeError(`Cannot add a signature of ${serverName}: signatures must be an object of objects`);
  }
  const signature = signatureOf(signedBytes(value, options), key);
  const all = { ...signatures, [serverName]: { ...ofServer, [key.keyId]: signature } };
  return { ...value, signatures: all as Signatures };
}

/**
 * Whether a JSON object carries a valid signature of a server by one key.
 *
 * @param publicKey unpadded Base64
 * @param options not strict for events of room versions 1 to 5
 * @returns never throws: whatever is wrong with the object, the signature or the key is the reason
 * Source: https://spec.matrix.org/v1.19/appendices/#checking-for-a-signature
 */
export function verifyJson(
  value: JsonObject,
  serverName: string,
  keyId: string,
  publicKey: string,
  options: CanonicalJsonOptions = {},
): SignatureCheck {
  if (!keyId.startsWith('ed25519:')) return invalid(`the algorithm of ${keyId} is not ed25519`);
  const signatures = Object.hasOwn(value, 'signatures') ? value['signatures'] : undefined;
  if (!isJsonObject(signatures) || !Object.hasOwn(signatures, serverName)) {
    return invalid(`there is no signature of ${serverName}`);
  }
  const text = stringProperty(signatures[serverName], keyId);
  if (text === undefined) return invalid(`there is no signature of ${serverName} by ${keyId}`);
  try {
    const signature = decodeLength(text, ed25519SignatureBytes, 'signature');
    const verifyKey = decodeLength(publicKey, ed25519KeyBytes, 'public key');
    const holds = ed25519Verify(signature, signedBytes(value, options), verifyKey);
    return holds ? { valid: true } : invalid(`the signature of ${serverName} by ${keyId} does not match the object`);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

function signedBytes(value: JsonObject, options: CanonicalJsonOptions): Uint8Array {
  const { signatures: _signatures, unsigned: _unsigned, ...signed } = value;
  return canonicalJsonBytes(signed, options);
}

function decodeLength(text: string, length: number, what: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes.length !== length) {
    throw new TypeError(`the ${what} must have ${String(length)} bytes, found ${String(bytes.length)}`);
  }
  return bytes;
}

function invalid(reason: string): SignatureCheck {
  return { valid: false, reason };
}
