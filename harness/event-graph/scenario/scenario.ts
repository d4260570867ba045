import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { RoomVersion, RoomVersionRules } from '../../protocol/room-versions.ts';
import type { RoomGraph } from '../room-graph.ts';
import type { Corruption } from '../seal-event.ts';

/** Version of the state resolution algorithm. */
export type Algorithm = RoomVersionRules['stateResolution'];

/** What holds for each algorithm that the scenario holds for. */
export type ByAlgorithm<Value> = Partial<Readonly<Record<Algorithm, Value>>>;

/**
 * Entries of a state, with the name of the event or null where the state must have none: an event type stands for the entry
 * with the empty state key, and a user such as `@bob` for the user's membership.
 */
export type Outcome = Readonly<Record<string, string | null>>;

/** What has to become of an event. */
export type ExpectedVerdict =
  | { readonly verdict: 'accepted' | 'soft-failed' | 'not-taken' }
  /** @property ruleId permanent name of the rule, as `touchstone oracle rules` prints it */
  | { readonly verdict: 'rejected'; readonly ruleId: string };

/** A forked history of a room, as a file of `fixtures/event-graphs/` tells it, and what has to come of it. */
export interface Scenario {
  /** The name of its file. */
  readonly slug: string;
  readonly title: string;
  /** Why the outcome is what it is. */
  readonly why: string;
  /** Its number in the catalogue that it was written from, such as `S-01`. */
  readonly catalogue?: string;
  /** Ids of the requirements that it decides; nothing is said of an algorithm for which no homeserver is held to it. */
  readonly decides: ByAlgorithm<readonly string[]>;
  /** All room versions in which it holds. */
  readonly roomVersions: readonly RoomVersion[];
  /** The room versions of which there are test vectors. */
  readonly vectors: readonly RoomVersion[];
  /** How it is delivered; by default in any order, in any transactions. */
  readonly deliver?: ScenarioDelivery;
  /** The actors, the creator of the room first: localpart → server, such as `a`. */
  readonly actors: ReadonlyMap<string, string>;
  /** By name, in the order in which they are built, the beginning of the room with them; the first is the create event. */
  readonly events: ReadonlyMap<string, ScenarioEvent>;
  /** States to resolve that no event of the scenario leads to, as lists of names. */
  readonly resolve: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly expect: Expectations;
}

/** How the events of a scenario come to a homeserver, and what it is told when it asks. */
export interface ScenarioDelivery {
  /** Names of events, for each transaction. What is in none of them is withheld. */
  readonly transactions: readonly (readonly string[])[];
  /** Names of the events that `get_missing_events` and `backfill` do not give. */
  readonly notAmongMissing: readonly string[];
}

export interface Expectations {
  /** Before an event, or what those of `resolve` resolve to. */
  readonly states: Readonly<Record<string, ByAlgorithm<Outcome>>>;
  /** At a merge: events in the order in which the auth checks come to them, whatever comes between. */
  readonly order: Readonly<Record<string, ByAlgorithm<readonly string[]>>>;
  /** Events that are not named have to be accepted. */
  readonly verdicts: Readonly<Record<string, ExpectedVerdict>>;
}

/** An event of a scenario, its verb written out. Users stand as `@bob` in state keys and content. */
export interface ScenarioEvent {
  readonly type: string;
  /** An actor. */
  readonly sender: string;
  readonly stateKey?: string;
  readonly content: JsonObject;
  /** The levels of `users` of power levels, to which those of the creator are added where a creator can be among them. */
  readonly users?: Readonly<Record<string, number>>;
  /** Names of the parents, or IDs such as `$missing` that no event has; default: the event before. */
  readonly after?: readonly string[];
  /** Names of the events of the state before it, as its server tells it; it has parents that nobody has. */
  readonly toldState?: readonly string[];
  /** Names of events to cite, those of another room as `elsewhere/JR`; default: what the room version selects. */
  readonly authEvents?: readonly string[];
  readonly sameTimeAs?: string;
  /** Its `origin_server_ts` is half a second before that of another event. */
  readonly earlierThan?: string;
  /** Its ID comes before that of another event where nothing but IDs decides. */
  readonly sortsBefore?: string;
  readonly sortsAfter?: string;
  /** What its ID is to look like. */
  readonly idLike?: RegExp;
  /** Its ID up to the server, where the server of the sender gives it. */
  readonly eventId?: string;
  readonly depth?: number;
  /** Servers that sign; default: the sender's, and that of a user by whom a restricted join is authorised. */
  readonly signedBy?: readonly string[];
  readonly corrupt?: Corruption;
  /** Top-level keys that replace computed ones; null removes one. */
  readonly overrides?: Readonly<Record<string, JsonValue>>;
}

/** A scenario as events of a room. */
export interface PlayedScenario {
  readonly scenario: Scenario;
  readonly graph: RoomGraph;
  /** The ID of an event by its name. @throws RangeError if no event has it */
  readonly idOf: (name: string) => string;
  /** The name of an event; undefined for one that the scenario does not name. */
  readonly nameOf: (eventId: string) => string | undefined;
  /** The states before events as their server tells them, by the ID of the event: IDs. */
  readonly toldStates: ReadonlyMap<string, readonly string[]>;
  /** Names of the events before which something is said of the state, or branches meet, in their order. */
  readonly mergesOrProbes: readonly string[];
}
