import { verifyJson } from '../../protocol/signing.ts';

/** How requests are authenticated and read. */
export const requestRules = {
  /** A request with the wrong form is refused. */
  refusesBadJson: true,
  /** The largest body that is read, in bytes: a transaction of 50 events of 64 KiB, and what is around it. */
  largestBody: 16 * 1024 * 1024,
  /** Whether the `destination` of a request of another homeserver is this one. */
  isForMe: (destination: string, serverName: string): boolean => destination === serverName,
  /** Whether the signature of a request of another homeserver is valid. */
  verifyRequest: (...[object, serverName, keyId, publicKey]: Parameters<typeof verifyJson>) =>
    verifyJson(object, serverName, keyId, publicKey, { strict: false }),
};
