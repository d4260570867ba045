import { type Route, server } from '../http/route.ts';
import { invalidParameter } from '../http/matrix-error.ts';
import { publicRooms } from '../rooms/public-rooms.ts';

const route = '/_matrix/federation/v1/publicRooms';

/** https://spec.matrix.org/v1.19/server-server-api/#published-room-directory */
export const publicRoomRoutes: readonly Route[] = [
  server('GET', route, ({ query }, homeserver) => {
    const [limit, since] = [query.get('limit'), query.get('since')];
    if (limit !== null && !/^\d+$/.test(limit)) throw invalidParameter('limit has to be a number of rooms');
    return publicRooms(homeserver, {
      ...(limit !== null && { limit: Number(limit) }),
      ...(since !== null && { since }),
    });
  }),
  server('POST', route, ({ json }, homeserver) => publicRooms(homeserver, json)),
];
