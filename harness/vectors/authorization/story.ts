import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { RoomVersion, RoomVersionRules } from '../../protocol/room-versions.ts';

/** The room version in which a story is told. */
export interface StoryVersion {
  readonly roomVersion: RoomVersion;
  readonly rules: RoomVersionRules;
}

/** An event of a story. The same in all room versions, but for what is a function. */
export interface StoryEvent {
  readonly type: string;
  /** Localpart and server, such as `bob@b`; without server, `a`. */
  readonly sender: string;
  /** Makes it a state event. A user is written as `@bob@b`. */
  readonly stateKey?: string;
  readonly content?: JsonObject | ((version: StoryVersion) => JsonObject);
  /** Rooms whose last events are the parents. Default: the room that the event is sent in. */
  readonly parents?: readonly Room[];
  readonly cites?: Citation;
  /** The room whose last event it redacts. */
  readonly redacts?: Room;
  /** The room whose last event its `room_id` names, in place of the create event. */
  readonly roomIdOf?: Room;
  readonly alsoSignedBy?: readonly string[];
  /** Top-level keys that replace computed ones. */
  readonly overrides?: Readonly<Record<string, JsonValue>>;
  /** It stands in a room, or is cited, though the rules reject it. */
  readonly isRejected?: true;
}

/** What an event cites in `auth_events` besides, or not of, what is selected from the state before it. */
export interface Citation {
  /** Types of selected events that are left out. */
  readonly without?: readonly string[];
  /** Rooms whose last events are cited too. */
  readonly also?: readonly Room[];
}

/** A room as it is after an event: what happened before, and the event. The first is the create event. */
export interface Room {
  readonly before?: Room;
  readonly event: StoryEvent;
}

/** The room after some more events. */
export function andThen(room: Room, ...events: readonly StoryEvent[]): Room {
  return events.reduce<Room>((before, event) => ({ before, event }), room);
}

/** One of two twins: an event, the room that it is sent in, and which rule decides. */
export interface Side {
  readonly room: Room;
  readonly event: StoryEvent;
  /** The rule that decides; undefined where it is that of the story. */
  readonly by: string | undefined;
  readonly state: StateOfSide;
}

/** What the event is held against: the state before it, the events that it cites, or nothing, as for a create event. */
export type StateOfSide = 'before' | 'auth-events' | 'none';

/** A side of a story. */
export function at(room: Room, event: StoryEvent, by?: string, state: StateOfSide = 'before'): Side {
  return { room, event, by, state };
}

/** In which room versions something is told. */
export type Where = (rules: RoomVersionRules) => boolean;

/** A rule, and two events that differ in what the rule is about. What is expected is said by hand, from the specification. */
export interface Story {
  /** The permanent name of the rule. The story is told in the room versions that have it. */
  readonly rule: string;
  readonly about: string;
  /** In which of those; default: in all. */
  readonly where?: Where;
  readonly accept: Side;
  readonly reject: Side;
}
