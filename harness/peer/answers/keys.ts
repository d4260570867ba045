import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { signJson } from '../../protocol/signing.ts';
import { type AnsweringPeer, bodyOf, ok, param, type Route } from './route.ts';

/** Longer than any run, shorter than the week beyond which nobody trusts a key anyway. */
const validityMs = 24 * 60 * 60 * 1000;

/** Publishing keys; the peer is a notary only for itself. https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys */
export const keyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_matrix/key/v2/server',
    open: true,
    handler: (_incoming, peer) => ok(publishedKeys(peer)),
  },
  {
    // Older servers name the key that they want; the answer is the same.
    method: 'GET',
    path: '/_matrix/key/v2/server/:keyId',
    open: true,
    handler: (_incoming, peer) => ok(publishedKeys(peer)),
  },
  {
    method: 'GET',
    path: '/_matrix/key/v2/query/:serverName',
    open: true,
    handler: (incoming, peer) => ok({ server_keys: keysOf([param(incoming, 'serverName')], peer) }),
  },
  {
    method: 'POST',
    path: '/_matrix/key/v2/query',
    open: true,
    handler: (incoming, peer) => {
      const wanted = bodyOf(incoming)['server_keys'];
      return ok({ server_keys: keysOf(isJsonObject(wanted) ? Object.keys(wanted) : [], peer) });
    },
  },
];

function publishedKeys({ serverName, signingKey }: AnsweringPeer): JsonObject {
  const keys = {
    server_name: serverName,
    valid_until_ts: Date.now() + validityMs,
    verify_keys: { [signingKey.keyId]: { key: signingKey.publicKey } },
    old_verify_keys: {},
  };
  return signJson(keys, serverName, signingKey);
}

function keysOf(serverNames: readonly string[], peer: AnsweringPeer): JsonObject[] {
  return serverNames.includes(peer.serverName) ? [publishedKeys(peer)] : [];
}
