import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';

/** The Ed25519 key with which a homeserver signs, made by the harness so that it can recognise its own process. */
export interface SigningKey {
  /** The part after `ed25519:` of the key id; letters, digits and underscores. */
  readonly version: string;
  /** The 32 bytes of the private key, unpadded base64. */
  readonly seed: string;
  /** What `GET /_matrix/key/v2/server` must show, unpadded base64. */
  readonly publicKey: string;
}

/** RFC 8410: the DER of an Ed25519 private key up to its 32 bytes. */
const derPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Makes a new signing key. Its key id is new too: homeservers keep keys by server name and key id, and ports come back.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#publishing-keys
 */
export function makeSigningKey(): SigningKey {
  const seed = randomBytes(32);
  const privateKey = createPrivateKey({ key: Buffer.concat([derPrefix, seed]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    version: `t_${randomBytes(3).toString('hex')}`,
    seed: unpadded(seed),
    publicKey: unpadded(Buffer.from(x ?? '', 'base64url')),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
