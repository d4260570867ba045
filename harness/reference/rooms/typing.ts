import type { Homeserver } from '../homeserver.ts';
import type { Room } from './room.ts';

/** How long somebody is typing who does not say how long; other homeservers never say it. */
const usualTimeoutMs = 30_000;

/** Who is typing, by room ID. */
export class TypingStore {
  readonly #byRoomId = new Map<string, { readonly until: Map<string, NodeJS.Timeout>; position: number }>();

  /** Who is typing in a room, and the position of the stream at which that changed; undefined if nobody ever was. */
  of(roomId: string): { readonly userIds: string[]; readonly position: number } | undefined {
    const found = this.#byRoomId.get(roomId);
    return found && { userIds: [...found.until.keys()], position: found.position };
  }

  /** @param end what happens to somebody who says nothing more. @returns whether it is a change */
  start(roomId: string, userId: string, timeoutMs: number, end: () => void): boolean {
    const room = this.#byRoomId.get(roomId) ?? { until: new Map<string, NodeJS.Timeout>(), position: 0 };
    this.#byRoomId.set(roomId, room);
    const before = room.until.get(userId);
    clearTimeout(before);
    room.until.set(userId, setTimeout(end, timeoutMs).unref());
    return before === undefined;
  }

  /** @returns whether it is a change */
  stop(roomId: string, userId: string): boolean {
    const room = this.#byRoomId.get(roomId);
    clearTimeout(room?.until.get(userId));
    return room?.until.delete(userId) ?? false;
  }

  changed(roomId: string, position: number): void {
    const room = this.#byRoomId.get(roomId);
    if (room) room.position = position;
  }

  /** Nobody is typing any longer, and nobody is told. */
  clear(): void {
    for (const { until } of this.#byRoomId.values()) for (const timer of until.values()) clearTimeout(timer);
    this.#byRoomId.clear();
  }
}

/**
 * Notes that somebody started or stopped typing, and tells it: to users here, and of users of this homeserver to other servers.
 *
 * @param timeoutMs milliseconds after which a user has stopped who does not say otherwise
 * Source: https://spec.matrix.org/v1.19/client-server-api/#typing-notifications
 */
export function setTyping(
  homeserver: Homeserver,
  room: Room,
  userId: string,
  typing: boolean,
  timeoutMs = usualTimeoutMs,
): void {
  const { typing: store, stream, rooms, outbox } = homeserver;
  const { roomId } = room;
  const end = (): void => setTyping(homeserver, room, userId, false);
  const isChange = typing ? store.start(roomId, userId, timeoutMs, end) : store.stop(roomId, userId);
  if (!isChange) return;
  store.changed(roomId, stream.advance());
  rooms.notify(room);
  const edu = { edu_type: 'm.typing', content: { room_id: roomId, user_id: userId, typing } };
  if (homeserver.isMine(userId)) outbox.sendEdu(edu, room.joinedServers());
}
