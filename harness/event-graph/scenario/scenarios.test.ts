import { describe, expect, test } from 'vitest';
import { EventGraphEvaluation } from '../../protocol/evaluation/event-graph-evaluation.ts';
import { type Oracle, oracleOf } from '../../protocol/oracle.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { ResolutionStep } from '../../protocol/state-resolution/resolution.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { playScenario } from './play-scenario.ts';
import { scenariosIn } from './read-scenario.ts';
import type { Outcome, PlayedScenario, Scenario } from './scenario.ts';
import { entryKey } from './state-entries.ts';
import { verdictsInOrder } from './verdicts-in-order.ts';

const scenarios = scenariosIn();

test('there are many scenarios', () => {
  expect(scenarios.length).toBeGreaterThan(60);
});

test('every row of the catalogue has a scenario', () => {
  const rows = Array.from({ length: 37 }, (_, index) => `S-${String(index + 1).padStart(2, '0')}`);
  const told = new Set(scenarios.map(({ catalogue }) => catalogue));
  expect([...rows, 'S-40', 'S-41'].filter((row) => !told.has(row))).toEqual([]);
});

const inVersions = scenarios.flatMap((scenario) =>
  scenario.roomVersions.map((roomVersion) => [scenario, roomVersion] as const),
);

describe.each(inVersions.map(([scenario, roomVersion]) => ({ slug: scenario.slug, scenario, roomVersion })))(
  '$slug in room version $roomVersion',
  ({ scenario, roomVersion }) => {
    const played = playScenario(scenario, roomVersion);
    const { algorithm, evaluation } = evaluated(played, roomVersion);

    test('the oracle agrees with what is expected, by every reading of the specification', () => {
      for (const [name, outcomes] of Object.entries(scenario.expect.states)) {
        const outcome = outcomes[algorithm];
        const state = stateOf(name, played, evaluation, roomVersion).state;
        expect(outcome, `Say what the state at ${name} is by ${algorithm}`).toBeDefined();
        expect(entries(state, outcome ?? {}, played), `${name}: ${scenario.why}`).toEqual(outcome);
      }
      const probes = played.mergesOrProbes.filter((name) => evaluation.has(played.idOf(name)));
      expect(probes.flatMap((name) => evaluation.ambiguousBefore(played.idOf(name)))).toEqual([]);
    });

    test('events are checked in the order that is expected', () => {
      const orders = Object.entries(scenario.expect.order).map(([name, order]) => {
        const expected = order[algorithm] ?? [];
        const { checked } = stateOf(name, played, evaluation, roomVersion);
        return [expected, checked.filter((event) => event !== undefined && expected.includes(event))] as const;
      });
      expect(orders.map(([, found]) => found)).toEqual(orders.map(([expected]) => expected));
    });

    test('events are judged as is expected', () => {
      const { verdicts } = scenario.expect;
      const found = [...verdictsInOrder(played)];
      const named = found.filter(([name, verdict]) => name in verdicts || verdict?.verdict === 'rejected');
      expect(Object.fromEntries(named)).toEqual(verdicts);
    });
  },
);

function evaluated({ graph, toldStates }: PlayedScenario, roomVersion: RoomVersion) {
  const oracle: Oracle = oracleOf(roomVersion);
  const evaluation = new EventGraphEvaluation(oracle, { unknownAuthEvents: 'believe' });
  for (const eventId of graph.eventIds) {
    const event = readRoomEvent(graph.event(eventId), roomVersion);
    const told = toldStates.get(eventId)?.flatMap((one) => evaluation.store.get(one) ?? []);
    if (told) evaluation.addWithState(event, RoomState.of(told));
    else if (graph.isOutlier(eventId) || graph.judgementOf(eventId) === undefined) evaluation.addOutlier(event);
    else evaluation.add(event);
  }
  return { algorithm: oracle.rules.stateResolution, evaluation };
}

/** The state at a probe, and the names of the events that were checked on the way to it. */
function stateOf(
  name: string,
  { graph, scenario, idOf, nameOf }: PlayedScenario,
  evaluation: EventGraphEvaluation,
  roomVersion: RoomVersion,
): { state: RoomState; checked: (string | undefined)[] } {
  const { authorization, readings, resolve } = oracleOf(roomVersion);
  const told: Scenario['resolve'][string] | undefined = scenario.resolve[name];
  const events = (names: readonly string[]) => names.flatMap((one) => evaluation.store.get(idOf(one)) ?? []);
  const states = told
    ? told.map((names) => RoomState.of(events(names)))
    : graph.parentsOf(idOf(name)).map((parent) => evaluation.stateAfter(parent));
  const checked: (string | undefined)[] = [];
  const note = (step: ResolutionStep): void => {
    if (step.step === 'auth check') checked.push(nameOf(step.event.eventId));
  };
  const state = resolve(states, { authorization, readings, source: evaluation.store, note });
  return { state, checked };
}

function entries(state: RoomState, outcome: Outcome, { scenario, nameOf }: PlayedScenario): Outcome {
  const userId = (actor: string) => `@${actor}:${scenario.actors.get(actor)}.example`;
  const found = Object.keys(outcome).map((key) => {
    const event = state.get(entryKey(key, userId));
    return [key, event ? (nameOf(event.eventId) ?? event.eventId) : null] as const;
  });
  return Object.fromEntries(found);
}
