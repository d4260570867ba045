import { exactInteger } from '../../protocol/exact-integer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { signJson } from '../../protocol/signing.ts';
import type { Homeserver } from '../homeserver.ts';
import { anybody, param, type Request, type Route } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys */
export const keyRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/key/v2/server', (_request, homeserver) => ownKeys(homeserver)),
  // Older homeservers name the key that they want; the answer is the same.
  anybody('GET', '/_matrix/key/v2/server/:keyId', (_request, homeserver) => ownKeys(homeserver)),
  anybody('GET', '/_matrix/key/v2/query/:serverName', async (request, homeserver) => ({
    server_keys: await keysOf(homeserver, param(request, 'serverName'), untilWhen(request)),
  })),
  anybody('POST', '/_matrix/key/v2/query', async ({ json }, homeserver) => {
    const wanted = isJsonObject(json['server_keys']) ? Object.entries(json['server_keys']) : [];
    const found = await Promise.all(
      wanted.map(([serverName, criteria]) => keysOf(homeserver, serverName, latestOf(criteria))),
    );
    return { server_keys: found.flat() };
  }),
];

function ownKeys({ serverName, signingKey, rules }: Homeserver): JsonObject {
  const keys = {
    server_name: rules.publishedName(serverName),
    valid_until_ts: Date.now() + rules.keyValidityMs,
    verify_keys: rules.verifyKeys(signingKey),
    old_verify_keys: {},
  };
  return signJson(keys, serverName, signingKey);
}

/** The keys of a server, with the signature of this homeserver as their notary; nothing where they cannot be had. */
async function keysOf(homeserver: Homeserver, asked: string, validUntilMs: number): Promise<JsonObject[]> {
  const { serverName, signingKey, keyRing } = homeserver;
  if (asked === serverName) return [ownKeys(homeserver)];
  await keyRing.refresh(asked, validUntilMs);
  const known = keyRing.published(asked);
  return known ? [signJson(known.json, serverName, signingKey)] : [];
}

function untilWhen({ query }: Request): number {
  return Number(query.get('minimum_valid_until_ts') ?? Date.now());
}

/** The latest `minimum_valid_until_ts` that is asked for any key of a server. */
function latestOf(criteria: JsonValue | undefined): number {
  const each = isJsonObject(criteria) ? Object.values(criteria) : [];
  const times = each.map((one) => (isJsonObject(one) ? exactInteger(one['minimum_valid_until_ts']) : undefined));
  return Math.max(Date.now(), ...times.map((time) => Number(time ?? 0)));
}
