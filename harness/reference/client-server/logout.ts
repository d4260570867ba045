import { type Route, user } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Session } from '../users/account.ts';
import { deleteDevice } from '../users/devices.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3logout and #post_matrixclientv3logoutall */
export const logoutRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/logout', ({ session }, homeserver) =>
    end(homeserver, homeserver.rules.endedByLogout(session)),
  ),
  user('POST', '/_matrix/client/v3/logout/all', ({ session }, homeserver) =>
    end(homeserver, homeserver.rules.endedByLogoutAll(session, homeserver)),
  ),
];

function end(homeserver: Homeserver, sessions: readonly Session[]) {
  for (const { account, deviceId } of sessions) deleteDevice(homeserver, account, deviceId);
  return {};
}
