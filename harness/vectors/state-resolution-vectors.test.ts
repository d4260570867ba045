import { readdirSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import type { Outcome, Scenario } from '../event-graph/scenario/scenario.ts';
import { entryKey } from '../event-graph/scenario/state-entries.ts';
import { compareBytes } from '../protocol/compare-bytes.ts';
import { evaluateEvents } from '../protocol/evaluation/evaluate-events.ts';
import type { VerifyKeys } from '../protocol/evaluation/signature-checks.ts';
import { type Oracle, oracleOf } from '../protocol/oracle.ts';
import type { PduDraft } from '../protocol/pdu.ts';
import { readRoomEvent } from '../protocol/room-event.ts';
import { EventStore } from '../protocol/state-resolution/event-store.ts';
import { ambiguousEntries } from '../protocol/state-resolution/other-readings.ts';
import { RoomState } from '../protocol/state-resolution/room-state.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';
import { readVectorFile } from '../protocol/testing-vectors.ts';
import {
  type Merge,
  type ScenarioInVersion,
  stateResolutionVectorFiles,
  vectorScenarios,
} from './state-resolution-vectors.ts';

interface VectorFile {
  readonly keys: VerifyKeys;
  readonly roomVersions: readonly ScenarioInVersion[];
}

const pathOf = ({ slug }: Scenario): string => `state-resolution/${slug}.json`;
const readFile = (scenario: Scenario): VectorFile => JSON.parse(readVectorFile(pathOf(scenario))) as VectorFile;

const scenarios = vectorScenarios();
const made = new Map(stateResolutionVectorFiles().map(({ path, text }) => [path, text]));
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
const isVectorFile = ajv.compile(JSON.parse(readVectorFile('state-resolution.schema.json')) as object);

test('every file is that of a scenario', () => {
  const folder = new URL('../../fixtures/vectors/state-resolution/', import.meta.url);
  expect(readdirSync(folder).toSorted()).toEqual(scenarios.map(({ slug }) => `${slug}.json`).toSorted());
});

test('the create event of room version 12 is never considered', () => {
  const told = scenarios.flatMap((scenario) => readFile(scenario).roomVersions);
  const merges = told
    .filter(({ roomVersion }) => roomVersion === '12')
    .flatMap((one) => one.merges.map((merge) => [merge, one] as const));
  expect(merges.length).toBeGreaterThan(0);
  expect(
    merges.flatMap(([{ considered }, one]) => namesOf(considered, one)).filter((name) => name === 'create'),
  ).toEqual([]);
});

describe.each(scenarios)('$slug', (scenario) => {
  const { keys, roomVersions } = readFile(scenario);

  test('the file is what the scenario makes', () => {
    // Not `toEqual`: the difference of two such texts is of no use. `npm run vectors` writes the file anew.
    expect(readVectorFile(pathOf(scenario)) === made.get(pathOf(scenario))).toBe(true);
    isVectorFile(readFile(scenario));
    expect(isVectorFile.errors).toBeNull();
    expect(roomVersions.map(({ roomVersion }) => roomVersion)).toEqual(scenario.vectors);
  });

  test.each(roomVersions)('room version $roomVersion: the outcome is that which the scenario says', (told) => {
    const { stateResolution } = oracleOf(told.roomVersion).rules;
    const { states, order: orders, verdicts } = scenario.expect;
    expect(told.merges.map(({ name }) => name)).toEqual(Object.keys(states));
    for (const merge of told.merges) {
      const outcome = states[merge.name]?.[stateResolution] ?? {};
      expect(outcome).not.toEqual({});
      expect(entriesOf(outcome, merge, told, scenario)).toEqual(outcome);
      const order = orders[merge.name]?.[stateResolution] ?? [];
      expect(namesOf(merge.considered, told).filter((event) => order.includes(event))).toEqual(order);
    }
    const rejected = told.rejected.map(({ event, ruleId }) => [told.names[event], { verdict: 'rejected', ruleId }]);
    const toBeRejected = Object.entries(verdicts).filter(([, { verdict }]) => verdict === 'rejected');
    expect(Object.fromEntries(rejected)).toEqual(Object.fromEntries(toBeRejected));
  });

  test.each(roomVersions)(
    'room version $roomVersion: a server that takes the events in comes to the states, and rejects what is to be rejected',
    ({ roomVersion, events, merges, rejected }) => {
      // Verifying signatures takes its time; one version a scenario shows that they are valid.
      const isFirst = roomVersion === roomVersions[0]?.roomVersion;
      const evaluated = evaluateEvents(Object.values(events), roomVersion, isFirst ? { keys } : {});
      expect(new Set(evaluated.keys())).toEqual(new Set(Object.keys(events)));
      const verdicts = [...evaluated].map(([event, { verdict, rule, reason }]) => ({ event, verdict, rule, reason }));
      expect(verdicts.filter(({ verdict }) => verdict !== 'accepted')).toEqual(
        rejected.map(({ event, rule, reason }) => ({ event, verdict: 'rejected', rule, reason })),
      );
      for (const { event, parents = [], stateSets, resolved } of merges) {
        if (event === undefined) continue;
        expect(sorted(evaluated.get(event)?.stateBefore)).toEqual(resolved);
        expect(parents.map((parent) => sorted(evaluated.get(parent)?.stateAfter))).toEqual(stateSets);
      }
    },
  );

  test.each(roomVersions)(
    'room version $roomVersion: the states are resolved as the file has it, by every reading of the specification',
    (told) => {
      const oracle = oracleOf(told.roomVersion);
      const source = storeOf(told, oracle);
      const context = { source, authorization: oracle.authorization, readings: oracle.readings };
      for (const { stateSets, resolved, authChain } of told.merges) {
        const states = stateSets.map((ids) => stateOf(ids, source));
        const state = oracle.resolve(states, context);
        expect(sorted(state)).toEqual(resolved);
        expect(ambiguousEntries(states, state, oracle, context)).toEqual([]);
        expect(sorted(oracle.resolve([...states.toReversed(), ...states], context))).toEqual(resolved);
        expect(new Set(authChain.map(String))).toEqual(linksFrom(resolved, source));
      }
    },
  );
});

/** The names of the events that something is said of. */
function namesOf(items: readonly { readonly event: string }[], { names }: ScenarioInVersion): string[] {
  return items.map(({ event }) => names[event] ?? event);
}

/** The entries of a resolved state about which a scenario says something, with the names of their events. */
function entriesOf(
  outcome: Outcome,
  { resolved }: Merge,
  { events, names }: ScenarioInVersion,
  { actors }: Scenario,
): Outcome {
  const eventAt = (key: string): string | undefined => {
    const entry = entryKey(key, (actor) => `@${actor}:${actors.get(actor)}.example`);
    return resolved.find((eventId) => {
      const { type, state_key: stateKey } = events[eventId] as PduDraft;
      return stateKey !== undefined && entry === stateMapKey(type, stateKey);
    });
  };
  return Object.fromEntries(Object.keys(outcome).map((key) => [key, names[eventAt(key) ?? ''] ?? null]));
}

function storeOf({ roomVersion, events, rejected }: ScenarioInVersion, { rules }: Oracle): EventStore {
  const store = new EventStore(rules);
  const isRejected = new Set(rejected.map(({ event }) => event));
  for (const pdu of Object.values(events)) {
    const event = readRoomEvent(pdu as PduDraft, roomVersion);
    store.add(event, { rejected: isRejected.has(event.eventId) });
  }
  return store;
}

function stateOf(eventIds: readonly string[], source: EventStore): RoomState {
  const events = eventIds.map((eventId) => source.get(eventId)).filter((event) => event !== undefined);
  return RoomState.of(events);
}

function sorted(state: RoomState = RoomState.empty): string[] {
  return state.eventIds().toSorted(compareBytes);
}

/** The links of an auth chain, each as the text of its two IDs. */
function linksFrom(eventIds: readonly string[], source: EventStore): Set<string> {
  const chain = new Set(eventIds);
  const links: string[] = [];
  for (const eventId of chain) {
    for (const cited of source.get(eventId)?.authEvents ?? []) {
      links.push(String([eventId, cited]));
      chain.add(cited);
    }
  }
  return new Set(links);
}
