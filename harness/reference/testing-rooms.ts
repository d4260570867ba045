import type { JsonObject } from '../protocol/json.ts';
import { path } from '../wire/path.ts';
import { objectAt, objectsAt, stringAt, valueAt } from '../wire/read.ts';
import type { TestingAnswer, TestingClient } from './testing-homeserver.ts';

let transactions = 0;

/** A room as one client uses it, for tests. */
export class TestingRoom {
  readonly roomId: string;
  readonly client: TestingClient;

  constructor(client: TestingClient, roomId: string) {
    this.client = client;
    this.roomId = roomId;
  }

  static async create(client: TestingClient, body: JsonObject = { preset: 'public_chat' }): Promise<TestingRoom> {
    const { json } = await client.ask('POST', 'v3/createRoom', body);
    return new TestingRoom(client, stringAt(json, 'room_id'));
  }

  /** The same room as another client uses it, who joins it. */
  async joinedBy(client: TestingClient): Promise<TestingRoom> {
    const room = new TestingRoom(client, this.roomId);
    await room.ask('POST', '/join', {});
    return room;
  }

  /** Makes a request under the path of the room. */
  async ask(method: string, target: string, body?: JsonObject): Promise<TestingAnswer> {
    return this.client.ask(method, path`v3/rooms/${this.roomId}` + target, body);
  }

  /** The same, in the first version of the paths. */
  async askV1(target: string): Promise<TestingAnswer> {
    return this.client.ask('GET', path`v1/rooms/${this.roomId}` + target);
  }

  /** Sends a message. @returns its event ID */
  async say(body: string, more: JsonObject = {}, type = 'm.room.message'): Promise<string> {
    transactions += 1;
    const content = { msgtype: 'm.text', body, ...more };
    const { json } = await this.ask('PUT', path`/send/${type}/${`t${transactions}`}`, content);
    return stringAt(json, 'event_id');
  }

  /** Sets an entry of the state. @returns the event ID */
  async set(type: string, content: JsonObject, stateKey = ''): Promise<string> {
    const { json } = await this.ask('PUT', path`/state/${type}/${stateKey}`, content);
    return stringAt(json, 'event_id');
  }

  /** What one sync shows of the room, as it stands in a section; an empty object if it is not there. */
  shownIn({ json }: TestingAnswer, section = 'join'): JsonObject {
    return valueAt(json, 'rooms', section, this.roomId) === undefined
      ? {}
      : objectAt(json, 'rooms', section, this.roomId);
  }
}

/** A sync. @param query with `filter` as an object */
export async function sync(
  client: TestingClient,
  query: Readonly<Record<string, string | number>> = {},
  filter?: JsonObject,
): Promise<TestingAnswer> {
  const parameters = Object.entries({ ...query, ...(filter && { filter: JSON.stringify(filter) }) });
  return client.ask('GET', `v3/sync?${parameters.map(([name, value]) => path`${name}=${value}`).join('&')}`);
}

/** The events of a list in what a sync shows of a room. */
export function eventsIn(shown: JsonObject, list: string): JsonObject[] {
  return valueAt(shown, list) === undefined ? [] : objectsAt(shown, list, 'events');
}

export function idsOf(events: readonly JsonObject[]): string[] {
  return events.map((event) => stringAt(event, 'event_id'));
}
