import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersion } from '../room-versions.ts';
import type { ResolutionStep } from './resolution.ts';
import { RoomState } from './room-state.ts';
import { alice, bob, carol, dan, idsOf, TestingRoom } from './testing-events.ts';

/** The steps that a resolution goes through. */
function stepsOf(room: TestingRoom, ...states: readonly (readonly RoomEvent[])[]): ResolutionStep[] {
  const steps: ResolutionStep[] = [];
  const { authorization, readings, resolve } = room.oracle;
  const note = (step: ResolutionStep): void => void steps.push(step);
  resolve(
    states.map((events) => RoomState.of(events)),
    { authorization, readings, source: room.store, note },
  );
  return steps;
}

/** A state with events in the places of those for their entries. */
const changed = (state: readonly RoomEvent[], ...events: readonly RoomEvent[]): RoomEvent[] => [
  ...state.filter(({ key }) => !events.some((event) => event.key === key)),
  ...events,
];

test('states without a conflict are resolved to the first, without a further step', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  const { authorization, readings, resolve } = room.oracle;
  const [one, same] = [RoomState.of(all), RoomState.of(all.toReversed())];
  expect(resolve([one, same], { authorization, readings, source: room.store })).toBe(one);
  expect(stepsOf(room, all, all)).toEqual([{ step: 'conflicts', keys: [] }]);
});

test('without a state there is nothing to resolve', () => {
  const { authorization, readings, resolve } = new TestingRoom('11').oracle;
  const source = new TestingRoom('11').store;
  expect(() => resolve([], { authorization, readings, source })).toThrow(RangeError);
});

test('goes through the steps in their order, and tells each', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin({ [bob]: 50 });
  const ban = room.member('$ban', carol, 'ban', { sender: bob, among: all });
  const topic = room.topic('$topic', { among: all });
  const steps = stepsOf(room, [...all, ban], [...all, topic]);
  expect(steps.map((step) => ('of' in step ? `${step.step} of ${step.of}` : step.step))).toEqual([
    'conflicts',
    'full conflicted set',
    'power order',
    'auth check of power events',
    'mainline order',
    'auth check of other events',
  ]);
  expect(steps[2]).toMatchObject({ events: [{ event: ban, senderLevel: 50 }] });
  expect(steps[4]).toMatchObject({ mainline: [all[2]], events: [{ event: topic, position: 0 }] });
});

test('an entry that only one state has stays, if it is allowed', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  const allowed = room.topic('$allowed', { among: all });
  const refused = room.event('$refused', { type: 'm.room.name', stateKey: '', sender: bob, among: all });
  expect(room.resolve(all, [...all, allowed, refused]).toSorted()).toEqual([...idsOf(all), '$allowed'].toSorted());
});

test('power events are resolved before all others, whatever the times', () => {
  const room = new TestingRoom('11');
  const { all, create, aliceJoin, bobJoin, power } = room.begin({ [bob]: 50 });
  const topic = room.topic('$topic', { sender: bob, among: all });
  const kick = room.member('$kick', bob, 'leave', { sender: alice, among: [create, aliceJoin, bobJoin, power] });
  const resolved = room.resolve([...all, topic], changed(all, kick));
  expect(resolved).toContain('$kick');
  expect(resolved).not.toContain('$topic');
});

test('of power events that are as powerful, the later is applied over the earlier', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  const [first, second] = [
    room.joinRule('$first', 'knock', { among: all }),
    room.joinRule('$second', 'invite', { among: all }),
  ];
  expect(room.resolve(changed(all, second), changed(all, first))).toContain('$second');
});

test('the mainline is that of the power levels that were resolved', () => {
  const room = new TestingRoom('11');
  const { all, create, aliceJoin } = room.begin({ [bob]: 50 });
  const levels = { users: { [alice]: 100, [bob]: 50 } };
  const newPower = room.powerLevels('$new-power', levels, { among: all });
  // By the time alone, bob's topic would be the last.
  const onNew = room.topic('$on-new', { ts: 1, among: [create, aliceJoin, newPower] });
  const onOld = room.topic('$on-old', { sender: bob, ts: 99_000, among: all });
  expect(room.resolve(changed(all, newPower, onNew), [...all, onOld])).toContain('$on-new');
});

