import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersion } from '../room-versions.ts';
import type { StateMapKey } from '../state-map-key.ts';
import { type Checked, iterativeAuthChecks } from './iterative-auth-checks.ts';
import { alice, bob, carol, dan, idsOf, TestingRoom } from './testing-events.ts';

/** What becomes of a state when events are checked in a row, and what was said of each. */
function check(
  room: TestingRoom,
  events: readonly RoomEvent[],
  {
    state = [],
    beneath = [],
    skipsRejected = false,
  }: { state?: readonly RoomEvent[]; beneath?: readonly RoomEvent[]; skipsRejected?: boolean } = {},
) {
  const resolved = new Map<StateMapKey, RoomEvent>();
  for (const event of state) if (event.key !== undefined) resolved.set(event.key, event);
  const lower = new Map(beneath.map((event) => [event.key, event]));
  const noted: Checked[] = [];
  const { authorization, readings } = room.oracle;
  const note = (checked: Checked): void => void noted.push(checked);
  iterativeAuthChecks(events, resolved, (key) => lower.get(key), {
    authorization,
    readings,
    source: room.store,
    skipsRejected,
    note,
  });
  return { ids: idsOf(resolved.values()), rules: noted.map(({ verdict }) => verdict.ruleId), noted };
}

test.for<RoomVersion>(['2', '11', '12'])(
  'builds a room from nothing, by what each event cites, room version %s',
  (version) => {
    const room = new TestingRoom(version);
    const { all } = room.begin();
    expect(check(room, all).ids).toEqual(['$create', '$alice', '$power', '$rules', '$bob']);
  },
);

test('ignores an event that is not allowed, and goes on', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  const bobs = room.topic('$bobs', { sender: bob, among: all });
  const alices = room.topic('$alices', { among: all });
  const { ids, rules } = check(room, [bobs, alices]);
  expect(ids).toEqual(['$alices']);
  expect(rules).toEqual(['required-level', 'allow']);
});

test('an allowed event takes the place of the one before it', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  const [first, second] = [room.topic('$first', { among: all }), room.topic('$second', { among: all })];
  expect(check(room, [first, second]).ids).toEqual(['$second']);
});

describe('an entry that the rules need', () => {
  const room = new TestingRoom('11');
  const { create, aliceJoin, power, rules, bobJoin, all } = room.begin();
  const bob50 = room.powerLevels('$bob50', { users: { [alice]: 100, [bob]: 50 } }, { among: all });
  const topic = room.topic('$topic', { sender: bob, among: [create, bobJoin, bob50] });

  test('is taken from what the event cites, where the state lacks it', () => {
    expect(check(room, [topic]).ids).toContain('$topic');
  });

  test('is taken from the resolved state before what the event cites', () => {
    expect(check(room, [topic], { state: [power] }).rules).toEqual(['required-level']);
  });

  test('is taken from beneath before what the event cites', () => {
    expect(check(room, [topic], { beneath: [power] }).rules).toEqual(['required-level']);
  });

  test('is taken from the resolved state before what is beneath', () => {
    expect(check(room, [topic], { state: [bob50], beneath: [power] }).ids).toContain('$topic');
    expect(check(room, [topic], { state: [power], beneath: [bob50] }).rules).toEqual(['required-level']);
  });

  test('counts as soon as an event was put into the state', () => {
    const demotion = room.powerLevels('$demotion', { users: { [alice]: 100 } }, { among: [create, aliceJoin, bob50] });
    expect(check(room, [demotion, topic]).ids).toEqual(['$demotion']);
    expect(check(room, [topic, demotion]).ids).toEqual(['$topic', '$demotion']);
  });

  test('is not the event itself that is checked', () => {
    // Of carol nothing is known: her join does not make her a member who may join.
    const invited = room.joinRule('$invite-only', 'invite', { among: all });
    const join = room.member('$carol', carol, 'join', { among: [create, power, invited] });
    expect(check(room, [join], { state: [invited] }).rules).toEqual(['member.join.reject']);
  });

  test('is not one of the auth chain that the event does not cite itself', () => {
    const levels = room.topic('$uncited-levels', { sender: bob, auth: [create, bobJoin] });
    expect(room.store.authEventsOf(bobJoin)).toContain(power);
    expect(check(room, [levels], { state: [rules] }).rules).toEqual(['required-level']);
    expect(check(room, [levels], { beneath: [bob50] }).ids).toEqual(['$uncited-levels']);
  });
});

describe('a rejected event', () => {
  const room = new TestingRoom('11');
  const { create, power, all } = room.begin();
  const ban = room.event(
    '$ban',
    { type: 'm.room.member', stateKey: dan, content: { membership: 'ban' }, among: all },
    { rejected: true },
  );
  const join = room.member('$join', dan, 'join', { among: all, auth: [create, power, ban, all[3] ?? ''] });

  test('is not consulted, where an event cites it', () => {
    expect(check(room, [join]).ids).toEqual(['$join']);
  });

  test('is checked like all others, and consulted once it is in the state', () => {
    const { ids, rules } = check(room, [ban, join]);
    expect(ids).toEqual(['$ban']);
    expect(rules).toEqual(['member.ban.level', 'member.join.banned']);
  });

  test('is passed over without a word, where rejected events are', () => {
    const { ids, noted } = check(room, [ban, join], { skipsRejected: true });
    expect(ids).toEqual(['$join']);
    expect(noted.map(({ event }) => event)).toEqual([join]);
  });
});

test('a message event is never put into the state', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  expect(check(room, [room.message('$message', { among: all })]).ids).toEqual([]);
});

describe('the create event of room version 12, which no event cites', () => {
  test('is found by the room ID', () => {
    const room = new TestingRoom('12');
    const { all } = room.begin();
    expect(check(room, [room.topic('$topic', { among: all })]).ids).toEqual(['$topic']);
  });

  test('is not there for an event of another room', () => {
    const room = new TestingRoom('12');
    const { all } = room.begin();
    const topic = room.topic('$topic', { among: all, roomId: '!elsewhere' });
    expect(check(room, [topic]).rules).toEqual(['room-id']);
  });

  test('does not help if it was rejected', () => {
    const room = new TestingRoom('12');
    room.event('$create', { type: 'm.room.create', stateKey: '' }, { rejected: true });
    expect(check(room, [room.topic('$topic')]).rules).toEqual(['room-id']);
  });
});
