import type { JsonObject } from '../protocol/json.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import { isRoomVersion, type RoomVersion } from '../protocol/room-versions.ts';
import { stringProperty } from '../protocol/pdu.ts';

/** A peer's copies of rooms, and the room versions of those that it only heard of. */
export class Replicas {
  readonly #rooms = new Map<string, RoomGraph>();
  readonly #versions = new Map<string, RoomVersion>();

  /** Keeps a replica of a room, in the place of an earlier one. */
  keep(room: RoomGraph): void {
    this.#rooms.set(room.roomId, room);
    this.hear(room.roomId, room.roomVersion);
  }

  /** Takes note of the version of a room, such as one that a user was invited to. */
  hear(roomId: string, roomVersion: string | undefined): void {
    if (roomVersion !== undefined && isRoomVersion(roomVersion)) this.#versions.set(roomId, roomVersion);
  }

  get(roomId: string): RoomGraph | undefined {
    return this.#rooms.get(roomId);
  }

  /** Forgets the rooms, so that a peer that stays until the end of a run holds no memory. */
  clear(): void {
    this.#rooms.clear();
    this.#versions.clear();
  }

  list(): RoomGraph[] {
    return [...this.#rooms.values()];
  }

  /** The replica that holds an event. */
  holding(eventId: string): RoomGraph | undefined {
    return this.list().find((room) => room.has(eventId));
  }

  versionOf(roomId: string): RoomVersion | undefined {
    return this.#versions.get(roomId);
  }

  /** The version of the room that an event says it belongs to; undefined for rooms that nobody heard of. */
  versionFor(event: JsonObject): RoomVersion | undefined {
    return this.versionOf(stringProperty(event, 'room_id') ?? '');
  }
}