describe('an entry on which the states agree', () => {
  const room = new TestingRoom('11');
  const { all, create, aliceJoin, power, bobJoin } = room.begin();
  // Neither state has these power levels, but the topic rests on them.
  const side = room.powerLevels('$side', { users: { [alice]: 100, [bob]: 50 } }, { among: [create, aliceJoin, power] });
  const topic = room.topic('$topic', { sender: bob, among: [create, bobJoin, side] });

  test('stays, although the checks put another event in its place meanwhile', () => {
    expect(room.resolve(all, [...all, topic]).toSorted()).toEqual([...idsOf(all), '$topic'].toSorted());
  });

  test('is overwritten by those meanwhile, and the mainline is that of what overwrote it', () => {
    const steps = stepsOf(room, all, [...all, topic]);
    expect(steps.filter(({ step }) => step === 'auth check' || step === 'mainline order')).toMatchObject([
      { event: side, verdict: { allowed: true } },
      { mainline: [side, power], events: [{ event: topic, position: 0 }] },
      { event: topic, verdict: { allowed: true } },
    ]);
  });
});

/**
 * carol's ban is in both states; her topic, which cites the membership before it, is in one.
 */
function afterBan(roomVersion: RoomVersion): string[] {
  const room = new TestingRoom(roomVersion);
  const { all, create, power, rules } = room.begin({ [carol]: 50 });
  const join = room.member('$carol', carol, 'join', { among: [create, power, rules] });
  const topic = room.topic('$topic', { sender: carol, among: [create, power, join] });
  const ban = room.member('$ban', carol, 'ban', { sender: alice, among: [...all, join] });
  return room.resolve([...all, ban], [...all, ban, topic]);
}

describe('what the checks start from', () => {
  test('is the unconflicted state map until room version 11', () => {
    expect(afterBan('2')).not.toContain('$topic');
    expect(afterBan('11')).not.toContain('$topic');
  });

  test('is nothing in room version 12', () => {
    expect(afterBan('12')).toContain('$topic');
  });
});

/** bob's renaming is from before his join by the clock, and after it by what it cites. */
function renamed(roomVersion: RoomVersion): string[] {
  const room = new TestingRoom(roomVersion);
  const { all, create, aliceJoin, power, rules, bobJoin } = room.begin();
  const newPower = room.powerLevels('$new-power', power.content, { among: [create, aliceJoin, power] });
  const rename = room.member('$rename', bob, 'join', { ts: 1, among: [create, rules, bobJoin, newPower] });
  return room.resolve(changed(all, newPower), changed(all, newPower, rename));
}

describe('power levels on which the states agree', () => {
  test('make the mainline until room version 11', () => {
    expect(renamed('2')).toContain('$rename');
    expect(renamed('11')).toContain('$rename');
  });

  test('do not in room version 12, where the mainline is empty and the time decides', () => {
    expect(renamed('12')).toContain('$bob');
  });
});

/** carol, of more power than bob, sets a join rule after she joined by bob's. */
function joinRules(roomVersion: RoomVersion) {
  const room = new TestingRoom(roomVersion);
  const { all, create, power, bobJoin } = room.begin({ [bob]: 50, [carol]: 75 });
  const bobs = room.joinRule('$bobs', 'public', { sender: bob, among: [create, power, bobJoin] });
  const join = room.member('$carol', carol, 'join', { among: [create, power, bobs] });
  const carols = room.joinRule('$carols', 'invite', { sender: carol, among: [create, power, join] });
  const before = [...changed(all, bobs), join];
  return { room, states: [before, changed(before, carols)], between: [bobs, join, carols] };
}

describe('an event that rests on another by one that is in no conflict', () => {
  test('is applied before it by its power, until room version 11', () => {
    const { room, states } = joinRules('11');
    expect(room.resolve(...states)).toContain('$bobs');
  });

  test('is applied after it in room version 12, by the conflicted subgraph', () => {
    const { room, states, between } = joinRules('12');
    expect(room.resolve(...states)).toContain('$carols');
    const [set] = stepsOf(room, ...states).filter(({ step }) => step === 'full conflicted set');
    expect(set).toMatchObject({ subgraph: new Set(between) });
  });
});

test.for<RoomVersion>(['2', '11', '12'])('the order of the states does not matter, room version %s', (version) => {
  const room = new TestingRoom(version);
  const { all, create, aliceJoin, power, rules, bobJoin } = room.begin({ [bob]: 50, [dan]: 50 });
  const join = room.member('$dan', dan, 'join', { among: [create, power, rules] });
  const before = [...all, join];
  const ban = room.member('$ban', dan, 'ban', { sender: bob, among: before });
  const topic = room.topic('$topic', { sender: dan, among: before });
  const levels = room.powerLevels('$levels', { users: { [bob]: 50 } }, { among: [create, aliceJoin, power] });
  const other = room.topic('$other', { sender: bob, ts: 1, among: [create, bobJoin, levels] });
  const [a, b, c] = [changed(before, ban), changed(before, topic), changed(before, levels, other)];
  const resolved = room.resolve(a, b, c);
  for (const states of [
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ]) {
    expect(room.resolve(...states)).toEqual(resolved);
  }
});
