import { notFound, MatrixError, missingParameter } from '../http/matrix-error.ts';
import type { Request } from '../http/route.ts';
import { type Route, server } from '../http/route.ts';
import { profileOf } from '../users/profiles.ts';

const query = '/_matrix/federation/v1/query';

/** https://spec.matrix.org/v1.19/server-server-api/#querying-for-information */
export const queryRoutes: readonly Route[] = [
  server('GET', `${query}/directory`, (request, { directory, rooms, serverName }) => {
    const alias = asked(request, 'room_alias');
    const roomId = directory.roomIdOf(alias);
    if (roomId === undefined) throw notFound(`There is no alias ${alias}`);
    const servers = new Set([serverName, ...(rooms.get(roomId)?.joinedServers() ?? [])]);
    return { room_id: roomId, servers: [...servers] };
  }),
  server('GET', `${query}/profile`, async (request, homeserver) => {
    const userId = asked(request, 'user_id');
    if (!homeserver.isMine(userId)) throw notFound(`${userId} is no user of this homeserver`);
    const profile = await profileOf(homeserver, userId);
    const field = request.query.get('field');
    if (field === null) return profile;
    return Object.hasOwn(profile, field) ? { [field]: profile[field] ?? null } : {};
  }),
  server('GET', `${query}/:queryType`, () => {
    throw new MatrixError(404, 'M_UNRECOGNIZED', 'There is nothing of that kind to ask for');
  }),
];

function asked({ query: parameters }: Request, name: string): string {
  const value = parameters.get(name);
  if (value === null) throw missingParameter(`${name} is missing`);
  return value;
}
