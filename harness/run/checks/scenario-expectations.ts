import { exampleServers } from '../../event-graph/scenario/example-servers.ts';
import type { Outcome, PlayedScenario } from '../../event-graph/scenario/scenario.ts';
import { entryKey } from '../../event-graph/scenario/state-entries.ts';
import { verdictsInOrder } from '../../event-graph/scenario/verdicts-in-order.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';

/** Sentences about what a scenario, played on the example servers, expects and the oracle does not say; none where they agree. */
export function unmetExpectations(played: PlayedScenario): string[] {
  return [...unmetStates(played), ...unmetVerdicts(played)];
}

/** The states that a scenario says are to be resolved under a name; undefined where there are none. */
export function toldStates({ graph, scenario, idOf }: PlayedScenario, name: string): RoomState[] | undefined {
  return scenario.resolve[name]?.map((names) => graph.stateOf(names.map(idOf)));
}

function unmetStates(played: PlayedScenario): string[] {
  const { graph, scenario } = played;
  const algorithm = roomVersions[graph.roomVersion].stateResolution;
  return Object.entries(scenario.expect.states).flatMap(([name, outcomes]) => {
    const expected = outcomes[algorithm];
    if (!expected) return [`Nothing is expected of the state at ${name} by ${algorithm}`];
    const found = entriesOf(stateAt(played, name), expected, played);
    return Object.entries(expected)
      .filter(([key, event]) => found[key] !== event)
      .map(([key, event]) => {
        return `State at ${name}: ${key} has to be ${event ?? 'nothing'} by the scenario, and is ${found[key] ?? 'nothing'} by the oracle`;
      });
  });
}

function stateAt(played: PlayedScenario, name: string): RoomState {
  const states = toldStates(played, name);
  return states ? played.graph.resolve(states) : played.graph.stateBefore(played.idOf(name));
}

function entriesOf(state: RoomState, outcome: Outcome, { scenario, nameOf }: PlayedScenario): Outcome {
  const { serverNameOf } = exampleServers(scenario.slug);
  const userId = (actor: string): string => `@${actor}:${serverNameOf(scenario.actors.get(actor) ?? 'a')}`;
  const entries = Object.keys(outcome).map((key): [string, string | null] => {
    const event = state.get(entryKey(key, userId));
    return [key, event ? (nameOf(event.eventId) ?? event.eventId) : null];
  });
  return Object.fromEntries(entries);
}

function unmetVerdicts(played: PlayedScenario): string[] {
  const { verdicts } = played.scenario.expect;
  return [...verdictsInOrder(played)].flatMap(([name, found]) => {
    const expected = verdicts[name] ?? { verdict: 'accepted' as const };
    const isSoftFailedUnsaid = found?.verdict === 'soft-failed' && !(name in verdicts);
    if (found === undefined || isSoftFailedUnsaid || textOf(found) === textOf(expected)) return [];
    return [`${name} has to be ${textOf(expected)} by the scenario, and is ${textOf(found)} by the oracle`];
  });
}

function textOf(verdict: { readonly verdict: string; readonly ruleId?: string }): string {
  return verdict.ruleId === undefined ? verdict.verdict : `${verdict.verdict} by ${verdict.ruleId}`;
}
