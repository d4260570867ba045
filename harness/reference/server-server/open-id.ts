import { MatrixError } from '../http/matrix-error.ts';
import { anybody, type Route } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#openid */
export const openIdRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/federation/v1/openid/userinfo', ({ query }, { accounts }) => {
    const token = accounts.openIdTokens.get(query.get('access_token') ?? '');
    if (token && token.expiresMs > Date.now()) return { sub: token.userId };
    throw new MatrixError(401, 'M_UNKNOWN_TOKEN', 'The access token is not known, or has expired');
  }),
];
