import { type Route, server, withAnyBody } from '../http/route.ts';
import { makeMembership, takeMembership } from './memberships.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#leaving-rooms-rejecting-invites */
export const leavingRoutes: readonly Route[] = [
  server('GET', '/_matrix/federation/v1/make_leave/:roomId/:userId', (request, homeserver) =>
    makeMembership(request, homeserver, 'leave'),
  ),
  withAnyBody(
    server('PUT', '/_matrix/federation/v2/send_leave/:roomId/:eventId', async (request, homeserver) => {
      await takeMembership(request, homeserver, 'leave');
      return {};
    }),
  ),
  // What older homeservers know: the same, in an array that stays for their sake.
  withAnyBody(
    server('PUT', '/_matrix/federation/v1/send_leave/:roomId/:eventId', async (request, homeserver) => {
      await takeMembership(request, homeserver, 'leave');
      return [200, {}];
    }),
  ),
];
