import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import { type StateMapKey, stateMapKey } from '../state-map-key.ts';
import { RoomState } from './room-state.ts';
import { alice, bob, idsOf, TestingRoom } from './testing-events.ts';

const room = new TestingRoom('11');
const [aliceJoin, bobJoin] = [room.member('$alice', alice, 'join'), room.member('$bob', bob, 'join')];
const [topic, otherTopic] = [room.topic('$topic'), room.topic('$other-topic')];
const message = room.message('$message');
const topicKey = stateMapKey('m.room.topic');

test('has nothing to begin with', () => {
  expect(RoomState.empty.size).toBe(0);
  expect(RoomState.empty.eventIds()).toEqual([]);
  expect(RoomState.empty.get(topicKey)).toBeUndefined();
});

test('is made of events, the later for one entry, without messages', () => {
  const state = RoomState.of([topic, message, aliceJoin, otherTopic]);
  expect(state.size).toBe(2);
  expect(state.get(topicKey)).toBe(otherTopic);
  expect(idsOf(state.events())).toEqual(state.eventIds());
});

test('lists its events in the order of their keys, in whatever order they came', () => {
  expect(RoomState.of([bobJoin, topic, aliceJoin]).eventIds()).toEqual(
    RoomState.of([aliceJoin, bobJoin, topic]).eventIds(),
  );
});

describe('never changes', () => {
  test('a state with one event more leaves it as it was', () => {
    const before = RoomState.of([topic]);
    const after = before.with(otherTopic).with(bobJoin);
    expect(before.eventIds()).toEqual(['$topic']);
    expect(after.get(topicKey)).toBe(otherTopic);
    expect(after.size).toBe(2);
  });

  test('a changed copy leaves it as it was', () => {
    const before = RoomState.of([topic, aliceJoin]);
    const after = before.changed([topicKey], [bobJoin, message]);
    expect(before.eventIds().toSorted()).toEqual(['$alice', '$topic']);
    expect(after.eventIds().toSorted()).toEqual(['$alice', '$bob']);
  });

  test('what is removed and added again is there', () => {
    expect(RoomState.of([topic]).changed([topicKey], [otherTopic]).eventIds()).toEqual(['$other-topic']);
  });

  test('the empty state stays empty', () => {
    RoomState.empty.with(topic);
    expect(RoomState.empty.size).toBe(0);
  });
});

test('is the same state after a message, and after an event that it has', () => {
  const state = RoomState.of([topic]);
  expect(state.with(message)).toBe(state);
  expect(state.with(topic)).toBe(state);
});

test('differs from another in what only one has, and in what is another event', () => {
  const a = RoomState.of([topic, aliceJoin]);
  const b = RoomState.of([otherTopic, aliceJoin, bobJoin]);
  const keys = [topicKey, stateMapKey('m.room.member', bob)].toSorted();
  expect(a.differences(b).toSorted()).toEqual(keys);
  expect(b.differences(a).toSorted()).toEqual(keys);
});

// Enough entries for a tree of several levels, whose nodes two states share in part.
const entries = Array.from({ length: 150 }, (_, index) => String(index));
const versions: readonly (readonly RoomEvent[])[] = entries.map((stateKey) =>
  ['$x', '$y'].map((name) => room.event(`${name}${stateKey}`, { type: 'm.test', stateKey })),
);

interface Change {
  readonly kind: 'with' | 'without';
  readonly from: number;
  readonly count: number;
  readonly version: number;
}

const change = integer({ min: 0, max: entries.length - 1 }).chain((from) =>
  integer({ min: 1, max: entries.length - from }).chain((count) =>
    constantFrom<Change>(
      { kind: 'with', from, count, version: 0 },
      { kind: 'with', from, count, version: 1 },
      { kind: 'without', from, count, version: 0 },
    ),
  ),
);

/** The changed state, and the same as a plain map. */
function apply(state: RoomState, plain: ReadonlyMap<StateMapKey, RoomEvent>, changes: readonly Change[]) {
  let changed = state;
  const map = new Map(plain);
  for (const { kind, from, count, version } of changes) {
    const events = versions
      .slice(from, from + count)
      .map((pair) => pair[version])
      .filter((event) => event !== undefined);
    const keys = events.map(({ key }) => key).filter((key) => key !== undefined);
    if (kind === 'with') {
      for (const event of events) {
        changed = changed.with(event);
        if (event.key !== undefined) map.set(event.key, event);
      }
    } else {
      changed = changed.changed(keys, []);
      for (const key of keys) map.delete(key);
    }
  }
  return { state: changed, plain: map };
}

function naiveDifferences(
  a: ReadonlyMap<StateMapKey, RoomEvent>,
  b: ReadonlyMap<StateMapKey, RoomEvent>,
): StateMapKey[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

test('is what a plain map is after any changes, and differs where plain maps do', () => {
  const changes = array(change, { maxLength: 4 });
  assert(
    property(changes, changes, changes, (before, here, there) => {
      const common = apply(RoomState.empty, new Map(), before);
      const commonIds = common.state.eventIds();
      const a = apply(common.state, common.plain, here);
      const b = apply(common.state, common.plain, there);
      expect(a.state.size).toBe(a.plain.size);
      expect(new Set(a.state.eventIds())).toEqual(new Set(idsOf(a.plain.values())));
      expect(a.state.differences(b.state).toSorted()).toEqual(naiveDifferences(a.plain, b.plain).toSorted());
      expect(common.state.eventIds()).toEqual(commonIds);
    }),
  );
});
