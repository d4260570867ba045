import { webcrypto } from 'node:crypto';

/** How keys are made and how certificates are signed with them, by the names that Node has for kinds of keys. */
export const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const;

/** Elliptic curves are quicker; some homeservers can sign their own certificate with an RSA key only. */
export type KeyKind = keyof typeof algorithms;

/** Makes keys, in another thread: those with RSA take up to some tenths of a second. */
export async function generateKeys(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithms[kind], true, ['sign', 'verify']);
}
