import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { backfillRemotely } from '../federation/backfill-remotely.ts';
import type { Homeserver } from '../homeserver.ts';
import { clientEvent } from '../rooms/client-event.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { mayUserSee } from '../rooms/visibility.ts';
import type { Session } from '../users/account.ts';
import { ignoredUsers } from '../users/ignored-users.ts';
import { passes } from './filter.ts';
import { neededMembers } from './lazy-members.ts';
import { filteredOf, isIgnored } from './view.ts';

export type Direction = 'b' | 'f';

/** Which part of a room's history is wanted. */
export interface Span {
  readonly direction: Direction;
  /** Positions of the stream where it starts and ends; undefined for the ends of the history. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number;
  readonly filter: JsonObject;
}

/** A part of a room's history. */
export interface Page {
  /** In the direction that was asked for. */
  readonly events: readonly ShownEvent[];
  /** The position of the stream after the last of them, in that direction; undefined if nothing more is to be had. */
  readonly end: number | undefined;
}

/**
 * A page of a room's history, as far as a user may see it. Where the history ends that this homeserver has, others are asked.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmessages
 */
export async function readPage(homeserver: Homeserver, room: Room, session: Session, span: Span): Promise<Page> {
  let page = pageOf(homeserver, room, session, span);
  while (page.end === undefined && goesOnElsewhere(room, span)) {
    if (!(await backfillRemotely(homeserver, room))) break;
    page = pageOf(homeserver, room, session, span);
  }
  return page;
}

/** A page of what is here. */
export function pageOf(homeserver: Homeserver, room: Room, session: Session, span: Span): Page {
  const { rules } = homeserver;
  const { filter } = span;
  const limit = rules.longestPage(span.limit);
  const ignored = ignoredUsers(session.account);
  const isShown = ({ event, eventId }: ShownEvent): boolean =>
    !isIgnored(ignored, event) &&
    passes(rules, filter, filteredOf(homeserver, event)) &&
    mayUserSee(homeserver, room, eventId, session.account.userId);
  const events: ShownEvent[] = [];
  for (const shown of spanned(room, span)) {
    if (!isShown(shown)) continue;
    if (events.length === limit) {
      const last = events.at(-1);
      return { events, end: last ? positionAfter(homeserver, last, span.direction) : span.from };
    }
    events.push(shown);
  }
  return { events, end: undefined };
}

/** The position of the stream where the history goes on after an event. */
export function positionAfter({ rules }: Homeserver, { position }: ShownEvent, direction: Direction): number {
  return direction === 'b' ? rules.positionBefore(position) : position;
}

/** The events as they stand in the answer. */
export function pageAnswer(room: Room, session: Session, events: readonly ShownEvent[]): JsonObject[] {
  return events.map(({ eventId }) => clientEvent(room, eventId, { session }));
}

/** The members that a client needs which loads members lazily, to show some events. @param state in which they are members */
export function membersFor(
  { rules }: Homeserver,
  room: Room,
  session: Session,
  state: RoomState,
  filter: JsonObject,
  events: readonly ShownEvent[],
): RoomEvent[] {
  if (!rules.loadsMembersLazily(filter['lazy_load_members'] === true)) return [];
  return neededMembers(
    session,
    room,
    state,
    filter,
    events.map(({ event }) => event.sender),
  );
}

function spanned({ timeline, rules }: Room, { direction, from, to }: Span): ShownEvent[] {
  const last = rules.stopsAt(to);
  const [low = -Infinity, high = Infinity] = direction === 'b' ? [last, from] : [from, last];
  const events = timeline.filter(({ position }) => position > low && position <= high);
  return rules.inDirection(events, direction);
}

/** Whether other servers may have what comes before what is here, and it is asked for. */
function goesOnElsewhere({ timeline }: Room, { direction, to }: Span): boolean {
  const [first] = timeline;
  const isWanted = direction === 'b' ? to === undefined || to < (first?.position ?? 0) : false;
  return isWanted && first?.event.type !== 'm.room.create';
}
