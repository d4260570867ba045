import { expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import { conflictedSubgraph } from './conflicted-subgraph.ts';
import { alice, bob, idsOf, TestingRoom } from './testing-events.ts';

function graph() {
  const room = new TestingRoom('12');
  const event = (name: string, ...auth: readonly RoomEvent[]): RoomEvent => room.message(`$${name}`, { auth });
  const subgraph = (...conflicted: readonly RoomEvent[]): string[] =>
    idsOf(conflictedSubgraph({ events: new Set(conflicted) }, room.store)).toSorted();
  return { event, subgraph };
}

test('has the events between two in conflict, and both ends', () => {
  const { event, subgraph } = graph();
  const a = event('a');
  const between = event('between', event('further', a));
  expect(subgraph(a, event('z', between))).toEqual(['$a', '$between', '$further', '$z']);
});

test('has every way between two', () => {
  const { event, subgraph } = graph();
  const a = event('a');
  expect(subgraph(a, event('z', event('left', a), event('right', a)))).toEqual(['$a', '$left', '$right', '$z']);
});

test('has nothing before the first in conflict, after the last, or beside the way', () => {
  const { event, subgraph } = graph();
  const before = event('before');
  const a = event('a', before);
  const z = event('z', event('between', a), event('beside', before));
  event('after', z);
  expect(subgraph(a, z)).toEqual(['$a', '$between', '$z']);
});

test('has no way from one event in conflict to another in which both cite the same', () => {
  const { event, subgraph } = graph();
  const common = event('common');
  expect(subgraph(event('y', common), event('z', common))).toEqual(['$y', '$z']);
});

test('has a way that leads through a third in conflict', () => {
  const { event, subgraph } = graph();
  const a = event('a');
  const m = event('m', event('l', a));
  expect(subgraph(a, m, event('z', event('n', m)))).toEqual(['$a', '$l', '$m', '$n', '$z']);
});

test('has an event in conflict that no way leads to: it is in the conflicted state set anyway', () => {
  const { event, subgraph } = graph();
  expect(subgraph(event('a'))).toEqual(['$a']);
  expect(subgraph()).toEqual([]);
});

test('ends where an event is not known', () => {
  const room = new TestingRoom('12');
  const a = room.message('$a');
  const z = room.message('$z', { auth: ['$unknown'] });
  expect(idsOf(conflictedSubgraph({ events: new Set([a, z]) }, room.store))).toEqual(['$a', '$z']);
});

test('does not have the create event in room version 12, which nothing cites', () => {
  const room = new TestingRoom('12');
  const { create, aliceJoin, power, rules, bobJoin } = room.begin();
  const rename = room.member('$rename', bob, 'join', { among: [create, power, rules, bobJoin] });
  const again = room.member('$again', bob, 'join', { among: [create, power, rules, rename] });
  const powerAgain = room.powerLevels('$power2', {}, { sender: alice, among: [create, power, aliceJoin] });
  const conflicted = new Set([bobJoin, again, powerAgain, aliceJoin]);
  expect(idsOf(conflictedSubgraph({ events: conflicted }, room.store)).toSorted()).toEqual([
    '$again',
    '$alice',
    '$bob',
    '$power',
    '$power2',
    '$rename',
    '$rules',
  ]);
});
