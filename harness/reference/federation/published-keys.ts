import { exactInteger } from '../../protocol/exact-integer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { verifyJson } from '../../protocol/signing.ts';
import type { PublishedKey } from '../rules/receipt.ts';

/** The keys of one server, as it published them last. */
export interface PublishedKeys {
  readonly byId: Readonly<Record<string, PublishedKey>>;
  /** When they have to be fetched anew, in milliseconds since 1970. */
  readonly validUntilMs: number;
  /** What it answered, with its signatures. */
  readonly json: JsonObject;
}

/** Nobody believes a key for longer, whatever its server says. */
const longestValidityMs = 7 * 24 * 60 * 60 * 1000;

/**
 * The keys that a server publishes.
 *
 * @param json the answer to `GET /_matrix/key/v2/server`, or an element of a notary's
 * @param nowMs milliseconds since 1970
 * @returns undefined if it is not of that server, or not signed with one of the keys
 * Source: https://spec.matrix.org/v1.19/server-server-api/#publishing-keys
 */
export function readPublishedKeys(
  json: JsonValue | undefined,
  serverName: string,
  nowMs: number,
): PublishedKeys | undefined {
  if (!isJsonObject(json) || json['server_name'] !== serverName) return undefined;
  const validUntilMs = Math.min(Number(exactInteger(json['valid_until_ts']) ?? 0), nowMs + longestValidityMs);
  const current = keysAt(json, 'verify_keys', () => ({ validUntilMs, isOld: false }));
  const isSelfSigned = Object.entries(current).some(
    ([keyId, { publicKey }]) => verifyJson(json, serverName, keyId, publicKey).valid,
  );
  if (!isSelfSigned) return undefined;
  const old = keysAt(json, 'old_verify_keys', (entry) => ({
    validUntilMs: Number(exactInteger(entry['expired_ts']) ?? 0),
    isOld: true,
  }));
  return { byId: { ...old, ...current }, validUntilMs, json };
}

function keysAt(
  json: JsonObject,
  property: string,
  validity: (entry: JsonObject) => Omit<PublishedKey, 'publicKey'>,
): Record<string, PublishedKey> {
  const entries = isJsonObject(json[property]) ? Object.entries(json[property]) : [];
  return Object.fromEntries(
    entries.flatMap(([keyId, entry]) => {
      const publicKey = stringProperty(entry, 'key');
      return isJsonObject(entry) && publicKey !== undefined ? [[keyId, { publicKey, ...validity(entry) }]] : [];
    }),
  );
}
