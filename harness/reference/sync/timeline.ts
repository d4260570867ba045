import type { JsonObject } from '../../protocol/json.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { mayUserSee } from '../rooms/visibility.ts';
import { limitOf, part } from './filter.ts';
import { tokenAt } from './token.ts';
import { filteredOf, isIgnored, passesPart, shownEvents, type View } from './view.ts';

/** The newest events of a room that a client was not told of, as many as it wants. */
export interface Timeline {
  /** Oldest first. */
  readonly events: readonly ShownEvent[];
  /** Whether there are more before them. */
  readonly limited: boolean;
  /** The position of the stream where the history goes on. */
  readonly start: number;
}

/**
 * The timeline of a room, read backwards from its end.
 *
 * @param after position of the stream up to which the client was told; 0 if it is told all
 * @param isShown whether an event belongs in it; by default, if the user may see it
 */
export function timelineOf(
  view: View,
  room: Room,
  after: number,
  isShown = (shown: ShownEvent): boolean => mayUserSee(view.homeserver, room, shown.eventId, view.userId),
): Timeline {
  const { homeserver, filter, ignored } = view;
  const { rules } = homeserver;
  const limit = limitOf(rules, part(filter, 'room', 'timeline')['limit']);
  const events: ShownEvent[] = [];
  let leftOut = 0;
  for (let index = room.timeline.length - 1; index >= 0 && leftOut === 0; index -= 1) {
    const shown = room.timeline[index];
    if (!shown || !rules.isNews(shown.position, after)) break;
    const { event } = shown;
    if (isIgnored(ignored, event) || !passesPart(view, 'timeline', filteredOf(homeserver, event))) continue;
    if (!isShown(shown)) continue;
    if (events.length < limit) events.push(shown);
    else leftOut += 1;
  }
  events.reverse();
  const [first] = events;
  // A room that was joined through another server has a history that is not here.
  const isCut = after === 0 && leftOut === 0 && first === room.timeline[0] && first?.event.type !== 'm.room.create';
  const start = first ? rules.endOfGap(first.position) : homeserver.stream.position;
  return { events, limited: rules.isLimited(leftOut) || (first !== undefined && isCut), start };
}

/** The timeline as it stands in the answer. */
export function timelineAnswer(view: View, room: Room, { events, limited, start }: Timeline): JsonObject {
  const eventIds = events.map(({ eventId }) => eventId);
  // Where the timeline has no gap, the client has seen the events that relate to these, and aggregates them itself.
  return { events: shownEvents(view, room, eventIds, limited), limited, prev_batch: tokenAt(start) };
}
