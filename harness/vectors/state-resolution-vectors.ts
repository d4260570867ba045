import { exampleKeyOf } from '../event-graph/scenario/example-servers.ts';
import { playScenario } from '../event-graph/scenario/play-scenario.ts';
import { scenariosIn } from '../event-graph/scenario/read-scenario.ts';
import type { PlayedScenario, Scenario } from '../event-graph/scenario/scenario.ts';
import { compareBytes } from '../protocol/compare-bytes.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import type { JsonObject } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion, RoomVersionRules } from '../protocol/room-versions.ts';
import { withAuthChain } from '../protocol/state-resolution/auth-chain.ts';
import type { ResolutionStep } from '../protocol/state-resolution/resolution.ts';
import { RoomState } from '../protocol/state-resolution/room-state.ts';
import { jsonInLines } from './json-in-lines.ts';
import type { VectorFile } from './vector-file.ts';

/** A state resolution of a scenario as its file has it: events by their IDs. */
export type Merge = {
  name: string;
  /** The event before which the state is `resolved`; absent where the states were given. */
  event?: string;
  parents?: string[];
  stateSets: string[][];
  resolved: string[];
  authChain: [event: string, authEvent: string][];
  considered: { event: string; allowed: boolean; rule: string; reason: string }[];
};

/** An event of a scenario that is rejected. */
export type Rejected = {
  event: string;
  rule: string;
  ruleId: string;
  reason: string;
};

/** A scenario in one room version. */
export type ScenarioInVersion = {
  roomVersion: RoomVersion;
  events: JsonObject;
  names: { [eventId: string]: string };
  merges: Merge[];
  rejected: Rejected[];
};

const sections: Readonly<Record<RoomVersionRules['stateResolution'], string>> = {
  v1: 'https://spec.matrix.org/v1.19/rooms/v1/#state-resolution',
  v2: 'https://spec.matrix.org/v1.19/rooms/v2/#state-resolution',
  'v2.1': 'https://spec.matrix.org/v1.19/rooms/v12/#state-resolution',
};

const provenance =
  'Which events win was written by hand from the text of the specification; the events, whole states and steps are computed by Touchstone’s oracle. The code of Synapse resolves all of them to the same states, and so does that of ruma from room version 2.';

/** The public keys of the servers that sign the events of a scenario. */
function signingKeysOf({ actors }: Scenario): JsonObject {
  const keys = [...new Set(actors.values())].map((server): [string, JsonObject] => {
    const { keyId, publicKey } = exampleKeyOf(`${server}.example`);
    return [`${server}.example`, { [keyId]: publicKey }];
  });
  return Object.fromEntries(keys);
}

/** The scenarios of which there are vectors. */
export function vectorScenarios(): Scenario[] {
  return scenariosIn().filter(({ vectors }) => vectors.length > 0);
}

/** A file for each of them. */
export function stateResolutionVectorFiles(): VectorFile[] {
  return vectorScenarios().map((scenario) => ({
    path: `state-resolution/${scenario.slug}.json`,
    text: fileText(
      scenario,
      scenario.vectors.map((roomVersion) => scenarioInVersion(scenario, roomVersion)),
    ),
  }));
}

/** Plays a scenario, and writes down what became of it. */
export function scenarioInVersion(scenario: Scenario, roomVersion: RoomVersion): ScenarioInVersion {
  const played = playScenario(scenario, roomVersion);
  const evaluation = new EventGraphEvaluation(oracleOf(roomVersion));
  const named = [...scenario.events.keys()].map((name): [string, RoomEvent] => {
    const event = readRoomEvent(inOrder(played.graph.event(played.idOf(name))), roomVersion);
    evaluation.add(event);
    return [name, event];
  });
  const merging = named.filter(([, event]) => event.prevEvents.length > 1);
  return {
    roomVersion,
    events: Object.fromEntries(named.map(([, event]) => [event.eventId, event.pdu])),
    names: Object.fromEntries(named.map(([name, { eventId }]) => [eventId, name])),
    merges: [
      ...merging.map(([name, event]) => mergeBefore(name, event, evaluation, roomVersion)),
      ...Object.entries(scenario.resolve).map(([name, states]) => ({
        name,
        ...resolved(statesOf(states, played, evaluation), evaluation, roomVersion),
      })),
    ],
    rejected: named.flatMap(([, event]) => rejection(event, evaluation)),
  };
}

/** An event with its content after all that leads to it, as people read it. */
function inOrder({ type, sender, state_key: stateKey, content, hashes, signatures, ...rest }: Pdu): Pdu {
  const key = stateKey === undefined ? {} : { state_key: stateKey };
  return { type, sender, ...key, ...rest, content, hashes, signatures };
}

function mergeBefore(
  name: string,
  { eventId, prevEvents }: RoomEvent,
  evaluation: EventGraphEvaluation,
  roomVersion: RoomVersion,
): Merge {
  const states = prevEvents.map((parent) => evaluation.stateAfter(parent));
  return { name, event: eventId, parents: [...prevEvents], ...resolved(states, evaluation, roomVersion) };
}

function statesOf(
  states: readonly (readonly string[])[],
  { idOf }: PlayedScenario,
  { store }: EventGraphEvaluation,
): RoomState[] {
  return states.map((names) =>
    RoomState.of(names.map((name) => store.get(idOf(name))).filter((event) => event !== undefined)),
  );
}

function resolved(
  states: readonly RoomState[],
  { store: source }: EventGraphEvaluation,
  roomVersion: RoomVersion,
): Omit<Merge, 'name'> {
  const { authorization, readings, resolve } = oracleOf(roomVersion);
  const considered: Merge['considered'] = [];
  const note = (step: ResolutionStep): void => {
    if (step.step !== 'auth check') return;
    const { allowed, rule, reason } = step.verdict;
    considered.push({ event: step.event.eventId, allowed, rule, reason });
  };
  const state = resolve(states, { authorization, readings, source, note });
  const authChain = [...withAuthChain(state.events(), source)].flatMap((event) =>
    source.authEventsOf(event).map((cited): [string, string] => [event.eventId, cited.eventId]),
  );
  return { stateSets: states.map(sortedIds), resolved: sortedIds(state), authChain, considered };
}

function sortedIds(state: RoomState): string[] {
  return state.eventIds().toSorted(compareBytes);
}

function rejection({ eventId }: RoomEvent, evaluation: EventGraphEvaluation): Rejected[] {
  const { verdict, rule, ruleId, reason } = evaluation.judgementOf(eventId);
  return verdict === 'rejected' ? [{ event: eventId, rule, ruleId, reason }] : [];
}

function fileText(scenario: Scenario, roomVersions: readonly ScenarioInVersion[]): string {
  const { title, why, vectors } = scenario;
  const algorithms = new Set(vectors.map((roomVersion) => oracleOf(roomVersion).rules.stateResolution));
  return `${jsonInLines({
    $schema: '../state-resolution.schema.json',
    title,
    specification: [...algorithms].map((algorithm) => sections[algorithm]),
    source: provenance,
    about: why,
    keys: signingKeysOf(scenario),
    roomVersions: [...roomVersions],
  })}\n`;
}
