import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { isSignedByServer } from '../../protocol/evaluation/signature-checks.ts';
import type { Homeserver } from '../homeserver.ts';
import { Room } from './room.ts';

/** What a user has to do with a room of which this homeserver has no state: an invite, a knock, or what became of it. */
export interface OutsideMembership {
  readonly roomId: string;
  readonly roomVersion: RoomVersion;
  readonly membership: 'invite' | 'knock' | 'leave';
  /** The membership event. */
  readonly pdu: Pdu;
  /** What the user is shown of the room. */
  readonly strippedState: readonly JsonObject[];
  readonly position: number;
}

/** The rooms that this homeserver has something to do with. */
export class Rooms {
  readonly #homeserver: Homeserver;
  readonly #rooms = new Map<string, Room>();
  /** The rooms in whose state a user has a membership. */
  readonly #ofUser = new Map<string, Set<Room>>();
  /** The users of this homeserver who have a membership in a room. */
  readonly #usersOf = new Map<Room, Set<string>>();
  /** By user ID, then room ID. */
  readonly #outside = new Map<string, Map<string, OutsideMembership>>();

  constructor(homeserver: Homeserver) {
    this.#homeserver = homeserver;
  }

  get(roomId: string): Room | undefined {
    return this.#rooms.get(roomId);
  }

  list(): Room[] {
    return [...this.#rooms.values()];
  }

  /** Makes a room, without any event. One that is there already stays. */
  open(roomId: string, roomVersion: RoomVersion): Room {
    const known = this.#rooms.get(roomId);
    if (known) return known;
    const { rules, stream, keyRing } = this.#homeserver;
    const room: Room = new Room({
      roomId,
      roomVersion,
      rules,
      stream,
      oracle: this.#homeserver.oracleOf(roomVersion),
      isSignedBy: (event, serverName) =>
        isSignedByServer(roomVersion, keyRing.keysFor(event.pdu, roomVersion))(event, serverName),
      membershipChanged: (userIds) => {
        for (const userId of userIds) this.#remember(userId, room);
      },
    });
    this.#rooms.set(roomId, room);
    return room;
  }

  /** The rooms in whose current state a user has a membership, of whatever kind. */
  ofUser(userId: string): Room[] {
    return [...(this.#ofUser.get(userId) ?? [])];
  }

  /** A user wants to know nothing more of a room, until something becomes of the membership. */
  forget(userId: string, room: Room): void {
    this.#ofUser.get(userId)?.delete(room);
    this.#usersOf.get(room)?.delete(userId);
    room.forgottenBy.add(userId);
  }

  /** The rooms that a user is in. */
  joinedBy(userId: string): Room[] {
    return this.ofUser(userId).filter((room) => room.membershipOf(userId) === 'join');
  }

  /** The room that holds an event. */
  holding(eventId: string): Room | undefined {
    return this.list().find((room) => room.holds(eventId));
  }

  /** Notes what a user has to do with a room from outside, and tells the user. */
  noteOutside(userId: string, note: Omit<OutsideMembership, 'position'>): void {
    const { stream } = this.#homeserver;
    const ofUser = this.#outside.get(userId) ?? new Map<string, OutsideMembership>();
    this.#outside.set(userId, ofUser);
    ofUser.set(note.roomId, { ...note, position: stream.advance() });
    stream.notify([userId]);
  }

  /** What a user has to do with a room from outside; undefined if nothing, or if the room is known from inside. */
  outside(userId: string, roomId: string): OutsideMembership | undefined {
    return this.#outside.get(userId)?.get(roomId);
  }

  /** The same, of all rooms. */
  outsideOf(userId: string): OutsideMembership[] {
    return [...(this.#outside.get(userId)?.values() ?? [])];
  }

  /** The room is known from inside now, or forgotten. */
  forgetOutside(userId: string, roomId: string): void {
    this.#outside.get(userId)?.delete(roomId);
  }

  /** Tells the users of this homeserver who have to do with a room that something happened in it. */
  notify(room: Room, more: readonly string[] = []): void {
    this.#homeserver.stream.notify([...(this.#usersOf.get(room) ?? []), ...more]);
  }

  #remember(userId: string, room: Room): void {
    if (!this.#homeserver.isMine(userId)) return;
    room.forgottenBy.delete(userId);
    const rooms = this.#ofUser.get(userId) ?? new Set();
    this.#ofUser.set(userId, rooms.add(room));
    const users = this.#usersOf.get(room) ?? new Set();
    this.#usersOf.set(room, users.add(userId));
  }
}
