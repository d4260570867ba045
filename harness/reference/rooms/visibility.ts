import { serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import { stateMapKey } from '../../protocol/state-map-key.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden } from '../http/matrix-error.ts';
import type { Rules } from '../rules.ts';
import type { Room } from './room.ts';

const historyVisibilities = ['world_readable', 'shared', 'invited', 'joined'];

/**
 * Whether a user may see an event.
 *
 * The history visibility and the membership at the event decide. Those before and after it differ only for the events that change
 * them, and of those the more generous counts.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility
 */
export function mayUserSee({ rules }: { readonly rules: Rules }, room: Room, eventId: string, userId: string): boolean {
  const joinsLater = wasJoinedAfter(room, eventId, userId);
  return statesAround(room, eventId).some((state) =>
    rules.showsEvent(historyVisibility(room, state), room.membershipOf(userId, state), joinsLater),
  );
}

/** Whether an event may be given to another server: whether a user of it may see the event, or might come to. */
export function mayServerSee(room: Room, eventId: string, serverName: string): boolean {
  return statesAround(room, eventId).some((state) => {
    const visibility = historyVisibility(room, state);
    // Members need not be looked for where everybody may see it.
    if (room.rules.givesEvent(visibility, [])) return true;
    return room.rules.givesEvent(visibility, membershipsOfServer(state, serverName));
  });
}

/** The history visibility that a state sets. */
export function historyVisibility({ rules }: Room, state: RoomState): string {
  const content = state.get(stateMapKey('m.room.history_visibility'))?.content;
  const visibility = stringProperty(content, 'history_visibility') ?? '';
  return historyVisibilities.includes(visibility) ? visibility : rules.defaultHistoryVisibility;
}

/**
 * The position of the stream up to which a user was in a room: infinite for one who is in it, undefined for one who never was.
 */
export function joinedUntil(room: Room, userId: string): number | undefined {
  if (room.membershipOf(userId) === 'join') return Infinity;
  if (room.forgottenBy.has(userId)) return undefined;
  const last = room.stateHistory.findLastIndex(({ state }) => room.membershipOf(userId, state) === 'join');
  return last === -1 ? undefined : (room.stateHistory[last + 1]?.position ?? Infinity);
}

/** The position of the stream from which on a user has the membership event that is in the current state. */
export function memberSince(room: Room, userId: string): number {
  const key = stateMapKey('m.room.member', userId);
  const current = room.currentState.get(key);
  const before = room.stateHistory.findLastIndex(({ state }) => state.get(key) !== current);
  return room.stateHistory[before + 1]?.position ?? 0;
}

/**
 * A room that somebody may look into, and the state that they may see: the current one for those who are in it, that of when they
 * left for those who left.
 *
 * @throws MatrixError 403 for those who never were in the room, or have forgotten it, unless everybody may look into it
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidstate
 */
export function readableState(
  room: Room | undefined,
  userId: string,
): { readonly room: Room; readonly state: RoomState } {
  if (!room) throw forbidden('You are not in this room');
  const { currentState, rules } = room;
  const until = joinedUntil(room, userId);
  if (until === Infinity || rules.isOpenToAll(historyVisibility(room, currentState))) {
    return { room, state: currentState };
  }
  if (until === undefined) throw forbidden('You are not in this room, and were not before');
  return { room, state: room.stateAt(until) };
}

/** The same, of the room alone. @throws MatrixError as {@link readableState} */
export function readableRoom({ rooms }: Homeserver, roomId: string, userId: string): Room {
  return readableState(rooms.get(roomId), userId).room;
}

/** The room of a request of somebody who has to be in it. @throws MatrixError 403 for others */
export function joinedRoom({ rooms }: Homeserver, roomId: string, userId: string): Room {
  const room = rooms.get(roomId);
  if (room?.membershipOf(userId) !== 'join') throw forbidden('You are not in this room');
  return room;
}

function wasJoinedAfter(room: Room, eventId: string, userId: string): boolean {
  const until = joinedUntil(room, userId);
  return until !== undefined && (room.shown(eventId)?.position ?? 0) < until;
}

/** The states before and after an event; of one from before what is known here, the first state that is. */
function statesAround(room: Room, eventId: string): readonly RoomState[] {
  const before = room.stateKnownBefore(eventId);
  if (!before) return [room.stateHistory[0]?.state ?? RoomState.empty];
  const after = room.graph.stateAfter(eventId);
  return before === after ? [before] : [before, after];
}

function membershipsOfServer(state: RoomState, serverName: string): string[] {
  return [...state.events()]
    .filter(({ type, stateKey = '' }) => type === 'm.room.member' && serverNameAfterColon(stateKey) === serverName)
    .map(({ content }) => stringProperty(content, 'membership') ?? 'leave');
}
