import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { invalidParameter, MatrixError, notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { accountData, setAccountData } from '../users/account-data.ts';
import { demandOwn } from './own.ts';

const global = '/_matrix/client/v3/user/:userId/account_data/:type';
const ofRoom = '/_matrix/client/v3/user/:userId/rooms/:roomId/account_data/:type';
const tags = '/_matrix/client/v3/user/:userId/rooms/:roomId/tags';

/** Set by operations of their own. https://spec.matrix.org/v1.19/client-server-api/#server-behaviour-14 */
const managedByServer: readonly string[] = ['m.fully_read', 'm.push_rules'];

/** https://spec.matrix.org/v1.19/client-server-api/#client-config and #room-tagging */
export const accountDataRoutes: readonly Route[] = [
  user('GET', global, getAccountData),
  user('PUT', global, putAccountData),
  user('GET', ofRoom, getAccountData),
  user('PUT', ofRoom, putAccountData),
  user('GET', tags, (request) => ({ tags: tagsOf(request) })),
  user('PUT', `${tags}/:tag`, (request, homeserver) => {
    setTags(request, homeserver, { ...tagsOf(request), [param(request, 'tag')]: request.json });
    return {};
  }),
  user('DELETE', `${tags}/:tag`, (request, homeserver) => {
    const { [param(request, 'tag')]: removed, ...others } = tagsOf(request);
    if (removed !== undefined) setTags(request, homeserver, others);
    return {};
  }),
];

function getAccountData(request: UserRequest): JsonObject {
  demandOwn(request);
  const type = param(request, 'type');
  const content = accountData(request.session.account, type, roomIdOf(request));
  if (!content) throw notFound(`No account data of type ${type} was set`);
  return content;
}

function putAccountData(request: UserRequest, homeserver: Homeserver): JsonObject {
  demandOwn(request);
  const type = param(request, 'type');
  const roomId = roomIdOf(request);
  if (managedByServer.includes(type)) throw new MatrixError(405, 'M_BAD_JSON', `${type} is set by other operations`);
  setAccountData(homeserver, request.session.account, type, request.json, roomId);
  return {};
}

/** The tags of a room. https://spec.matrix.org/v1.19/client-server-api/#mtag */
function tagsOf(request: UserRequest): JsonObject {
  demandOwn(request);
  const found = accountData(request.session.account, 'm.tag', roomIdOf(request))?.['tags'];
  return isJsonObject(found) ? found : {};
}

function setTags(request: UserRequest, homeserver: Homeserver, changed: JsonObject): void {
  setAccountData(homeserver, request.session.account, 'm.tag', { tags: changed }, roomIdOf(request));
}

/** The room that a request is about; undefined if it is about none. */
function roomIdOf({ params }: UserRequest): string | undefined {
  const { roomId } = params;
  if (roomId !== undefined && !roomId.startsWith('!')) throw invalidParameter(`${roomId} is no room ID`);
  return roomId;
}
