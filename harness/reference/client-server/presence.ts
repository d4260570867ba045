import { forbidden, notFound } from '../http/matrix-error.ts';
import { param, type Route, user } from '../http/route.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { presenceContent, readPresence, setPresence } from '../users/presence.ts';
import { demandOwn } from './own.ts';

const status = '/_matrix/client/v3/presence/:userId/status';

/** https://spec.matrix.org/v1.19/client-server-api/#presence */
export const presenceRoutes: readonly Route[] = [
  user('PUT', status, (request, homeserver) => {
    demandOwn(request);
    const { json, userId } = request;
    const presence = readPresence(stringProperty(json, 'presence'));
    setPresence(homeserver, userId, {
      presence,
      statusMessage: stringProperty(json, 'status_msg'),
      lastActiveMs: Date.now(),
      currentlyActive: presence === 'online',
    });
    return {};
  }),
  user('GET', status, (request, homeserver) => {
    const { presence, rooms, rules, accounts } = homeserver;
    const userId = param(request, 'userId');
    if (!rules.seesPresence(request.userId, userId, rooms.joinedBy(request.userId))) {
      throw forbidden(`${request.userId} shares no room with ${userId}`);
    }
    const known = presence.get(userId);
    if (!known && !accounts.has(userId)) throw notFound(`Nothing is known of ${userId}`);
    return known ? presenceContent(known.value) : { presence: 'offline' };
  }),
];
