import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Account, DeviceKeys, Session } from './account.ts';

/** How many one-time keys of each algorithm are left. https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3keysupload */
export function oneTimeKeyCounts({ oneTime }: DeviceKeys): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const keyId of oneTime.keys()) counts[algorithmOf(keyId)] = (counts[algorithmOf(keyId)] ?? 0) + 1;
  return counts;
}

/** The algorithms of which the fallback key was not given out yet. */
export function unusedFallbackKeyTypes({ fallback }: DeviceKeys): string[] {
  return [...fallback].filter(([, { used }]) => !used).map(([algorithm]) => algorithm);
}

/** Keeps the keys that a device uploads. */
export function keepKeys({ keys }: Session, json: JsonObject): void {
  if (isJsonObject(json['device_keys'])) keys.identity = json['device_keys'];
  for (const [keyId, key] of entriesAt(json, 'one_time_keys')) keys.oneTime.set(keyId, key);
  for (const [keyId, key] of entriesAt(json, 'fallback_keys')) {
    const algorithm = algorithmOf(keyId);
    const isKnown = keys.fallback.get(algorithm)?.keyId === keyId;
    if (!isKnown) keys.fallback.set(algorithm, { keyId, key, used: false });
  }
}

/** Takes a one-time key of an algorithm away, or gives the fallback key; undefined where there is neither. */
export function claimKey({ keys }: Session, algorithm: string): JsonObject | undefined {
  const [found] = [...keys.oneTime].filter(([keyId]) => algorithmOf(keyId) === algorithm);
  if (found) {
    const [keyId, key] = found;
    keys.oneTime.delete(keyId);
    return { [keyId]: key };
  }
  const fallback = keys.fallback.get(algorithm);
  if (!fallback) return undefined;
  fallback.used = true;
  return { [fallback.keyId]: fallback.key };
}

/** The keys of the devices of a user of this homeserver, by device ID. @param deviceIds all where it is empty */
export function deviceKeysOf({ sessions }: Account, deviceIds: readonly JsonValue[] = []): JsonObject {
  const asked = [...sessions.values()].filter(({ deviceId }) => deviceIds.length === 0 || deviceIds.includes(deviceId));
  return Object.fromEntries(
    asked.flatMap(({ deviceId, displayName, keys: { identity } }) => {
      const unsigned = displayName === undefined ? {} : { device_display_name: displayName };
      return identity ? [[deviceId, { ...identity, unsigned }]] : [];
    }),
  );
}

/** Keys of users of this homeserver that were claimed, by user ID, device ID and key ID. @param asked as of `/keys/claim` */
export function claimKeysOfOwn(homeserver: Homeserver, asked: JsonObject): JsonObject {
  const claimed: JsonObject = {};
  for (const [userId, byDevice] of Object.entries(asked)) {
    const found = Object.entries(isJsonObject(byDevice) ? byDevice : {}).flatMap(([deviceId, algorithm]) => {
      const session = homeserver.accounts.get(userId)?.sessions.get(deviceId);
      const key = session && typeof algorithm === 'string' ? claimKey(session, algorithm) : undefined;
      return key ? [[deviceId, key]] : [];
    });
    if (found.length > 0) claimed[userId] = Object.fromEntries(found);
  }
  return claimed;
}

/**
 * Asks the servers of users for their keys.
 *
 * @param property where the users stand in the request
 * @returns the answers, and the servers that did not give one as `failures`
 * Source: https://spec.matrix.org/v1.19/server-server-api/#end-to-end-encryption
 */
export async function askForKeys(
  homeserver: Homeserver,
  operation: 'query' | 'claim',
  property: 'device_keys' | 'one_time_keys',
  users: JsonObject,
): Promise<{ answers: JsonObject[]; failures: JsonObject }> {
  const remote = Object.entries(users).filter(([userId]) => !homeserver.isMine(userId));
  const byServer = Map.groupBy(remote, ([userId]) => userId.slice(userId.indexOf(':') + 1));
  const answers: JsonObject[] = [];
  const failures: JsonObject = {};
  const asking = [...byServer].map(async ([server, ofServer]) => {
    const body = { [property]: Object.fromEntries(ofServer) };
    try {
      answers.push(
        await homeserver.servers.demand(server, 'POST', path`/_matrix/federation/v1/user/keys/${operation}`, body),
      );
    } catch (error) {
      failures[server] = { error: (error as Error).message };
    }
  });
  await Promise.all(asking);
  return { answers, failures };
}

function algorithmOf(keyId: string): string {
  return keyId.split(':')[0] ?? '';
}

function entriesAt(json: JsonObject, property: string): [string, JsonValue][] {
  return isJsonObject(json[property]) ? Object.entries(json[property]) : [];
}
