import type { RoomEvent } from '../../protocol/room-event.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';

/** What `/sync` shows, and how it is filtered. https://spec.matrix.org/v1.19/client-server-api/#syncing */
export const syncRules = {
  /** Events in a timeline or a page for which no limit was given, and the most that are given at once. */
  usualLimit: 10,
  largestLimit: 1000,
  /** Whether something that happened at a position of the stream is new to somebody who knows all up to another. */
  isNews: (position: number, since: number): boolean => position > since,
  /** The state that a client has to have at the start of the timeline, by the states there, at its end, and that it knows. */
  stateAtStart: (start: RoomState, _end: RoomState, _known: RoomState): RoomState => start,
  /** Whether an event of the state is told apart from the timeline. */
  tellsApart: (eventId: string, timeline: ReadonlySet<string>): boolean => !timeline.has(eventId),
  /** Whether a client that was told of a room before is told its whole state again. */
  repeatsState: (asked: boolean): boolean => asked,
  /** Whether a timeline of which this many events were left out has a gap. */
  isLimited: (leftOut: number): boolean => leftOut > 0,
  /** Where a gap ends before the first event of a timeline: the point in time between it and the event before. */
  endOfGap: (position: number): number => position - 1,
  /** Whether a filter that lists rooms, or not, lets one pass. https://spec.matrix.org/v1.19/client-server-api/#filtering */
  showsRoom: (isListed: boolean): boolean => isListed,
  /** The room that an event belongs to, for filters. The create event of room version 12 does not say it itself. */
  roomIdOf: ({ roomId }: Pick<RoomEvent, 'roomId' | 'pdu'>): string => roomId,
  /** Whether a list of what is wanted and one of what is not let something pass; the latter wins. */
  passesLists: (
    value: string,
    wanted: readonly string[] | undefined,
    unwanted: readonly string[] | undefined,
    matches: (value: string, entry: string) => boolean,
  ): boolean =>
    (wanted === undefined || wanted.some((entry) => matches(value, entry))) &&
    !unwanted?.some((entry) => matches(value, entry)),
  /** Whether members are left out that nobody in the timeline needs, when a client asks for it. */
  loadsMembersLazily: (asked: boolean): boolean => asked,
  /** Whether the state at the end of the timeline is given instead of that at its start. */
  givesStateAfter: (asked: boolean): boolean => asked,
  /** Whether left rooms are shown to somebody who was told of leaving them. */
  showsLeftRooms: (asked: boolean): boolean => asked,
  /** How long somebody waits for news who is willing to wait so long, in milliseconds. */
  waitsMs: (timeoutMs: number): number => timeoutMs,
};
