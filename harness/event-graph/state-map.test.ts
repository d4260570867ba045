import { expect, test } from 'vitest';
import { mergeStates, readStateMapKey, type StateMap, stateMapKey, UnresolvedState } from './state-map.ts';

function state(entries: Record<string, string>): StateMap {
  return new Map(Object.entries(entries).map(([type, eventId]) => [stateMapKey(type), eventId]));
}

test('keys keep apart what a mere concatenation would mix up', () => {
  expect(stateMapKey('a', 'b"c')).not.toBe(stateMapKey('a","b', 'c'));
  expect(readStateMapKey(stateMapKey('m.room.member', '@a:b'))).toEqual(['m.room.member', '@a:b']);
});

test.each([
  [
    'agree',
    [
      { a: '1', b: '2' },
      { a: '1', b: '2' },
    ],
    [],
    { a: '1', b: '2' },
  ],
  ['are alone', [{ a: '1' }], [], { a: '1' }],
  ['differ, and one is chosen', [{ a: '1' }, { a: '2' }], [['a', '', '2']], { a: '2' }],
  ['differ, and a third is chosen', [{ a: '1' }, { a: '2' }], [['a', '', '3']], { a: '3' }],
  ['differ in presence, and it is kept', [{ a: '1', b: '2' }, { a: '1' }], [['b', '', '2']], { a: '1', b: '2' }],
  ['differ in presence, and it is dropped', [{ a: '1', b: '2' }, { a: '1' }], [['b', '', null]], { a: '1' }],
] as const)('merges states that %s', (_case, states, resolved, merged) => {
  expect(mergeStates(states.map(state), resolved)).toEqual(state(merged));
});

test.each([
  ['differ', [{ a: '1' }, { a: '2' }]],
  ['differ in presence', [{ a: '1' }, {}]],
] as const)('demands an outcome where states %s', (_case, states) => {
  expect(() => mergeStates(states.map((entries) => state(entries as Record<string, string>)))).toThrow(UnresolvedState);
});

test('refuses an outcome for an entry that is not in conflict', () => {
  expect(() => mergeStates([state({ a: '1' })], [['a', '', '2']])).toThrow(RangeError);
  expect(() => mergeStates([state({ a: '1' })], [['b', '', '2']])).toThrow('leave it out');
});
