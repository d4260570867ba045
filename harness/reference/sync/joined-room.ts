import type { JsonObject } from '../../protocol/json.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { receiptEventsSince } from '../rooms/receipts.ts';
import type { Room } from '../rooms/room.ts';
import { roomAccountData } from './account-data.ts';
import { stateAnswer } from './state-answer.ts';
import { stateAtStart } from './state-changes.ts';
import { summaryOf } from './summary.ts';
import { type Timeline, timelineAnswer, timelineOf } from './timeline.ts';
import { unreadCounts } from './unread.ts';
import { passesPart, type View } from './view.ts';

/**
 * A room that the user is in; undefined where there is nothing new.
 *
 * @param view with `since` undefined for a room that the user was not in at the last sync, which is shown from its beginning
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync_response-200_joined-room
 */
export function joinedRoom(view: View, room: Room): JsonObject | undefined {
  const { homeserver, since = 0, userId } = view;
  const isNew = view.since === undefined;
  const repeats = homeserver.rules.repeatsState(view.fullState);
  const known = isNew ? RoomState.empty : room.stateAt(since);
  const end = room.currentState;
  const timeline = timelineOf(view, room, since);
  const [first] = timeline.events;
  const states = { known: repeats ? RoomState.empty : known, start: first ? stateAtStart(room, first) : end, end };
  const state = stateAnswer(view, room, states, timeline, isNew || repeats);
  const ephemeral = ephemeralEvents(view, room, since);
  const accountData = roomAccountData(view, room.roomId, since);
  const summary = summaryOf(room, known, end, userId);
  const news = [timeline.events, repeats ? [] : state.events, ephemeral, accountData, Object.keys(summary)];
  const hasNews = news.some(({ length }) => length > 0) || hasReadSince(view, room, since);
  if (!isNew && !view.fullState && !hasNews) return undefined;
  return {
    ...(Object.keys(summary).length > 0 && { summary }),
    ...state.answer,
    timeline: timelineAnswer(view, room, withTokenOf(view, timeline)),
    ephemeral: { events: ephemeral },
    account_data: { events: accountData },
    ...unreadCounts(view, room),
  };
}

/** An empty timeline goes on where the last one ended. */
function withTokenOf({ since }: View, timeline: Timeline): Timeline {
  return timeline.events.length === 0 && since !== undefined ? { ...timeline, start: since } : timeline;
}

/** Who is typing, and who has read what: https://spec.matrix.org/v1.19/client-server-api/#typing-notifications and #receipts */
function ephemeralEvents(view: View, room: Room, since: number): JsonObject[] {
  const { homeserver, userId } = view;
  const { roomId } = room;
  const typing = homeserver.typing.of(roomId);
  const isNews = typing && homeserver.rules.isNews(typing.position, since);
  // A room that is new to the client has nobody typing until it says so.
  const tells = isNews && (view.since !== undefined || typing.userIds.length > 0);
  return [
    ...(tells ? [{ type: 'm.typing', content: { user_ids: typing.userIds } }] : []),
    ...receiptEventsSince(homeserver, room, userId, since),
  ].filter(({ type, content }) => passesPart(view, 'ephemeral', { type, content, roomId }));
}

/** Whether the user has read something since, by which the counts changed. */
function hasReadSince({ homeserver, userId }: View, { roomId }: Room, since: number): boolean {
  return homeserver.receipts.of(roomId).some(({ value, position }) => value.userId === userId && position > since);
}
