import { param, type Route, user } from '../http/route.ts';
import { setTyping } from '../rooms/typing.ts';
import { joinedRoom } from '../rooms/visibility.ts';
import { demandOwn } from './own.ts';

/** The longest that somebody is typing without saying so again, in milliseconds. */
const longestMs = 120_000;

/** https://spec.matrix.org/v1.19/client-server-api/#typing-notifications */
export const typingRoutes: readonly Route[] = [
  user('PUT', '/_matrix/client/v3/rooms/:roomId/typing/:userId', (request, homeserver) => {
    demandOwn(request);
    const { json, userId } = request;
    const room = joinedRoom(homeserver, param(request, 'roomId'), userId);
    const timeout = json['timeout'];
    const timeoutMs = typeof timeout === 'number' ? Math.min(Math.max(timeout, 0), longestMs) : undefined;
    setTyping(homeserver, room, userId, json['typing'] === true, timeoutMs);
    return {};
  }),
];
