import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room } from '../rooms/room.ts';
import type { Positioned } from './account.ts';

/** What is known of whether somebody is there. */
export interface Presence {
  readonly presence: 'online' | 'unavailable' | 'offline';
  readonly statusMessage?: string | undefined;
  /** When the user last did something, in milliseconds since 1970. */
  readonly lastActiveMs: number;
  readonly currentlyActive: boolean;
}

/** A presence as it stands in JSON; `offline` where it is none. */
export function readPresence(text: string | undefined): Presence['presence'] {
  return text === 'online' || text === 'unavailable' ? text : 'offline';
}

/** The presence of users of this homeserver and of others, by user ID. */
export class PresenceStore {
  readonly #byUserId = new Map<string, Positioned<Presence>>();

  get(userId: string): Positioned<Presence> | undefined {
    return this.#byUserId.get(userId);
  }

  set(userId: string, presence: Positioned<Presence>): void {
    this.#byUserId.set(userId, presence);
  }

  /** Nothing is known of anybody any longer. */
  clear(): void {
    this.#byUserId.clear();
  }
}

/**
 * Notes the presence of a user, of this homeserver or of another. Who shares a room with the user is told; a change of a user of
 * this homeserver is told to the servers of those, too.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#presence and https://spec.matrix.org/v1.19/server-server-api/#presence
 */
export function setPresence(homeserver: Homeserver, userId: string, presence: Presence): void {
  const before = homeserver.presence.get(userId);
  if (before && isSame(before.value, presence)) {
    homeserver.presence.set(userId, { ...before, value: presence });
    return;
  }
  homeserver.presence.set(userId, { value: presence, position: homeserver.stream.advance() });
  const rooms = homeserver.isMine(userId)
    ? homeserver.rooms.joinedBy(userId)
    : homeserver.rooms.list().filter((room) => room.membershipOf(userId) === 'join');
  homeserver.stream.notify([userId, ...rooms.flatMap((room) => room.membersWith('join'))]);
  if (!homeserver.isMine(userId)) return;
  const edu = { edu_type: 'm.presence', content: { push: [{ user_id: userId, ...presenceContent(presence) }] } };
  homeserver.outbox.sendEdu(edu, new Set(rooms.flatMap((room) => [...room.joinedServers()])));
}

/**
 * The presence events that a user has to be told: of all who share a room with the user, the user included.
 *
 * @param since position of the stream up to which the user was told; 0 for the first time
 */
export function presenceEventsSince(homeserver: Homeserver, userId: string, since: number): JsonObject[] {
  const rooms = homeserver.rooms.joinedBy(userId);
  const others = new Set([userId, ...rooms.flatMap((room) => room.membersWith('join'))]);
  return [...others]
    .filter((other) => homeserver.rules.seesPresence(userId, other, rooms))
    .map((other) => [other, homeserver.presence.get(other)] as const)
    .filter((entry): entry is [string, Positioned<Presence>] => entry[1] !== undefined)
    .filter(([other, { position }]) => position > since || !sharedRoomAt(since, userId, other, rooms))
    .map(([sender, { value }]) => ({ type: 'm.presence', sender, content: presenceContent(value) }));
}

/** The content of `m.presence`; the same stands in `GET /presence/{userId}/status` and in the EDU. */
export function presenceContent({ presence, statusMessage, lastActiveMs, currentlyActive }: Presence): JsonObject {
  return {
    presence,
    last_active_ago: Math.max(0, Date.now() - lastActiveMs),
    currently_active: currentlyActive,
    ...(statusMessage !== undefined && { status_msg: statusMessage }),
  };
}

/** Whether two users shared a room at a position of the stream: who comes to share one has to be told what was set before. */
function sharedRoomAt(position: number, userId: string, other: string, rooms: readonly Room[]): boolean {
  if (userId === other) return true;
  return rooms.some((room) => {
    const state = room.stateAt(position);
    return [userId, other].every((one) => room.membershipOf(one, state) === 'join');
  });
}

/** Whether there is nothing to tell: that somebody is active again is no change. */
function isSame(before: Presence, after: Presence): boolean {
  return (
    before.presence === after.presence &&
    before.statusMessage === after.statusMessage &&
    before.currentlyActive === after.currentlyActive
  );
}
