import { array, assert, nat, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causalOrder } from './causal-order.ts';

const linked = (eventId: string, prevEvents: readonly string[] = [], authEvents: readonly string[] = []) => ({
  eventId,
  prevEvents,
  authEvents,
});

function orderOf(...events: readonly ReturnType<typeof linked>[]) {
  const { ordered, circular } = causalOrder(events);
  return { ordered: ordered.map(({ eventId }) => eventId), circular: circular.map(({ eventId }) => eventId) };
}

test('has an event after its parents and after those that authorize it', () => {
  expect(orderOf(linked('c', ['b'], ['a']), linked('b', [], ['a']), linked('a'))).toEqual({
    ordered: ['a', 'b', 'c'],
    circular: [],
  });
});

test('leaves events as they were given, where nothing says otherwise', () => {
  expect(orderOf(linked('b'), linked('c'), linked('a')).ordered).toEqual(['b', 'c', 'a']);
});

test('does not wait for events that are not there', () => {
  expect(orderOf(linked('a', ['unknown'], ['elsewhere'])).ordered).toEqual(['a']);
});

test('waits once for an event that is cited several times', () => {
  expect(orderOf(linked('b', ['a', 'a'], ['a']), linked('a')).ordered).toEqual(['a', 'b']);
});

test('has nothing of nothing', () => {
  expect(orderOf()).toEqual({ ordered: [], circular: [] });
});

describe('a circle', () => {
  test.for([
    ['of an event that is its own parent', [linked('x', ['x'])], ['x']],
    ['of an event that authorizes itself', [linked('x', [], ['x'])], ['x']],
    ['of two parents', [linked('x', ['y']), linked('y', ['x'])], ['x', 'y']],
    ['of two that authorize each other', [linked('x', [], ['y']), linked('y', [], ['x'])], ['x', 'y']],
    ['of a parent and an authorizing event', [linked('x', ['y']), linked('y', [], ['x'])], ['x', 'y']],
    ['and what follows it', [linked('z', ['y']), linked('x', ['y']), linked('y', ['x'])], ['z', 'x', 'y']],
  ] as const)('%s is told apart', ([, events, circular]) => {
    expect(orderOf(linked('a'), ...events, linked('b', ['a']))).toEqual({ ordered: ['a', 'b'], circular });
  });

  test('does not hold up what it follows', () => {
    expect(orderOf(linked('x', ['y', 'a']), linked('y', ['x']), linked('a'))).toEqual({
      ordered: ['a'],
      circular: ['x', 'y'],
    });
  });
});

test('orders 100,000 events in a row that are given backwards', () => {
  const events = Array.from({ length: 100_000 }, (_, index) => linked(String(index), [String(index - 1)]));
  const { ordered, circular } = causalOrder(events.toReversed());
  expect(circular).toEqual([]);
  expect(ordered).toEqual(events);
});

test('loses no event, and has every event after all that it cites, whatever graph it is given', () => {
  const citations = array(array(nat({ max: 9 }), { maxLength: 3 }), { maxLength: 10 });
  assert(
    property(citations, (all) => {
      const events = all.map((cited, index) => linked(String(index), cited.map(String)));
      const { ordered, circular } = causalOrder(events);
      expect(new Set([...ordered, ...circular])).toEqual(new Set(events));
      expect(ordered.length + circular.length).toBe(events.length);
      const places = new Map(ordered.map(({ eventId }, place) => [eventId, place]));
      const known = new Set(events.map(({ eventId }) => eventId));
      const early = ordered.filter(({ prevEvents }, place) =>
        prevEvents.some((cited) => known.has(cited) && (places.get(cited) ?? Infinity) >= place),
      );
      expect(early).toEqual([]);
      // Each of the others waits for one that waits, too.
      const waiting = new Set(circular.map(({ eventId }) => eventId));
      expect(circular.filter(({ prevEvents }) => !prevEvents.some((cited) => waiting.has(cited)))).toEqual([]);
    }),
  );
});
