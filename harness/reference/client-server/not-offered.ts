import { notFound } from '../http/matrix-error.ts';
import { type Route, user } from '../http/route.ts';

/** What this homeserver has nothing of: clients ask for it all the same, and learn that there is none. */
export const notOfferedRoutes: readonly Route[] = [
  // https://spec.matrix.org/v1.19/client-server-api/#voice-over-ip
  user('GET', '/_matrix/client/v3/voip/turnServer', () => {
    throw notFound('There is no TURN server');
  }),
  // https://spec.matrix.org/v1.19/client-server-api/#third-party-networks
  user('GET', '/_matrix/client/v3/thirdparty/protocols', () => ({})),
  // https://spec.matrix.org/v1.19/client-server-api/#push-notifications
  user('GET', '/_matrix/client/v3/pushers', () => ({ pushers: [] })),
  user('GET', '/_matrix/client/v3/notifications', () => ({ notifications: [] })),
];
