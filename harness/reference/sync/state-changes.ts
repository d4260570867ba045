import type { RoomEvent } from '../../protocol/room-event.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import type { View } from './view.ts';

/** The states of a room that matter for what a client is told of it. */
export interface StatesOfSync {
  /** What the client knows; empty if nothing. */
  readonly known: RoomState;
  /** The state at the start of the timeline. */
  readonly start: RoomState;
  /** The state at its end. */
  readonly end: RoomState;
}

/** The state before an event of the timeline, as it was here. */
export function stateAtStart(room: Room, first: ShownEvent): RoomState {
  const here = room.stateAt(first.position - 1);
  // Before its first event, a room that was joined through another server was not known here.
  return here.size > 0 ? here : (room.stateKnownBefore(first.eventId) ?? RoomState.empty);
}

/**
 * What a client has to be told of the state, apart from the timeline.
 *
 * Clients that want the state at the start of the timeline follow it by the events in the timeline. What they would get wrong,
 * because state resolution changed the state without an event, or because the filter left the event out, is told here, too.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#syncing
 */
export function stateChanges(
  {
    homeserver: { rules },
    stateAfter,
  }: Pick<View, 'stateAfter'> & { readonly homeserver: Pick<View['homeserver'], 'rules'> },
  { known, start, end }: StatesOfSync,
  timeline: readonly Pick<ShownEvent, 'eventId' | 'event'>[],
): RoomEvent[] {
  if (rules.givesStateAfter(stateAfter)) return changes(known, end);
  const told = changes(known, rules.stateAtStart(start, end, known));
  const followed = timeline.reduce((state, { event }) => state.with(event), start);
  const ids = new Set(timeline.map(({ eventId }) => eventId));
  // An entry that an event in the timeline changes is that event to the client, whatever is told before.
  const followedKeys = new Set(timeline.map(({ event }) => event.key));
  const missed = changes(followed, end).filter(({ key }) => !followedKeys.has(key));
  const missedKeys = new Set(missed.map(({ key }) => key));
  const all = [...told.filter(({ key }) => !missedKeys.has(key)), ...missed];
  return all.filter(({ eventId }) => rules.tellsApart(eventId, ids));
}

/** The events of a state that another one has not. */
function changes(from: RoomState, to: RoomState): RoomEvent[] {
  return from
    .differences(to)
    .map((key) => to.get(key))
    .filter((event) => event !== undefined);
}
