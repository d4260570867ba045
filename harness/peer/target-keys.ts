import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { isJsonObject } from '../protocol/json.ts';
import { verifyJson } from '../protocol/signing.ts';
import type { HttpClient } from '../wire/http-client.ts';
import { valueAt } from '../wire/read.ts';
import { Wire } from '../wire/wire.ts';

/** The target's public keys by key ID, or why they could not be had. */
export type PublishedKeys =
  | { readonly valid: true; readonly current: ReadonlyMap<string, string>; readonly old: ReadonlyMap<string, string> }
  | { readonly valid: false; readonly reason: string };

/** A public key, or why there is none. */
export type FoundKey = { readonly publicKey: string } | { readonly reason: string };

/** Fetched once for all peers of a worker: the keys of a running homeserver do not change. */
const fetched = new WeakMap<HttpClient, Promise<PublishedKeys>>();

/** The keys with which the target signs, as it publishes them. */
export class TargetKeys {
  readonly #ask: {
    readonly client: HttpClient;
    readonly serverName: string;
    readonly party: string;
    wire: () => Wire | null;
  };

  constructor(ask: { client: HttpClient; serverName: string; party: string; wire: () => Wire | null }) {
    this.#ask = ask;
  }

  /**
   * Finds a key; asks the target again where it is not among those that it published before.
   *
   * @param purpose keys that are retired are good for events, not for requests
   * Source: https://spec.matrix.org/v1.19/server-server-api/#publishing-keys
   */
  async find(keyId: string, purpose: 'request' | 'event'): Promise<FoundKey> {
    const known = pick(await this.#fetch(), keyId, purpose);
    if ('publicKey' in known) return known;
    fetched.delete(this.#ask.client);
    return pick(await this.#fetch(), keyId, purpose);
  }

  async #fetch(): Promise<PublishedKeys> {
    const { client } = this.#ask;
    const keys = fetched.get(client) ?? this.#request();
    fetched.set(client, keys);
    if (!(await keys).valid) fetched.delete(client);
    return keys;
  }

  async #request(): Promise<PublishedKeys> {
    const { client, party, serverName, wire } = this.#ask;
    try {
      const target = '/_matrix/key/v2/server';
      const { status, json } = await client.request(wire() ?? new Wire(), { sender: party, method: 'GET', target });
      return status === 200 ? readKeys(json, serverName) : { valid: false, reason: `GET ${target} answered ${status}` };
    } catch (error) {
      return { valid: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

/**
 * Reads an answer to `GET /_matrix/key/v2/server`.
 *
 * @returns the keys if one of them signed the answer
 * Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixkeyv2server
 */
export function readKeys(json: JsonValue | undefined, serverName: string): PublishedKeys {
  if (!isJsonObject(json)) return { valid: false, reason: 'the published keys are no JSON object' };
  const current = keysAt(json, 'verify_keys');
  if (json['server_name'] !== serverName) {
    return { valid: false, reason: `the published keys are not those of ${serverName}` };
  }
  const isSelfSigned = [...current].some(([keyId, publicKey]) => verifyJson(json, serverName, keyId, publicKey).valid);
  if (!isSelfSigned)
    return { valid: false, reason: `no key in verify_keys signed the published keys of ${serverName}` };
  return { valid: true, current, old: keysAt(json, 'old_verify_keys') };
}

function keysAt(json: JsonObject, property: string): Map<string, string> {
  const keys = valueAt(json, property);
  if (!isJsonObject(keys)) return new Map();
  const pairs = Object.keys(keys).map((keyId) => [keyId, valueAt(keys, keyId, 'key')] as const);
  return new Map(pairs.filter((pair): pair is readonly [string, string] => typeof pair[1] === 'string'));
}

function pick(keys: PublishedKeys, keyId: string, purpose: 'request' | 'event'): FoundKey {
  if (!keys.valid) return keys;
  const publicKey = keys.current.get(keyId) ?? (purpose === 'event' ? keys.old.get(keyId) : undefined);
  return publicKey === undefined ? { reason: `the target does not publish a key ${keyId}` } : { publicKey };
}
