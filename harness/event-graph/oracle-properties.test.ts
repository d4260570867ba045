import { assert, constantFrom, nat, property, record, sample, shuffledSubarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateEvents, type EvaluatedEvent } from '../protocol/evaluation/evaluate-events.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import { withAuthChain } from '../protocol/state-resolution/auth-chain.ts';
import { ambiguousEntries } from '../protocol/state-resolution/other-readings.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import { RoomEvent } from '../protocol/room-event.ts';
import { allRoomVersions, type RoomVersion } from '../protocol/room-versions.ts';
import type { RoomState } from '../protocol/state-resolution/room-state.ts';
import { randomGraph } from './random-graph.ts';
import type { RandomStep } from './random-step.ts';
import { naiveResolution } from './testing-naive-resolution.ts';
import { randomSteps } from './testing-random-steps.ts';

const roomVersions = constantFrom(...allRoomVersions);
const histories = randomSteps(90, { minLength: 40 });

/** A random history that was taken in, and the points at which states were resolved in it. */
function takenIn(steps: readonly RandomStep[], roomVersion: RoomVersion) {
  const oracle = oracleOf(roomVersion);
  const graph = new EventGraphEvaluation(oracle);
  const events = randomGraph(steps, roomVersion).map((pdu) => new RoomEvent(pdu, pdu.event_id, oracle.rules));
  for (const event of events) graph.add(event);
  const merges = events.map(({ prevEvents }) => prevEvents).filter(({ length }) => length > 1);
  const resolve = (states: readonly RoomState[]): RoomState =>
    oracle.resolve(states, { ...oracle, source: graph.store });
  return { oracle, graph, events, resolve, stateSets: merges.map((tips) => tips.map((tip) => graph.stateAfter(tip))) };
}

const ids = (state: RoomState | undefined): string[] | undefined => state?.eventIds();
const plain = ({ verdict, rule, stateBefore, stateAfter }: EvaluatedEvent) => [
  verdict,
  rule,
  ids(stateBefore),
  ids(stateAfter),
];

