import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { Room } from '../rooms/room.ts';
import { part } from './filter.ts';
import { neededMembers, noteSentMembers } from './lazy-members.ts';
import { stateChanges, type StatesOfSync } from './state-changes.ts';
import { heroesOf } from './summary.ts';
import type { Timeline } from './timeline.ts';
import { filteredOf, passesPart, shownEvents, type View } from './view.ts';

/**
 * The state of a room as it stands in the answer: `state`, or `state_after`.
 *
 * @param isWhole whether the whole state is told, and not what changed
 */
export function stateAnswer(
  view: View,
  room: Room,
  states: StatesOfSync,
  timeline: Timeline,
  isWhole: boolean,
): { readonly events: readonly RoomEvent[]; readonly answer: JsonObject } {
  const changed = stateChanges(view, states, timeline.events);
  const events = withoutNeedlessMembers(view, room, states, timeline, isWhole, changed).filter((event) =>
    passesPart(view, 'state', filteredOf(view.homeserver, event)),
  );
  const key = view.homeserver.rules.givesStateAfter(view.stateAfter) ? 'state_after' : 'state';
  const eventIds = events.map(({ eventId }) => eventId);
  return { events, answer: { [key]: { events: shownEvents(view, room, eventIds) } } };
}

/**
 * For clients that load members lazily: of the whole state only the members that they need, and of those that did not change the
 * ones who sent something.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#lazy-loading-room-members
 */
function withoutNeedlessMembers(
  view: View,
  room: Room,
  { start, end }: StatesOfSync,
  { events: timeline }: Timeline,
  isWhole: boolean,
  changed: readonly RoomEvent[],
): readonly RoomEvent[] {
  const { homeserver, filter, session, userId } = view;
  const stateFilter = part(filter, 'room', 'state');
  if (!homeserver.rules.loadsMembersLazily(stateFilter['lazy_load_members'] === true)) return changed;
  const needed = new Set(timeline.map(({ event }) => event.sender));
  // Whoever is told of the whole room learns the own membership, and who stands for a room without a name.
  if (isWhole) for (const one of [userId, ...heroesOf(room, end, userId)]) needed.add(one);
  const isNeeded = ({ type, stateKey = '' }: RoomEvent): boolean => type !== 'm.room.member' || needed.has(stateKey);
  const kept = isWhole ? changed.filter(isNeeded) : changed;
  const inTimeline = timeline.map(({ event }) => event);
  noteSentMembers(session, room, kept);
  const given = new Set([...kept, ...inTimeline].map(({ eventId }) => eventId));
  const state = view.stateAfter ? end : start;
  const more = timeline.length === 0 ? [] : neededMembers(session, room, state, stateFilter, needed, given);
  noteSentMembers(session, room, inTimeline);
  return [...kept, ...more];
}
