import { randomBytes } from 'node:crypto';
import { Account, newToken, type Session } from './account.ts';

/** What a token stands for, until it expires. */
export interface Expiring {
  readonly userId: string;
  /** In milliseconds since 1970. */
  readonly expiresMs: number;
}

/** The users of this homeserver, and who is logged in. */
export class Accounts {
  readonly #byId = new Map<string, Account>();
  /** Also by tokens that are good no longer, as long as the client is logged in. */
  readonly #byAccessToken = new Map<string, Session>();
  readonly #byRefreshToken = new Map<string, Session>();
  /** User IDs by tokens with which one client may log in. */
  readonly loginTokens = new Map<string, Expiring>();
  /** User IDs by tokens with which they show other services who they are. */
  readonly openIdTokens = new Map<string, Expiring>();

  has(userId: string): boolean {
    return this.#byId.has(userId);
  }

  get(userId: string): Account | undefined {
    return this.#byId.get(userId);
  }

  list(): Account[] {
    return [...this.#byId.values()];
  }

  create(userId: string, password?: string): Account {
    const account = new Account(userId, password);
    this.#byId.set(userId, account);
    return account;
  }

  /**
   * Logs a client in. On a device that is logged in, the access token before is good for nothing any longer.
   *
   * @param displayName name of the device; one that is there keeps its own
   */
  logIn(account: Account, deviceId = randomDeviceId(), displayName?: string): Session {
    const known = account.sessions.get(deviceId);
    if (known) this.#forgetTokens(known);
    const session: Session = known ?? {
      account,
      deviceId,
      displayName,
      accessToken: '',
      expiresMs: undefined,
      refreshToken: undefined,
      lastSeenMs: Date.now(),
      transactions: new Map(),
      sent: new Map(),
      toDevice: [],
      keys: { identity: undefined, oneTime: new Map(), fallback: new Map() },
    };
    account.sessions.set(deviceId, session);
    this.#giveAccessToken(session, undefined);
    return session;
  }

  /** Logs a device out, which removes it. */
  logOut(account: Account, deviceId: string): void {
    const session = account.sessions.get(deviceId);
    if (!session) return;
    this.#forgetTokens(session);
    account.sessions.delete(deviceId);
  }

  /**
   * Gives a client another access token, and a refresh token to get the next with. The refresh token before remains valid until
   * one of the new ones is used, so that an answer may be lost.
   *
   * @param lifetimeMs milliseconds until the access token expires
   * Source: https://spec.matrix.org/v1.19/client-server-api/#refreshing-access-tokens
   */
  renew(session: Session, lifetimeMs: number): void {
    session.refreshToken = newToken('refresh');
    this.#byRefreshToken.set(session.refreshToken, session);
    this.#giveAccessToken(session, Date.now() + lifetimeMs);
  }

  /** Who has an access token that is good. */
  withToken(accessToken: string): Session | undefined {
    const session = this.#byAccessToken.get(accessToken);
    if (!session || session.accessToken !== accessToken || (session.expiresMs ?? Infinity) < Date.now())
      return undefined;
    this.#newTokensArrived(session);
    return session;
  }

  /** Whether an access token is good no longer, but its client is still logged in. */
  isSoftLoggedOut(accessToken: string): boolean {
    return this.#byAccessToken.has(accessToken);
  }

  /** Who has a refresh token that is good. */
  withRefreshToken(refreshToken: string): Session | undefined {
    const session = this.#byRefreshToken.get(refreshToken);
    if (session?.refreshToken === refreshToken) this.#newTokensArrived(session);
    return session;
  }

  #giveAccessToken(session: Session, expiresMs: number | undefined): void {
    session.accessToken = newToken('access');
    session.expiresMs = expiresMs;
    this.#byAccessToken.set(session.accessToken, session);
  }

  /** The client has its new tokens: the refresh tokens before are revoked. */
  #newTokensArrived(session: Session): void {
    if (session.refreshToken === undefined) return;
    forget(this.#byRefreshToken, session, session.refreshToken);
  }

  #forgetTokens(session: Session): void {
    forget(this.#byAccessToken, session);
    forget(this.#byRefreshToken, session);
    session.refreshToken = undefined;
  }
}

/** Forgets the tokens of a session, but for one. */
function forget(tokens: Map<string, Session>, session: Session, kept?: string): void {
  for (const [token, owner] of tokens) if (owner === session && token !== kept) tokens.delete(token);
}

function randomDeviceId(): string {
  return randomBytes(6)
    .toString('base64url')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, 'X');
}
