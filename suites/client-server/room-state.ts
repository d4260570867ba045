import { type Client, granted, type JsonObject, type JsonValue, objectsAt, stringAt } from '../../harness/index.ts';

/** State events by type, and state key where it is not empty: `m.room.name`, `m.room.member @alice:localhost`. */
export function byTypeAndKey(events: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    events.map((event) => [`${stringAt(event, 'type')} ${stringAt(event, 'state_key')}`.trimEnd(), event]),
  );
}

/** The current state of a room, as {@link byTypeAndKey} gives it. @throws UnexpectedAnswer */
export async function currentState(client: Client, roomId: string): Promise<JsonObject> {
  return byTypeAndKey(objectsAt(granted(await client.state(roomId)).json));
}

/** The rooms that a user has joined. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3joined_rooms */
export async function joinedRooms(client: Client): Promise<JsonValue | undefined> {
  return (await client.granted('GET', '/_matrix/client/v3/joined_rooms')).json;
}
