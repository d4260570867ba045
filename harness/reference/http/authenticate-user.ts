import type { Homeserver } from '../homeserver.ts';
import type { Session } from '../users/account.ts';
import { MatrixError } from './matrix-error.ts';
import type { Request } from './route.ts';

/**
 * Who makes a request.
 *
 * @throws MatrixError without a valid access token
 * Source: https://spec.matrix.org/v1.19/client-server-api/#using-access-tokens
 */
export function authenticateUser(request: Pick<Request, 'headers' | 'query'>, homeserver: Homeserver): Session {
  const accessToken = accessTokenOf(request);
  if (accessToken === undefined) throw new MatrixError(401, 'M_MISSING_TOKEN', 'There is no access token');
  const session = homeserver.rules.sessionOf(homeserver, accessToken);
  if (!session) {
    // https://spec.matrix.org/v1.19/client-server-api/#soft-logout: with a refresh token, the client can go on.
    const softLogout = homeserver.accounts.isSoftLoggedOut(accessToken);
    throw new MatrixError(401, 'M_UNKNOWN_TOKEN', 'The access token is not known', { soft_logout: softLogout });
  }
  session.lastSeenMs = Date.now();
  return session;
}

/** The access token of a request; undefined where it has none. */
export function accessTokenOf({ headers, query }: Pick<Request, 'headers' | 'query'>): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(String(headers['authorization'] ?? '')) ?? [];
  return bearer ?? query.get('access_token') ?? undefined;
}
