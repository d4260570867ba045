import { type Client, granted, objectAt, objectsAt, stringAt } from '../../harness/index.ts';

/** A JSON object. */
export type Event = ReturnType<typeof objectAt>;

/** State events by type, and state key where it is not empty: `m.room.name`, `m.room.member @alice:localhost`. */
export function byTypeAndKey(events: readonly Event[]): Event {
  return Object.fromEntries(events.map((event) => [`${stringAt(event, 'type')} ${stringAt(event, 'state_key')}`.trimEnd(), event]));
}

/** The current state of a room, as {@link byTypeAndKey} gives it. @throws UnexpectedAnswer */
export async function currentState(client: Client, roomId: string): Promise<Event> {
  return byTypeAndKey(objectsAt(granted(await client.state(roomId)).json));
}

/** The rooms that a user has joined. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3joined_rooms */
export async function joinedRooms(client: Client) {
  return (await client.granted('GET', '/_matrix/client/v3/joined_rooms')).json;
}
