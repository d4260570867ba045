import type { JsonValue } from '../../protocol/json.ts';
import { verifyJson } from '../../protocol/signing.ts';
import { readXMatrix } from '../../protocol/x-matrix.ts';
import { parseLossless } from '../../wire/lossless-json.ts';

/** How requests are authenticated and read. */
export const requestRules = {
  /** What a body says. @throws Error if it is no JSON */
  parseJson: (text: string): JsonValue => parseLossless(text).value,
  /** A request with the wrong form is refused. */
  refusesBadJson: true,
  /** The largest body that is read, in bytes: a transaction of 50 events of 64 KiB, and what is around it. */
  largestBody: 16 * 1024 * 1024,
  /** Reads the `Authorization` header of a request of another homeserver. */
  readAuthorization: readXMatrix,
  /** Which homeserver makes a request that does not say so: none. */
  originWithoutAuthorization: (): string | undefined => undefined,
  /** Whether the `destination` of a request of another homeserver is this one; older homeservers leave it out. */
  isForMe: (destination: string | undefined, serverName: string): boolean =>
    destination === undefined || destination === serverName,
  /** Whether a request is answered that is signed with a key that its homeserver does not publish. */
  acceptsUnknownKeys: false,
  /** Whether the signature of a request of another homeserver is valid. */
  verifyRequest: (...[object, serverName, keyId, publicKey]: Parameters<typeof verifyJson>) =>
    verifyJson(object, serverName, keyId, publicKey, { strict: false }),
};
