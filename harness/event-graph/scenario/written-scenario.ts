import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { Corruption } from '../seal-event.ts';
import type { ByAlgorithm, Outcome, ScenarioDelivery } from './scenario.ts';

/** Versions as a list or from one to another, both included. */
export type WrittenVersions = 'all' | readonly number[] | { readonly since?: number; readonly until?: number };

/** An event as its line has it: a verb or a type, and what else there is to say. */
export interface WrittenEvent {
  readonly sender?: string;
  readonly type?: string;
  readonly stateKey?: string;
  readonly content?: JsonObject;
  readonly join?: string;
  readonly leave?: string;
  readonly knock?: string;
  readonly invite?: string;
  readonly kick?: string;
  readonly ban?: string;
  readonly unban?: string;
  readonly powerLevels?: Readonly<Record<string, number>>;
  readonly joinRule?: string;
  readonly topic?: string;
  readonly name?: string;
  readonly message?: string;
  readonly mergeOf?: readonly string[];
  readonly after?: string | readonly string[];
  readonly toldState?: readonly string[];
  readonly authEvents?: readonly string[];
  readonly sameTimeAs?: string;
  readonly earlierThan?: string;
  readonly sortsBefore?: string;
  readonly sortsAfter?: string;
  readonly idLike?: string;
  readonly eventId?: string;
  readonly depth?: number;
  readonly signedBy?: readonly string[];
  readonly corrupt?: Corruption;
  readonly overrides?: Readonly<Record<string, JsonValue>>;
}

/** How the room begins. */
export interface WrittenRoom {
  readonly joined?: readonly string[];
  readonly powerLevels?: boolean;
  readonly create?: JsonObject;
}

export type WrittenVerdict = 'accepted' | 'soft-failed' | 'not-taken' | { readonly rejected: string };

/** The file of a scenario as it is written: schemas/scenario.json. */
export interface WrittenScenario {
  readonly title: string;
  readonly why: string;
  readonly catalogue?: string;
  readonly decides: readonly string[] | ByAlgorithm<readonly string[]>;
  readonly roomVersions?: WrittenVersions;
  readonly vectors?: WrittenVersions;
  readonly actors: readonly string[];
  readonly room?: WrittenRoom;
  readonly events: Readonly<Record<string, WrittenEvent>>;
  readonly resolve?: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly deliver?: Pick<ScenarioDelivery, 'transactions'> & Partial<ScenarioDelivery>;
  readonly expect: {
    readonly states: Readonly<Record<string, Outcome | ByAlgorithm<Outcome>>>;
    readonly order?: Readonly<Record<string, readonly string[] | ByAlgorithm<readonly string[]>>>;
    readonly verdicts?: Readonly<Record<string, WrittenVerdict>>;
  };
}
