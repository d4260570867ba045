import type { JsonObject } from '../../protocol/json.ts';
import { isJsonObject } from '../../protocol/json.ts';
import { signJson } from '../../protocol/signing.ts';
import type { Homeserver } from '../homeserver.ts';
import { anybody, param, type Route } from '../http/route.ts';

/** Longer than any run. */
const validityMs = 24 * 60 * 60 * 1000;

/** https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys; a notary only of itself */
export const keyRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/key/v2/server', (_request, homeserver) => ownKeys(homeserver)),
  anybody('GET', '/_matrix/key/v2/query/:serverName', (request, homeserver) => ({
    server_keys: keysOf([param(request, 'serverName')], homeserver),
  })),
  anybody('POST', '/_matrix/key/v2/query', ({ json }, homeserver) => ({
    server_keys: keysOf(isJsonObject(json['server_keys']) ? Object.keys(json['server_keys']) : [], homeserver),
  })),
];

function ownKeys({ serverName, signingKey }: Homeserver): JsonObject {
  const keys = {
    server_name: serverName,
    valid_until_ts: Date.now() + validityMs,
    verify_keys: { [signingKey.keyId]: { key: signingKey.publicKey } },
    old_verify_keys: {},
  };
  return signJson(keys, serverName, signingKey);
}

function keysOf(serverNames: readonly string[], homeserver: Homeserver): JsonObject[] {
  return serverNames.includes(homeserver.serverName) ? [ownKeys(homeserver)] : [];
}
