import { randomBytes } from 'node:crypto';
import { Account, newToken, type Session } from './account.ts';

/** The users of this homeserver, and who is logged in. */
export class Accounts {
  readonly #byId = new Map<string, Account>();
  readonly #byAccessToken = new Map<string, Session>();

  has(userId: string): boolean {
    return this.#byId.has(userId);
  }

  get(userId: string): Account | undefined {
    return this.#byId.get(userId);
  }

  list(): Account[] {
    return [...this.#byId.values()];
  }

  create(userId: string, password: string): Account {
    const account = new Account(userId, password);
    this.#byId.set(userId, account);
    return account;
  }

  /** Logs a client in; one that was logged in on the same device is logged out. */
  logIn(account: Account, deviceId = randomDeviceId(), displayName?: string): Session {
    this.logOut(account, deviceId);
    const session: Session = {
      account,
      deviceId,
      displayName,
      accessToken: newToken('access'),
      refreshToken: undefined,
      lastSeenMs: Date.now(),
      transactions: new Map(),
      sent: new Map(),
      toDevice: [],
    };
    account.sessions.set(deviceId, session);
    this.#byAccessToken.set(session.accessToken, session);
    return session;
  }

  /** Logs a device out, which removes it. */
  logOut(account: Account, deviceId: string): void {
    const session = account.sessions.get(deviceId);
    if (!session) return;
    this.#byAccessToken.delete(session.accessToken);
    account.sessions.delete(deviceId);
  }

  /** Gives a client another access token; the one before is good for nothing. */
  renew(session: Session): void {
    this.#byAccessToken.delete(session.accessToken);
    session.accessToken = newToken('access');
    this.#byAccessToken.set(session.accessToken, session);
  }

  /** Who has an access token. */
  withToken(accessToken: string): Session | undefined {
    return this.#byAccessToken.get(accessToken);
  }
}

function randomDeviceId(): string {
  return randomBytes(6)
    .toString('base64url')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, 'X');
}
