import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { type SigningKey, verifyJson } from '../../protocol/signing.ts';
import type { RemoteServers } from './remote-servers.ts';

/** The keys of one server: public keys as unpadded Base64, by key ID. */
type Keys = Readonly<Record<string, string>>;

/**
 * The public keys of other homeservers, as they publish them.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys
 */
export class KeyRing {
  readonly #own: { readonly serverName: string; readonly key: SigningKey };
  readonly #servers: RemoteServers;
  readonly #known = new Map<string, Keys>();
  readonly #fetching = new Map<string, Promise<Keys>>();

  constructor(own: { readonly serverName: string; readonly key: SigningKey }, servers: RemoteServers) {
    this.#own = own;
    this.#servers = servers;
    this.#known.set(own.serverName, { [own.key.keyId]: own.key.publicKey });
  }

  /** A public key; asks its server where it is not known yet. @returns undefined if there is none */
  async find(serverName: string, keyId: string): Promise<string | undefined> {
    const known = this.#known.get(serverName)?.[keyId];
    if (known !== undefined || serverName === this.#own.serverName) return known;
    return (await this.#fetch(serverName))[keyId];
  }

  /** Asks for the keys of servers, so that {@link known} has them. */
  async fetchAll(serverNames: Iterable<string>): Promise<void> {
    const unknown = [...new Set(serverNames)].filter((serverName) => !this.#known.has(serverName));
    await Promise.all(unknown.map((serverName) => this.#fetch(serverName)));
  }

  /** All keys that were fetched, by server name. */
  get known(): Readonly<Record<string, Keys>> {
    return Object.fromEntries(this.#known);
  }

  /** The keys of one server, as far as they were fetched. */
  keysOf(serverName: string): Readonly<Record<string, Keys>> {
    return { [serverName]: this.#known.get(serverName) ?? {} };
  }

  async #fetch(serverName: string): Promise<Keys> {
    const fetching = this.#fetching.get(serverName) ?? this.#ask(serverName);
    this.#fetching.set(serverName, fetching);
    try {
      const keys = await fetching;
      if (Object.keys(keys).length > 0) this.#known.set(serverName, keys);
      return keys;
    } finally {
      this.#fetching.delete(serverName);
    }
  }

  async #ask(serverName: string): Promise<Keys> {
    try {
      const { json } = await this.#servers.ask(serverName, 'GET', '/_matrix/key/v2/server');
      return isJsonObject(json) && json['server_name'] === serverName ? validKeys(json, serverName) : {};
    } catch {
      return {}; // a server that cannot be reached has no keys that could be trusted
    }
  }
}

/** The keys of an answer that one of them signed. */
function validKeys(json: JsonObject, serverName: string): Keys {
  const current = keysAt(json, 'verify_keys');
  const isSelfSigned = Object.entries(current).some(([keyId, key]) => verifyJson(json, serverName, keyId, key).valid);
  return isSelfSigned ? { ...keysAt(json, 'old_verify_keys'), ...current } : {};
}

function keysAt(json: JsonObject, property: string): Keys {
  const entries = isJsonObject(json[property]) ? Object.entries(json[property]) : [];
  return Object.fromEntries(
    entries.flatMap(([keyId, value]) =>
      isJsonObject(value) && typeof value['key'] === 'string' ? [[keyId, value['key']]] : [],
    ),
  );
}
