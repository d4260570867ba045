import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { path } from '../../wire/path.ts';
import { serverNameOf } from '../../protocol/pdu.ts';

/** Asks the server of an alias. @returns `room_id` and `servers`. @throws MatrixError `M_NOT_FOUND` if it is not known */
export async function resolveAliasRemotely(homeserver: Homeserver, alias: string): Promise<JsonObject> {
  return homeserver.servers.demand(
    serverNameOf(alias),
    'GET',
    path`/_matrix/federation/v1/query/directory?room_alias=${alias}`,
  );
}

/** The public rooms of another server. @param body as of `POST /_matrix/federation/v1/publicRooms` */
export async function publicRoomsRemotely(
  homeserver: Homeserver,
  server: string,
  body: JsonObject,
): Promise<JsonObject> {
  return homeserver.servers.demand(server, 'POST', '/_matrix/federation/v1/publicRooms', body);
}
