import type { JsonObject } from '../../protocol/json.ts';
import type { RoomVersion, RoomVersionRules } from '../../protocol/room-versions.ts';
import type { VectorEvent } from '../vector-room.ts';

/** A short history of a room in which branches meet, and what has to come of it. */
export interface Story {
  /** The name of its file. */
  readonly slug: string;
  /** Its number in the catalogue of scenarios that the stories were written from, such as `S-01`; not in the file. */
  readonly scenario?: string;
  readonly title: string;
  /** Why the outcome is what it is. */
  readonly about: string;
  readonly roomVersions: readonly RoomVersion[];
  /** By name, in the order in which they are built: the time goes on by a second at each. */
  readonly events: Readonly<Record<string, StoryEvent>>;
  /** What the state has to be where branches meet: before an event with several parents, or of `states`. */
  readonly merges: Readonly<Record<string, Outcomes>>;
  /** States to resolve that no event of the story leads to, as a server may be told them that lies or errs. */
  readonly states?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** At some merges: events in the order in which the auth checks come to them, whatever comes between. */
  readonly order?: Readonly<Record<string, Partial<Record<Algorithm, readonly string[]>>>>;
  /** Every event that is rejected, with the permanent name of the rule. */
  readonly rejected?: Readonly<Record<string, string>>;
}

/** An event of a story, as {@link VectorEvent} has it, with what a story needs besides. */
export interface StoryEvent extends Omit<VectorEvent, 'content'> {
  readonly content?: JsonObject | ((rules: RoomVersionRules) => JsonObject);
  /** Has the same `origin_server_ts` as another event. */
  readonly sameTimeAs?: string;
  /** Has an `origin_server_ts` half a second before that of another event. */
  readonly earlierThan?: string;
  /** Its ID is to come before that of another event where nothing but IDs decides. */
  readonly sortsBefore?: string;
  /** Its ID is to come after that of another event where nothing but IDs decides. */
  readonly sortsAfter?: string;
  /** What its ID is to look like. */
  readonly idLike?: RegExp;
}

/** Version of the state resolution algorithm. */
export type Algorithm = RoomVersionRules['stateResolution'];

/**
 * Entries of a state, with the name of the event or null where the state must have none: an event type stands for the entry
 * with the empty state key, and a user such as `@bob` for the user's membership.
 */
export type Outcome = Readonly<Record<string, string | null>>;

export type Outcomes = Partial<Readonly<Record<Algorithm, Outcome>>>;

/** The same in every room version. */
export function inAll(outcome: Outcome): Outcomes {
  return { v1: outcome, v2: outcome, 'v2.1': outcome };
}

/** The same in room version 2 and later. */
export function since2(outcome: Outcome): Outcomes {
  return { v2: outcome, 'v2.1': outcome };
}

/** For stories that show what the algorithms have in common, or where they part. */
export const allVersions: readonly RoomVersion[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'];

/** For most stories: each algorithm and event format, and the versions in use. */
export const someVersions: readonly RoomVersion[] = ['1', '2', '6', '10', '11', '12'];

export const versionsWithKnocking: readonly RoomVersion[] = ['7', '10', '11', '12'];

export const versionsWithRestrictedJoins: readonly RoomVersion[] = ['8', '10', '11', '12'];
