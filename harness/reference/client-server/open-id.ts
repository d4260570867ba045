import { type Route, user } from '../http/route.ts';
import { newToken } from '../users/account.ts';
import { demandOwn } from './own.ts';

const lifetimeSeconds = 3600;

/** https://spec.matrix.org/v1.19/client-server-api/#openid */
export const openIdRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/user/:userId/openid/request_token', (request, { accounts, serverName }) => {
    demandOwn(request);
    const accessToken = newToken('openid');
    accounts.openIdTokens.set(accessToken, { userId: request.userId, expiresMs: Date.now() + lifetimeSeconds * 1000 });
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      matrix_server_name: serverName,
      expires_in: lifetimeSeconds,
    };
  }),
];
