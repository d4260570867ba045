import { describe, expect, test } from 'vitest';
import { readStateMapKey } from '../state-map-key.ts';
import { type Conflicts, contradictingConflicts, differingConflicts } from './conflicts.ts';
import { RoomState } from './room-state.ts';
import { alice, idsOf, TestingRoom } from './testing-events.ts';

const room = new TestingRoom('11');
const join = room.member('$join', alice, 'join');
const [topicA, topicB] = [room.topic('$topic-a'), room.topic('$topic-b')];
const name = room.event('$name', { type: 'm.room.name', stateKey: '' });

const all = [join, topicA, topicB, name];

const summary = (conflicts: Conflicts) => ({
  keys: [...conflicts.keys].map((key) => readStateMapKey(key)[0]).toSorted(),
  events: idsOf(conflicts.events).toSorted(),
  unconflicted: idsOf(new Set(all.flatMap(({ key = '0:' }) => conflicts.unconflicted(key) ?? []))).toSorted(),
  perState: conflicts.perState.map(idsOf),
});

/** What both definitions make of states, where only the first has a name and the two have different topics. */
const differing = [RoomState.of([join, topicA, name]), RoomState.of([join, topicB])] as const;

test('an entry that a state lacks is in conflict since room version 2', () => {
  expect(summary(differingConflicts(differing))).toMatchObject({
    keys: ['m.room.name', 'm.room.topic'],
    events: ['$name', '$topic-a', '$topic-b'],
    unconflicted: ['$join'],
  });
});

test('an entry that a state lacks is in no conflict in room version 1', () => {
  expect(summary(contradictingConflicts(differing))).toMatchObject({
    keys: ['m.room.topic'],
    events: ['$topic-a', '$topic-b'],
    unconflicted: ['$join', '$name'],
  });
});

test.for([
  ['since room version 2', differingConflicts],
  ['in room version 1', contradictingConflicts],
] as const)('each state has its own events in conflict, and none for what it lacks, %s', ([, divide]) => {
  const states = [RoomState.of([topicA]), RoomState.of([topicB]), RoomState.empty];
  expect(summary(divide(states)).perState).toEqual([['$topic-a'], ['$topic-b'], []]);
});

describe('an entry that only another state than the first has, in room version 1', () => {
  const conflicts = contradictingConflicts([...differing].toReversed());

  test('is found by its key', () => {
    expect(conflicts.unconflicted(name.key ?? '0:')).toBe(name);
  });

  test('is told apart, so that the first state can be completed', () => {
    expect(idsOf(conflicts.notInFirst)).toEqual(['$name']);
  });
});

test('of three states, two of which agree, the entry is in conflict', () => {
  const states = [topicA, topicA, topicB].map((topic) => RoomState.of([topic]));
  expect(summary(differingConflicts(states)).events).toEqual(['$topic-a', '$topic-b']);
  expect(summary(contradictingConflicts(states)).events).toEqual(['$topic-a', '$topic-b']);
});

test('of three states, the two last of which have another event than the first lacks, the entry is in conflict', () => {
  const states = [RoomState.empty, RoomState.of([topicA]), RoomState.of([topicB])];
  expect(summary(contradictingConflicts(states)).events).toEqual(['$topic-a', '$topic-b']);
});

test('equal states are in no conflict, and neither is one alone', () => {
  const state = RoomState.of([join, topicA]);
  for (const divide of [differingConflicts, contradictingConflicts]) {
    for (const states of [[state], [state, state], [state, RoomState.of([topicA, join])]]) {
      expect(summary(divide(states))).toMatchObject({ keys: [], events: [], unconflicted: ['$join', '$topic-a'] });
    }
  }
});

test('an entry in conflict is not in the unconflicted state map, and neither is one that no state has', () => {
  const conflicts = differingConflicts(differing);
  expect(conflicts.unconflicted(topicA.key ?? '0:')).toBeUndefined();
  expect(conflicts.unconflicted('0:')).toBeUndefined();
  expect(conflicts.unconflicted(join.key ?? '0:')).toBe(join);
});
