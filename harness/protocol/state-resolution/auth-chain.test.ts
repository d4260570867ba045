import { expect, test } from 'vitest';
import { withAuthChain } from './auth-chain.ts';
import { idsOf, TestingRoom } from './testing-events.ts';

const room = new TestingRoom('11');
// d cites b and c, which both cite a; e cites only what is not known, and f what is in part.
const a = room.message('$a');
const b = room.message('$b', { auth: [a] });
const c = room.message('$c', { auth: [a] });
const d = room.message('$d', { auth: [b, c] });
const e = room.message('$e', { auth: ['$unknown'] });
const f = room.message('$f', { auth: ['$unknown', c] });

test.for([
  ['nothing', [], []],
  ['an event that cites nothing', [a], ['$a']],
  ['a diamond, each event once', [d], ['$a', '$b', '$c', '$d']],
  ['several events', [b, e], ['$a', '$b', '$e']],
  ['an event and one in its chain', [a, b], ['$a', '$b']],
  ['as far as events are known', [f], ['$a', '$c', '$f']],
] as const)('walks from %s', ([, from, reached]) => {
  expect(idsOf(withAuthChain(from, room.store)).toSorted()).toEqual(reached);
});

test('ends before what is beyond, and finds what lies behind only by another way', () => {
  const beyond = (event: unknown): boolean => event === b;
  expect(idsOf(withAuthChain([d], room.store, beyond)).toSorted()).toEqual(['$a', '$c', '$d']);
  expect(idsOf(withAuthChain([b], room.store, beyond))).toEqual([]);
});

test('a chain of 20,000 events is walked without recursion', () => {
  const long = new TestingRoom('11');
  let last = long.message('$0');
  for (let index = 1; index < 20_000; index++) last = long.message(`$${index}`, { auth: [last] });
  expect(withAuthChain([last], long.store).size).toBe(20_000);
});
