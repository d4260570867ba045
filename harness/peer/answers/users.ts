import { isJsonObject } from '../../protocol/json.ts';
import { type AnsweringPeer, bodyOf, notFound, ok, param, type Route } from './route.ts';

/** What there is to know of the peer's users: they exist, have no profile and no devices. */
export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_matrix/federation/v1/query/profile',
    handler: ({ query }, peer) => {
      const userId = query.get('user_id') ?? '';
      return isLocal(userId, peer) ? ok({}) : notFound(userId);
    },
  },
  {
    method: 'GET',
    path: '/_matrix/federation/v1/query/directory',
    handler: ({ query }, peer) => {
      const alias = query.get('room_alias') ?? '';
      const roomId = peer.aliases.get(alias);
      return roomId === undefined ? notFound(alias) : ok({ room_id: roomId, servers: [peer.serverName] });
    },
  },
  {
    method: 'GET',
    path: '/_matrix/federation/v1/user/devices/:userId',
    handler: (incoming, peer) => {
      const userId = param(incoming, 'userId');
      return isLocal(userId, peer) ? ok({ user_id: userId, stream_id: 1, devices: [] }) : notFound(userId);
    },
  },
  {
    method: 'POST',
    path: '/_matrix/federation/v1/user/keys/query',
    handler: (incoming, peer) => {
      const wanted = bodyOf(incoming)['device_keys'];
      const userIds = isJsonObject(wanted) ? Object.keys(wanted).filter((userId) => isLocal(userId, peer)) : [];
      return ok({ device_keys: Object.fromEntries(userIds.map((userId) => [userId, {}])) });
    },
  },
  {
    method: 'POST',
    path: '/_matrix/federation/v1/user/keys/claim',
    handler: () => ok({ one_time_keys: {} }),
  },
];

function isLocal(userId: string, { serverName }: AnsweringPeer): boolean {
  return userId.startsWith('@') && userId.endsWith(`:${serverName}`);
}
