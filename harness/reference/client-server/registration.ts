import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { forbidden, invalidParameter, MatrixError, missingParameter } from '../http/matrix-error.ts';
import { Answer, anybody, type Request, type Route } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { setAccountData } from '../users/account-data.ts';
import { authenticateInteractively } from '../users/interactive-authentication.ts';
import { defaultPushRules } from '../users/default-push-rules.ts';
import { loggedIn } from './login.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#account-registration-and-management */
export const registrationRoutes: readonly Route[] = [
  anybody('POST', '/_matrix/client/v3/register', register),
  anybody('GET', '/_matrix/client/v3/register/available', ({ query }, homeserver) => {
    const username = query.get('username');
    if (username === null) throw missingParameter('There is no username');
    demandFree(homeserver, username);
    return { available: true };
  }),
];

/** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3register */
function register(request: Request, homeserver: Homeserver): JsonObject | Answer {
  const { json, query } = request;
  const { rules, accounts, serverName } = homeserver;
  const kind = query.get('kind') ?? 'user';
  if (kind === 'guest') throw forbidden('There are no guests here');
  if (kind !== 'user') throw invalidParameter(`${kind} is no kind of account`);
  const username = stringProperty(json, 'username');
  // Before the authentication, so that nobody solves a captcha for nothing.
  if (username !== undefined) demandFree(homeserver, username);
  const authenticated = authenticateInteractively(homeserver, request, { stages: rules.registrationStages });
  if (authenticated instanceof Answer) return authenticated;
  const userId = `@${username ?? rules.madeUpLocalpart()}:${serverName}`;
  const account = accounts.create(userId, stringProperty(json, 'password'));
  setAccountData(homeserver, account, 'm.push_rules', { global: defaultPushRules(userId) });
  if (rules.inhibitsLogin(json['inhibit_login'] === true)) return { user_id: userId };
  return loggedIn(homeserver, account, json);
}

/** @throws MatrixError if nobody can be registered under a user name */
function demandFree(homeserver: Homeserver, username: string): void {
  const { rules, serverName } = homeserver;
  const userId = `@${username}:${serverName}`;
  if (!rules.isLocalpart(username) || Buffer.byteLength(userId) > rules.longestUserId) {
    throw new MatrixError(400, 'M_INVALID_USERNAME', 'A user name has only a-z, 0-9 and ._=-/+');
  }
  if (rules.isTaken(homeserver, userId)) throw new MatrixError(400, 'M_USER_IN_USE', `${username} is taken`);
}