describe('the resolution of states', () => {
  test('does not depend on their order, nor on how often one of them is given', () => {
    assert(
      property(histories, roomVersions, (steps, roomVersion) => {
        const { resolve, stateSets } = takenIn(steps, roomVersion);
        for (const states of stateSets) {
          const resolved = ids(resolve(states));
          expect(ids(resolve(states.toReversed()))).toEqual(resolved);
          expect(ids(resolve([...states, ...states.slice(0, 1)]))).toEqual(resolved);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('keeps what the states agree on, and adds nothing that none of them or of their auth chains has', () => {
    assert(
      property(histories, roomVersions, (steps, roomVersion) => {
        const { resolve, stateSets, graph } = takenIn(steps, roomVersion);
        for (const states of stateSets) {
          const resolved = resolve(states);
          const [first, ...others] = states.map((state) => new Set(state.events()));
          const agreed = [...(first ?? [])].filter((event) => others.every((other) => other.has(event)));
          expect([...resolved.events()]).toEqual(expect.arrayContaining(agreed));
          const known = withAuthChain(
            states.flatMap((state) => [...state.events()]),
            graph.store,
          );
          expect([...resolved.events()].filter((event) => !known.has(event))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is what the definitions give when they are followed word by word', () => {
    let resolutions = 0;
    assert(
      property(histories, constantFrom('2', '6', '8', '11', '12'), (steps, roomVersion: RoomVersion) => {
        const { resolve, stateSets, graph } = takenIn(steps.slice(0, 60), roomVersion);
        for (const states of stateSets) {
          const maps = states.map(
            (state) => new Map([...state.events()].flatMap((one) => (one.key ? [[one.key, one]] : []))),
          );
          const naive = naiveResolution(maps, graph.store, roomVersion);
          const expected = [...naive.values()].map(({ eventId }) => eventId);
          expect(resolve(states).eventIds().toSorted()).toEqual(expected.toSorted());
          resolutions += 1;
        }
      }),
      { numRuns: 60 },
    );
    expect(resolutions).toBeGreaterThan(100);
  });

  test('names its own answer first wherever readings differ', () => {
    assert(
      property(histories, roomVersions, (steps, roomVersion) => {
        const { oracle, resolve, stateSets, graph } = takenIn(steps, roomVersion);
        for (const states of stateSets.slice(0, 5)) {
          const own = resolve(states);
          const entries = ambiguousEntries(states, own, oracle, { ...oracle, source: graph.store });
          for (const { key, allowed } of entries) {
            expect(allowed[0]).toBe(own.get(key));
            expect(allowed.length).toBeGreaterThan(1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the evaluation of a graph', () => {
  test('does not depend on the order in which the events are given', () => {
    const given = record({ steps: histories, roomVersion: roomVersions, seed: nat() });
    assert(
      property(given, ({ steps, roomVersion, seed }) => {
        const pdus = randomGraph(steps, roomVersion);
        const [shuffled = []] = sample(shuffledSubarray(pdus, { minLength: pdus.length }), { numRuns: 1, seed });
        const results = evaluateEvents(pdus, roomVersion);
        const others = evaluateEvents(shuffled, roomVersion);
        expect(others.size).toBe(results.size);
        for (const [eventId, result] of results) {
          expect(plain(others.get(eventId) as EvaluatedEvent)).toEqual(plain(result));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('gives each event what a graph of nothing but its ancestors gives it', () => {
    assert(
      property(histories, roomVersions, (steps, roomVersion) => {
        const pdus = randomGraph(steps, roomVersion);
        const results = evaluateEvents(pdus, roomVersion);
        for (const pdu of pdus.slice(-6)) {
          const eventId = pdu.event_id;
          const alone = evaluateEvents(ancestors(pdu, pdus), roomVersion).get(eventId);
          expect(plain(alone as EvaluatedEvent)).toEqual(plain(results.get(eventId) as EvaluatedEvent));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('has a verdict for every event, whatever is done to the graph', () => {
    const anything = constantFrom<JsonValue>(
      null,
      [],
      {},
      '',
      -1,
      1.5,
      2 ** 53,
      '$nothing',
      ['$nothing'],
      [['$nothing', {}]],
    );
    const keys = constantFrom(
      'type',
      'sender',
      'state_key',
      'content',
      'prev_events',
      'auth_events',
      'depth',
      'room_id',
    );
    const damage = record({ steps: histories, roomVersion: roomVersions, place: nat(), key: keys, value: anything });
    assert(
      property(damage, ({ steps, roomVersion, place, key, value }) => {
        const pdus = randomGraph(steps, roomVersion);
        const damaged = pdus.map((pdu, index) => (index === place % pdus.length ? { ...pdu, [key]: value } : pdu));
        const verdicts = [...evaluateEvents(damaged, roomVersion).values()].map(({ verdict }) => verdict);
        expect(verdicts).toHaveLength(pdus.length);
        expect(new Set(['accepted', 'rejected', 'malformed', ...verdicts]).size).toBe(3);
      }),
      { numRuns: 200 },
    );
  });
});

// These would be convenient, and do not hold; whoever relies on one of them is told here.
describe('what must not be relied on', () => {
  const [v10, v12] = (['10', '12'] as const).map((roomVersion) =>
    sample(histories, { numRuns: 60, seed: 1 }).map((steps) => takenIn(steps, roomVersion)),
  );
  const all = [...(v10 ?? []), ...(v12 ?? [])].flatMap(({ resolve, stateSets }) =>
    stateSets.map((states) => ({ resolve, states })),
  );

  test('merging the result once more with one of the states may change it', () => {
    const changed = all.filter(({ resolve, states }) => {
      const resolved = resolve(states);
      return states.some((state) => resolve([resolved, state]).differences(resolved).length > 0);
    });
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(all.length);
  });

  test('resolving three states two by two may give another result than all three at once', () => {
    const triples = all.filter(({ states }) => states.length > 2);
    const different = triples.filter(({ resolve, states: [a, b, ...rest] }) => {
      const folded = a && b ? resolve([resolve([a, b]), ...rest]) : undefined;
      return folded && folded.differences(resolve([a, b, ...rest] as RoomState[])).length > 0;
    });
    expect(different.length).toBeGreaterThan(0);
  });
});

function ancestors(pdu: JsonObject, pdus: readonly JsonObject[]): JsonObject[] {
  const byId = new Map(pdus.map((one) => [one['event_id'], one]));
  const found = new Set([pdu]);
  for (const one of found) {
    for (const reference of [one['prev_events'], one['auth_events']].flat()) {
      const parent = byId.get(Array.isArray(reference) ? (reference[0] ?? null) : (reference ?? null));
      if (parent) found.add(parent);
    }
  }
  return [...found];
}
