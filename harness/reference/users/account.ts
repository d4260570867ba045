import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';

/** Something that was set at some position of the stream. */
export interface Positioned<T> {
  readonly value: T;
  readonly position: number;
}

/** A client of a user, as long as it is logged in. */
export interface Session {
  readonly account: Account;
  readonly deviceId: string;
  displayName: string | undefined;
  accessToken: string;
  /** When the access token expires, in milliseconds since 1970; undefined if never. */
  expiresMs: number | undefined;
  refreshToken: string | undefined;
  lastSeenMs: number;
  /** Answers by transaction ID and path, so that a request that is repeated has no second effect. */
  readonly transactions: Map<string, JsonObject>;
  /** Event IDs of what this client sent, with the transaction ID. */
  readonly sent: Map<string, string>;
  /** Messages that were sent to this device and not yet fetched. */
  readonly toDevice: Positioned<JsonObject>[];
  readonly keys: DeviceKeys;
}

/** The keys of a device for end-to-end encryption. Source: https://spec.matrix.org/v1.19/client-server-api/#key-management-api */
export interface DeviceKeys {
  /** Undefined before it was uploaded. */
  identity: JsonObject | undefined;
  /** By algorithm and key ID, in the order in which they were uploaded. */
  readonly oneTime: Map<string, JsonObject[string]>;
  /** By algorithm. */
  readonly fallback: Map<string, FallbackKey>;
}

/** The key that is given out where there are no one-time keys left. */
export interface FallbackKey {
  readonly keyId: string;
  readonly key: JsonObject[string];
  used: boolean;
}

/** A user of this homeserver. */
export class Account {
  readonly userId: string;
  /** Undefined where there is none that would log the user in. */
  password: string | undefined;
  deactivated = false;
  readonly sessions = new Map<string, Session>();
  readonly profile: Record<string, JsonObject[string]> = {};
  /** By type. */
  readonly accountData = new Map<string, Positioned<JsonObject>>();
  /** By room ID, then type; tags are among it, as `m.tag`. */
  readonly roomAccountData = new Map<string, Map<string, Positioned<JsonObject>>>();
  /** By filter ID. */
  readonly filters = new Map<string, JsonObject>();
  /** By `master_key`, `self_signing_key`, `user_signing_key`. */
  readonly crossSigningKeys = new Map<string, JsonObject>();

  constructor(userId: string, password: string | undefined) {
    this.userId = userId;
    this.password = password;
  }
}

/** A text that nobody can guess, such as an access token. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`;
}
