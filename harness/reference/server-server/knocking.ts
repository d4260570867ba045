import { type Route, server, withAnyBody } from '../http/route.ts';
import { missingParameter } from '../http/matrix-error.ts';
import { strippedEvents } from '../rooms/stripped-state.ts';
import { makeMembership, takeMembership } from './memberships.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#knocking-rooms */
export const knockingRoutes: readonly Route[] = [
  server('GET', '/_matrix/federation/v1/make_knock/:roomId/:userId', (request, homeserver) => {
    if (!request.query.has('ver')) throw missingParameter('ver is missing');
    return makeMembership(request, homeserver, 'knock');
  }),
  withAnyBody(
    server('PUT', '/_matrix/federation/v1/send_knock/:roomId/:eventId', async (request, homeserver) => {
      const { room } = await takeMembership(request, homeserver, 'knock');
      const events = strippedEvents(room).map(({ pdu }) => pdu);
      return { knock_room_state: homeserver.rules.outsiderEvents(events) };
    }),
  ),
];
