import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { readStateMapKey, stateMapKey } from './state-map-key.ts';

// Texts that look like parts of a key are the ones that could be taken for each other.
const text = oneof(string({ unit: constantFrom(':', '1', '2', 'm', '😀') }), string({ unit: 'binary' }));

test('the state key is empty where it is left out', () => {
  expect(stateMapKey('m.room.create')).toBe(stateMapKey('m.room.create', ''));
});

test('gives back what it was made of', () => {
  assert(
    property(text, text, (type, stateKey) => {
      expect(readStateMapKey(stateMapKey(type, stateKey))).toEqual([type, stateKey]);
    }),
  );
});

test('two entries never share a key', () => {
  assert(
    property(text, text, text, text, (type, stateKey, otherType, otherStateKey) => {
      const isSame = type === otherType && stateKey === otherStateKey;
      expect(stateMapKey(type, stateKey) === stateMapKey(otherType, otherStateKey)).toBe(isSame);
    }),
  );
});

test.for([
  ['', '', '', '1:'],
  ['m', '', '', 'm'],
  ['a', 'bc', 'ab', 'c'],
  ['1:a', 'b', '1', ':ab'],
  ['m.room.member', ':a', 'm.room.member:', 'a'],
] as const)('%j with %j is apart from %j with %j', ([type, stateKey, otherType, otherStateKey]) => {
  expect(stateMapKey(type, stateKey)).not.toBe(stateMapKey(otherType, otherStateKey));
});
