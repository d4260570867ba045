import { array, assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { laneRows } from './lanes.ts';

/** The rows of events that are given by their parents. */
function rows(...parents: readonly (readonly number[])[]): string[] {
  return laneRows(
    parents.map((of) => ({ parents: of })),
    () => '●',
  );
}

test('one after the other stays in one lane', () => {
  expect(rows([], [0], [1])).toEqual(['●', '●', '●']);
});

test('branches part and meet in the rows of their events', () => {
  expect(rows([], [0], [0], [1, 2])).toEqual(['●─╮', '● │', '│ ●', '●─╯']);
  expect(rows([], [0], [0], [0], [1, 2, 3])).toEqual(['●─┬─╮', '● │ │', '│ ● │', '│ │ ●', '●─┴─╯']);
});

test('a line passes by a lane without meeting it', () => {
  expect(rows([], [0], [0], [1], [2, 1], [3, 4])).toEqual(['●─╮', '●─│─╮', '│ ● │', '● │ │', '│ ●─╯', '●─╯']);
});

test('a lane may end at an event and begin anew there', () => {
  expect(rows([], [0], [0], [1, 2], [3], [3], [4, 5])).toEqual(['●─╮', '● │', '│ ●', '●─┤', '● │', '│ ●', '●─╯']);
});

test('an event without known parents begins in a lane of its own', () => {
  expect(rows([], [], [0], [1, 2])).toEqual(['●', '│ ●', '● │', '●─╯']);
});

test('an event that nothing follows ends its lane', () => {
  expect(rows([], [0], [0], [2])).toEqual(['●─╮', '● │', '  ●', '  ●']);
});

test('every row has its event, and every lane that begins ends', () => {
  const graphs = array(array(nat(), { maxLength: 4 }), { maxLength: 30 }).map((choices) =>
    choices.map((some, index) => ({ parents: index === 0 ? [] : [...new Set(some.map((n) => n % index))] })),
  );
  assert(
    property(graphs, (events) => {
      const drawn = laneRows(events, () => '●');
      expect(drawn).toHaveLength(events.length);
      for (const row of drawn) expect(row.match(/●/g)).toHaveLength(1);
      // No line is left below the last event: it has no lanes to its left or right.
      expect(drawn.at(-1) ?? '●').toMatch(/^ *●[─┴╯ ]*$/);
    }),
  );
});
