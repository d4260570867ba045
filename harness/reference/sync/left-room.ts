import type { JsonObject } from '../../protocol/json.ts';
import { stateMapKey } from '../../protocol/state-map-key.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { joinedUntil, mayUserSee } from '../rooms/visibility.ts';
import { roomAccountData } from './account-data.ts';
import { stateAnswer } from './state-answer.ts';
import { stateAtStart } from './state-changes.ts';
import { timelineAnswer, timelineOf } from './timeline.ts';
import type { View } from './view.ts';

/**
 * A room that the user has left, was put out of, or did not come into: up to then.
 *
 * @param wasIn whether the user was in the room at the last sync
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync_response-200_left-room
 */
export function leftRoom(view: View, room: Room, wasIn: boolean): JsonObject {
  const { homeserver, userId, since } = view;
  const until = joinedUntil(room, userId) ?? -Infinity;
  const own = room.currentState.get(stateMapKey('m.room.member', userId));
  const isOwn = ({ eventId }: ShownEvent): boolean => eventId === own?.eventId;
  const timeline = timelineOf(view, room, since ?? 0, (shown) => {
    return isOwn(shown) || (shown.position <= until && mayUserSee(homeserver, room, shown.eventId, userId));
  });
  // Whoever never was in the room learns nothing of it but the own membership.
  const left = until > 0 ? room.stateAt(until) : RoomState.empty;
  const [first] = timeline.events;
  const known = since === undefined ? RoomState.empty : wasIn ? room.stateAt(since) : left;
  const start = first && first.position <= until ? stateAtStart(room, first) : left;
  const end = own ? left.with(own) : left;
  return {
    ...stateAnswer(view, room, { known, start, end }, timeline, since === undefined).answer,
    timeline: timelineAnswer(view, room, timeline),
    account_data: { events: roomAccountData(view, room.roomId, since ?? 0) },
  };
}
