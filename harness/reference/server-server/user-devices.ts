import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, server } from '../http/route.ts';
import type { Account } from '../users/account.ts';
import { claimKeysOfOwn, deviceKeysOf } from '../users/device-keys.ts';

const v1 = '/_matrix/federation/v1/user';

/** https://spec.matrix.org/v1.19/server-server-api/#device-management and #end-to-end-encryption */
export const userDeviceRoutes: readonly Route[] = [
  server('GET', `${v1}/devices/:userId`, (request, homeserver) => {
    const userId = param(request, 'userId');
    const account = homeserver.accounts.get(userId);
    if (!account) throw notFound(`There is no user ${userId}`);
    const keys = deviceKeysOf(account);
    const devices = [...account.sessions.values()].flatMap(({ deviceId, displayName }) => {
      const ofDevice = keys[deviceId];
      const name = displayName === undefined ? {} : { device_display_name: displayName };
      // Only a device with keys can be sent anything that is encrypted.
      return ofDevice === undefined ? [] : [{ device_id: deviceId, keys: ofDevice, ...name }];
    });
    return {
      user_id: userId,
      stream_id: homeserver.deviceLists.get(userId) ?? 0,
      devices,
      ...crossSigningOf(account),
    };
  }),
  server('POST', `${v1}/keys/query`, ({ json }, { accounts }) => {
    const asked = Object.entries(isJsonObject(json['device_keys']) ? json['device_keys'] : {});
    const known = asked.flatMap(([userId, deviceIds]) => {
      const account = accounts.get(userId);
      return account ? [{ userId, account, deviceIds: Array.isArray(deviceIds) ? deviceIds : [] }] : [];
    });
    const keysAt = (kind: 'master_key' | 'self_signing_key'): JsonObject =>
      Object.fromEntries(
        known.flatMap(({ userId, account }) => {
          const key = account.crossSigningKeys.get(kind);
          return key ? [[userId, key]] : [];
        }),
      );
    return {
      device_keys: Object.fromEntries(
        known.map(({ userId, account, deviceIds }) => [userId, deviceKeysOf(account, deviceIds)]),
      ),
      master_keys: keysAt('master_key'),
      self_signing_keys: keysAt('self_signing_key'),
    };
  }),
  server('POST', `${v1}/keys/claim`, ({ json }, homeserver: Homeserver) => ({
    one_time_keys: claimKeysOfOwn(homeserver, isJsonObject(json['one_time_keys']) ? json['one_time_keys'] : {}),
  })),
];

/** The keys that others may have; the user-signing key is the user's own affair. */
function crossSigningOf({ crossSigningKeys }: Account): JsonObject {
  const [master, selfSigning] = [crossSigningKeys.get('master_key'), crossSigningKeys.get('self_signing_key')];
  return { ...(master && { master_key: master }), ...(selfSigning && { self_signing_key: selfSigning }) };
}
