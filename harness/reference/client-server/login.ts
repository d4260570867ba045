import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { forbidden, MatrixError, missingParameter } from '../http/matrix-error.ts';
import { Answer, anybody, user, type Route } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { type Account, newToken, type Session } from '../users/account.ts';
import { accountOfCredentials, demandActive } from '../users/credentials.ts';
import { crossSigningKeyIds } from '../users/cross-signing.ts';
import { deviceListChanged } from '../users/devices.ts';
import { authenticateInteractively } from '../users/interactive-authentication.ts';

/** The specification recommends two minutes. */
const loginTokenLifetimeMs = 120_000;

/** https://spec.matrix.org/v1.19/client-server-api/#legacy-login and #refreshing-access-tokens */
export const loginRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/client/v3/login', () => ({
    flows: [{ type: 'm.login.password' }, { type: 'm.login.token', get_login_token: true }],
  })),
  anybody('POST', '/_matrix/client/v3/login', ({ json }, homeserver) =>
    loggedIn(homeserver, demandActive(accountOfLogin(homeserver, json)), json),
  ),
  anybody('POST', '/_matrix/client/v3/refresh', ({ json }, { accounts, rules }) => {
    const session = accounts.withRefreshToken(stringProperty(json, 'refresh_token') ?? '');
    if (!session) {
      throw new MatrixError(401, 'M_UNKNOWN_TOKEN', 'The refresh token is not known', { soft_logout: false });
    }
    accounts.renew(session, rules.accessTokenLifetimeMs);
    return tokensOf(session);
  }),
  user('POST', '/_matrix/client/v1/login/get_token', (request, homeserver) => {
    const { account } = request.session;
    const authenticated = authenticateInteractively(homeserver, request, { stages: ['m.login.password'], account });
    if (authenticated instanceof Answer) return authenticated;
    const loginToken = newToken('login');
    homeserver.accounts.loginTokens.set(loginToken, {
      userId: account.userId,
      expiresMs: Date.now() + loginTokenLifetimeMs,
    });
    return { login_token: loginToken, expires_in_ms: loginTokenLifetimeMs };
  }),
];

/** Who logs in. @throws MatrixError if the credentials are wrong, or of a kind that is not offered */
function accountOfLogin(homeserver: Homeserver, json: JsonObject): Account {
  const type = stringProperty(json, 'type') ?? '';
  if (type === 'm.login.password') return accountOfCredentials(homeserver, json);
  if (type === 'm.login.token') return accountOfLoginToken(homeserver, stringProperty(json, 'token'));
  throw new MatrixError(400, 'M_UNKNOWN', `Nobody can log in by ${type}`);
}

/** Uses a login token up. @throws MatrixError if it is not known, or has expired */
function accountOfLoginToken({ accounts }: Homeserver, token: string | undefined): Account {
  if (token === undefined) throw missingParameter('There is no token');
  const found = accounts.loginTokens.get(token);
  accounts.loginTokens.delete(token);
  const account = found && accounts.get(found.userId);
  if (!account || found.expiresMs < Date.now()) throw forbidden('The login token is not known');
  return account;
}

/**
 * Logs a client in, after a registration or by credentials.
 *
 * @param json body of the request, with the device that the client asks for
 * @returns what it is told
 */
export function loggedIn(homeserver: Homeserver, account: Account, json: JsonObject): JsonObject {
  const { accounts, rules } = homeserver;
  const asked = stringProperty(json, 'device_id');
  if (asked !== undefined && crossSigningKeyIds(account).includes(asked)) {
    throw forbidden('This is the ID of a cross-signing key, and cannot be that of a device');
  }
  const deviceId = rules.deviceFor(account, asked);
  const isNew = deviceId === undefined || !account.sessions.has(deviceId);
  const session = accounts.logIn(account, deviceId, stringProperty(json, 'initial_device_display_name'));
  if (isNew) deviceListChanged(homeserver, account, { session });
  if (json['refresh_token'] === true) accounts.renew(session, rules.accessTokenLifetimeMs);
  return { user_id: account.userId, device_id: session.deviceId, ...tokensOf(session) };
}

function tokensOf({ accessToken, refreshToken, expiresMs }: Session): JsonObject {
  return {
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(expiresMs !== undefined && { expires_in_ms: expiresMs - Date.now() }),
  };
}
