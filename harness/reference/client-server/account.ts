import { stringProperty } from '../../protocol/pdu.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { accessTokenOf, authenticateUser } from '../http/authenticate-user.ts';
import { missingParameter } from '../http/matrix-error.ts';
import { Answer, anybody, type Request, type Route, user } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Account, Session } from '../users/account.ts';
import { demandActive } from '../users/credentials.ts';
import { deleteDevice } from '../users/devices.ts';
import { authenticateInteractively } from '../users/interactive-authentication.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#account-registration-and-management */
export const accountRoutes: readonly Route[] = [
  anybody('POST', '/_matrix/client/v3/account/password', (request, homeserver) => {
    const { session, account, answer } = owner(request, homeserver);
    if (!account) return answer;
    account.password = stringProperty(request.json, 'new_password');
    if (request.json['logout_devices'] === false) return {};
    for (const deviceId of account.sessions.keys()) {
      if (deviceId !== session?.deviceId) deleteDevice(homeserver, account, deviceId);
    }
    return {};
  }),
  anybody('POST', '/_matrix/client/v3/account/deactivate', (request, homeserver) => {
    const { account, answer } = owner(request, homeserver);
    if (!account) return answer;
    deactivate(homeserver, account, request.json['erase'] === true);
    return { id_server_unbind_result: 'success' };
  }),
  user('GET', '/_matrix/client/v3/account/3pid', () => ({ threepids: [] })),
];

type Owner =
  | { readonly session: Session | undefined; readonly account: Account; readonly answer?: never }
  | { readonly answer: JsonObject | Answer; readonly account?: never; readonly session?: never };

/** Who asks for something to be done with an account, whether logged in or not: with the password in either case. */
function owner(request: Request, homeserver: Homeserver): Owner {
  const session = accessTokenOf(request) === undefined ? undefined : authenticateUser(request, homeserver);
  const stages = ['m.login.password'];
  const authenticated = authenticateInteractively(homeserver, request, { stages, account: session?.account });
  if (authenticated instanceof Answer) return { answer: authenticated };
  if (!authenticated.account) throw missingParameter('No user was named');
  return { session, account: demandActive(authenticated.account) };
}

/** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3accountdeactivate */
function deactivate(homeserver: Homeserver, account: Account, erase: boolean): void {
  account.deactivated = true;
  for (const deviceId of account.sessions.keys()) deleteDevice(homeserver, account, deviceId);
  if (!erase) return;
  for (const key of Object.keys(account.profile)) delete account.profile[key];
  account.accountData.clear();
  account.roomAccountData.clear();
}
