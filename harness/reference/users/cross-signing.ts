import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { verifyJson } from '../../protocol/signing.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { forbidden, MatrixError, missingParameter } from '../http/matrix-error.ts';
import type { Account } from './account.ts';

/** The keys that a user can have, besides those of devices. https://spec.matrix.org/v1.19/client-server-api/#cross-signing */
export const crossSigningKinds = ['master_key', 'self_signing_key', 'user_signing_key'] as const;

/** The public keys of a user, which are used as IDs: no device may have one of them. */
export function crossSigningKeyIds({ crossSigningKeys }: Account): string[] {
  return [...crossSigningKeys.values()].map((key) => publicKeyOf(key)?.publicKey ?? '');
}

/** Whether an upload has a key in it that is not there yet, and a master key is. */
export function replacesKeys({ crossSigningKeys }: Account, upload: JsonObject): boolean {
  if (!crossSigningKeys.has('master_key')) return false;
  return crossSigningKinds.some((kind) => {
    const key = upload[kind];
    return isJsonObject(key) && JSON.stringify(crossSigningKeys.get(kind)?.['keys']) !== JSON.stringify(key['keys']);
  });
}

/**
 * Keeps the keys of an upload.
 *
 * @throws MatrixError if there is no master key, the master key did not sign the others, or one is the ID of a device
 * Source: https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysdevice_signingupload
 */
export function keepCrossSigningKeys(account: Account, upload: JsonObject): void {
  const master = upload['master_key'] ?? account.crossSigningKeys.get('master_key');
  const { keyId, publicKey } = (isJsonObject(master) && publicKeyOf(master)) || {};
  if (keyId === undefined || publicKey === undefined) throw missingParameter('There is no master key');
  const given = crossSigningKinds.flatMap((kind) =>
    isJsonObject(upload[kind]) ? [[kind, upload[kind]] as const] : [],
  );
  for (const [kind, key] of given) {
    if (account.sessions.has(publicKeyOf(key)?.publicKey ?? '')) throw forbidden(`The ${kind} is the ID of a device`);
    if (kind !== 'master_key' && !verifyJson(key, account.userId, keyId, publicKey).valid) {
      throw new MatrixError(400, 'M_INVALID_SIGNATURE', `The ${kind} is not signed by the master key`);
    }
  }
  for (const [kind, key] of given) account.crossSigningKeys.set(kind, key);
}

function publicKeyOf(key: JsonObject): { keyId: string; publicKey: string } | undefined {
  const keys = key['keys'];
  const [keyId] = isJsonObject(keys) ? Object.keys(keys) : [];
  const publicKey = keyId === undefined ? undefined : stringProperty(keys, keyId);
  return keyId !== undefined && publicKey !== undefined ? { keyId, publicKey } : undefined;
}
