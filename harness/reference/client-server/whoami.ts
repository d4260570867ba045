import { type Route, user } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3accountwhoami */
export const whoamiRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v3/account/whoami', ({ session }, { rules }) => rules.ownerOf(session)),
];
