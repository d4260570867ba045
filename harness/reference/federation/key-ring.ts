import type { VerifyKeys } from '../../protocol/evaluation/signature-checks.ts';
import { exactInteger } from '../../protocol/exact-integer.ts';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import type { PduDraft } from '../../protocol/pdu.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { SigningKey } from '../../protocol/signing.ts';
import { path } from '../../wire/path.ts';
import type { Rules } from '../rules.ts';
import { type PublishedKeys, readPublishedKeys } from './published-keys.ts';
import type { RemoteServers } from './remote-servers.ts';

/**
 * The public keys of other homeservers, as they publish them.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#retrieving-server-keys
 */
export class KeyRing {
  readonly #own: { readonly serverName: string; readonly key: SigningKey };
  readonly #servers: RemoteServers;
  readonly #rules: Pick<Rules, 'isKeyValidAt'>;
  readonly #known = new Map<string, PublishedKeys>();
  readonly #fetching = new Map<string, Promise<void>>();

  constructor(
    own: { readonly serverName: string; readonly key: SigningKey },
    servers: RemoteServers,
    rules: Pick<Rules, 'isKeyValidAt'>,
  ) {
    this.#own = own;
    this.#servers = servers;
    this.#rules = rules;
    const publicKey = { publicKey: own.key.publicKey, validUntilMs: Number.MAX_SAFE_INTEGER, isOld: false };
    this.#known.set(own.serverName, {
      byId: { [own.key.keyId]: publicKey },
      validUntilMs: Number.MAX_SAFE_INTEGER,
      json: {},
    });
  }

  /**
   * The public key with which a request is signed: an old one, or one that is valid no more, will not do.
   *
   * @returns undefined if there is none
   */
  async findForRequest(serverName: string, keyId: string): Promise<string | undefined> {
    if (!this.#isCurrent(serverName, keyId)) await this.#fetch(serverName);
    return this.#isCurrent(serverName, keyId) ? this.#known.get(serverName)?.byId[keyId]?.publicKey : undefined;
  }

  /**
   * Makes the keys known by which an event is signed, as far as they can be had.
   *
   * @param notary a server to ask for the keys of those that do not answer themselves
   */
  async fetchFor(pdu: PduDraft, roomVersion: RoomVersion, notary?: string): Promise<void> {
    const signatures = isJsonObject(pdu.signatures) ? Object.entries(pdu.signatures) : [];
    const lacking = signatures.filter(([serverName, byKey]) => {
      const known = this.#usable(serverName, pdu, roomVersion);
      return Object.keys(isJsonObject(byKey) ? byKey : {}).some((keyId) => known[keyId] === undefined);
    });
    await Promise.all(lacking.map(([serverName]) => this.#fetch(serverName, notary)));
  }

  /** The known keys with which an event may be signed, by server name. */
  keysFor(pdu: PduDraft, roomVersion: RoomVersion): VerifyKeys {
    const serverNames = Object.keys(isJsonObject(pdu.signatures) ? pdu.signatures : {});
    return Object.fromEntries(
      serverNames.map((serverName) => [serverName, this.#usable(serverName, pdu, roomVersion)]),
    );
  }

  /** What a server published last, as far as it was fetched; of this homeserver nothing. */
  published(serverName: string): PublishedKeys | undefined {
    return serverName === this.#own.serverName ? undefined : this.#known.get(serverName);
  }

  /** Fetches the keys of a server unless they stay valid until some time, in milliseconds since 1970. */
  async refresh(serverName: string, validUntilMs: number): Promise<void> {
    if ((this.#known.get(serverName)?.validUntilMs ?? 0) < validUntilMs) await this.#fetch(serverName);
  }

  #isCurrent(serverName: string, keyId: string): boolean {
    const key = this.#known.get(serverName)?.byId[keyId];
    return key !== undefined && !key.isOld && key.validUntilMs > Date.now();
  }

  #usable(serverName: string, { origin_server_ts: time }: PduDraft, roomVersion: RoomVersion): Record<string, string> {
    const originServerTs = Number(exactInteger(time) ?? 0);
    const keys = Object.entries(this.#known.get(serverName)?.byId ?? {});
    const valid = keys.filter(([, key]) => this.#rules.isKeyValidAt(key, originServerTs, roomVersion));
    return Object.fromEntries(valid.map(([keyId, { publicKey }]) => [keyId, publicKey]));
  }

  /** Two requests that need the same keys at once ask for them once. */
  async #fetch(serverName: string, notary?: string): Promise<void> {
    if (serverName === this.#own.serverName) return;
    const fetching = this.#fetching.get(serverName) ?? this.#ask(serverName, notary);
    this.#fetching.set(serverName, fetching);
    await fetching;
    this.#fetching.delete(serverName);
  }

  async #ask(serverName: string, notary: string | undefined): Promise<void> {
    const asked = await this.#answers(serverName, '/_matrix/key/v2/server');
    const keys =
      readPublishedKeys(asked, serverName, Date.now()) ?? (notary && (await this.#askNotary(notary, serverName)));
    if (!keys) return; // those that were known before stay
    const before = this.#known.get(serverName);
    this.#known.set(serverName, { ...keys, byId: { ...before?.byId, ...keys.byId } });
  }

  async #askNotary(notary: string, serverName: string): Promise<PublishedKeys | undefined> {
    const answer = await this.#answers(notary, path`/_matrix/key/v2/query/${serverName}`);
    const found = Array.isArray(answer?.['server_keys']) ? answer['server_keys'] : [];
    return found.map((one) => readPublishedKeys(one, serverName, Date.now())).find((one) => one !== undefined);
  }

  /** A server that cannot be reached has no keys that could be trusted. */
  async #answers(serverName: string, target: string): Promise<JsonObject | undefined> {
    try {
      const { json } = await this.#servers.ask(serverName, 'GET', target);
      return isJsonObject(json) ? json : undefined;
    } catch {
      return undefined;
    }
  }
}
