import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import type { Session } from '../users/account.ts';
import { pageAnswer, pageOf, positionAfter } from './page.ts';
import { tokenAt } from './token.ts';

/** How many events before and after another one are wanted, and which. */
export interface Reach {
  readonly before: number;
  readonly after: number;
  readonly filter: JsonObject;
}

/** What happened just before and just after an event. */
export interface Surroundings {
  /** The newest first. */
  readonly before: readonly ShownEvent[];
  /** The oldest first. */
  readonly after: readonly ShownEvent[];
  /** The same as it stands in an answer, with the tokens by which the history goes on. */
  readonly answer: JsonObject;
}

/** The events around another one, as far as a user may see them. */
export function surroundingsOf(
  homeserver: Homeserver,
  room: Room,
  session: Session,
  shown: ShownEvent,
  { before: limitBefore, after: limitAfter, filter }: Reach,
): Surroundings {
  const page = (direction: 'b' | 'f', limit: number): readonly ShownEvent[] => {
    const from = positionAfter(homeserver, shown, direction);
    return pageOf(homeserver, room, session, { direction, from, to: undefined, limit, filter }).events;
  };
  const [before, after] = [page('b', limitBefore), page('f', limitAfter)];
  const answer = {
    start: tokenAt(positionAfter(homeserver, before.at(-1) ?? shown, 'b')),
    end: tokenAt(positionAfter(homeserver, after.at(-1) ?? shown, 'f')),
    events_before: pageAnswer(room, session, before),
    events_after: pageAnswer(room, session, after),
  };
  return { before, after, answer };
}
