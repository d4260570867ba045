import { expect, test } from 'vitest';
import { stateDifference } from './state-difference.ts';
import { forkedRoom } from './testing-graphs.ts';

const { graph, idOf, nameOf } = forkedRoom();
const ids = (...names: readonly string[]): string[] => names.map(idOf);

test('names the entries in which the states differ, and marks their events', () => {
  const states = { of: 'before merge', expected: ids('create', 'PA', 'TA'), actual: ids('create', 'TB', 'PA', 'bob') };
  const { differences, notes } = stateDifference(graph, states, nameOf);
  expect(notes).toEqual([
    'State before merge: m.room.topic has to be TA, and is TB',
    'State before merge: m.room.member @bob:a.example has to be nothing, and is bob',
  ]);
  expect([...differences].map(([eventId, why]) => [nameOf(eventId), why])).toEqual([
    ['TA', 'expected in the state before merge, and not there'],
    ['TB', 'in the state before merge, and not expected there'],
    ['bob', 'in the state before merge, and not expected there'],
  ]);
});

test('says nothing of equal states', () => {
  const states = { of: 'now', expected: ids('create', 'PA'), actual: ids('PA', 'create') };
  expect(stateDifference(graph, states)).toEqual({ differences: new Map(), notes: [] });
});

test('knows what is no state event, and what it never saw', () => {
  const { notes } = stateDifference(graph, { of: 'now', expected: [], actual: [idOf('merge'), '$\u001Bno'] }, nameOf);
  expect(notes).toEqual([
    'State now: m.room.message, which is no state event, has to be nothing, and is merge',
    'State now: the unknown event $\uFFFDno has to be nothing, and is $\uFFFDno',
  ]);
});

test('names no more entries than a reader can take', () => {
  const actual = Array.from({ length: 50 }, (_, n) => `$${n}`);
  const { notes } = stateDifference(graph, { of: 'now', expected: [], actual });
  expect(notes).toHaveLength(21);
  expect(notes.at(-1)).toBe('and 30 entries more');
});
