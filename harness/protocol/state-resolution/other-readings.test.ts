import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import { signingKeyFromSeed, signJson } from '../signing.ts';
import { readStateMapKey } from '../state-map-key.ts';
import { type AmbiguousEntry, ambiguousEntries } from './other-readings.ts';
import { RoomState } from './room-state.ts';
import { alice, bob, carol, dan, TestingRoom } from './testing-events.ts';

/** The entries on which readings differ, with the IDs of the events that each allows: the oracle's own first. */
function ambiguous(room: TestingRoom, ...states: readonly (readonly RoomEvent[])[]) {
  const { authorization, readings, resolve } = room.oracle;
  const context = { authorization, readings, source: room.store };
  const roomStates = states.map((events) => RoomState.of(events));
  const entries = ambiguousEntries(roomStates, resolve(roomStates, context), room.oracle, context);
  return entries.map(({ key, allowed, why }: AmbiguousEntry) => ({
    key: readStateMapKey(key),
    allowed: allowed.map((event) => event?.eventId ?? null),
    why,
  }));
}

const changed = (state: readonly RoomEvent[], ...events: readonly RoomEvent[]): RoomEvent[] => [
  ...state.filter(({ key }) => !events.some((event) => event.key === key)),
  ...events,
];

describe('room version 1', () => {
  test('whether a resolved membership counts for those after it', () => {
    const room = new TestingRoom('1');
    const { create, aliceJoin, power, rules, bobJoin } = room.begin({ [dan]: 50 });
    const others = [create, aliceJoin, power, rules];
    const [danJoin, renamed] = [room.member('$dan', dan, 'join'), room.member('$renamed', dan, 'join')];
    const kicked = room.member('$kicked', bob, 'leave', { sender: dan });
    expect(ambiguous(room, [...others, danJoin, bobJoin], [...others, renamed, kicked])).toEqual([
      {
        key: ['m.room.member', bob],
        allowed: ['$bob', '$kicked'],
        why: expect.stringContaining('each resolved membership count for those after it'),
      },
    ]);
  });

  test('what becomes of an entry of which no event is allowed', () => {
    const room = new TestingRoom('1');
    const { all } = room.begin();
    const [first, second] = [room.topic('$first', { sender: dan }), room.topic('$second', { sender: dan })];
    expect(ambiguous(room, [...all, first], [...all, second])).toEqual([
      {
        key: ['m.room.topic', ''],
        allowed: ['$first', null],
        why: expect.stringContaining('an entry of which no event is allowed'),
      },
    ]);
  });

  test('whether third-party invites are resolved before memberships', () => {
    const room = new TestingRoom('1');
    const { all } = room.begin();
    const key = signingKeyFromSeed('ed25519:1', Buffer.alloc(32, 1).toString('base64').replace('=', ''));
    const thirdParty = (id: string): RoomEvent =>
      room.event(id, { type: 'm.room.third_party_invite', stateKey: 'token', content: { public_key: key.publicKey } });
    const [first, second] = [thirdParty('$first'), thirdParty('$second')];
    const left = room.member('$left', dan, 'leave');
    const signed = signJson({ mxid: dan, token: 'token' }, 'identity', key);
    const invited = room.member('$invited', dan, 'invite', {
      sender: alice,
      content: { third_party_invite: { signed } },
    });
    expect(ambiguous(room, [...all, first, left], [...all, second, invited])).toEqual([
      {
        key: ['m.room.member', dan],
        allowed: ['$left', '$invited'],
        why: expect.stringContaining('resolve third-party invites before memberships'),
      },
    ]);
  });
});

describe('room version 2 and later', () => {
  test('whether the events of a state are in its auth chain', () => {
    const room = new TestingRoom('12');
    const create = room.create();
    const aliceJoin = room.member('$alice', alice, 'join', { among: [create] });
    const rules = room.joinRule('$rules', 'public', { among: [create, aliceJoin] });
    const bobJoin = room.member('$bob', bob, 'join', { among: [create, rules] });
    // Both states have the power levels, but in one of them nothing cites them.
    const power = room.powerLevels('$power', {}, { among: [create, aliceJoin] });
    const rename = room.member('$rename', bob, 'join', { ts: 1, among: [rules, bobJoin, power] });
    const before = [create, aliceJoin, rules, power];
    expect(ambiguous(room, [...before, bobJoin], [...before, rename])).toEqual([
      {
        key: ['m.room.member', bob],
        allowed: ['$bob', '$rename'],
        why: expect.stringContaining('leaves the events of a state out of its auth chain'),
      },
    ]);
  });

  test('whether all of the auth chain of a power event is added, or where it leaves the full conflicted set no more', () => {
    const room = new TestingRoom('11');
    const { all, create, power, rules, bobJoin } = room.begin({ [carol]: 50 });
    const invite = room.member('$invite', carol, 'invite', { sender: bob, among: all });
    const carolJoin = room.member('$carol', carol, 'join', { among: [create, power, rules, invite] });
    // The ban rests on bob's join, by carol's join and by her invite, of which the states agree.
    const ban = room.member('$ban', dan, 'ban', { sender: carol, among: [create, power, carolJoin] });
    const rename = room.member('$rename', bob, 'join', { ts: 1, among: [create, power, rules, bobJoin] });
    const before = [...all, carolJoin];
    expect(ambiguous(room, before, changed(before, rename, ban))).toEqual([
      {
        key: ['m.room.member', bob],
        allowed: ['$bob', '$rename'],
        why: expect.stringContaining('adds everything in the auth chain of a power event'),
      },
    ]);
  });

  test('whether an event comes after one that it rests on by events outside of the set', () => {
    const room = new TestingRoom('11');
    const { all, create, power, bobJoin } = room.begin({ [bob]: 50, [carol]: 75 });
    const bobs = room.joinRule('$bobs', 'public', { sender: bob, among: [create, power, bobJoin] });
    const join = room.member('$carol', carol, 'join', { among: [create, power, bobs] });
    const carols = room.joinRule('$carols', 'invite', { sender: carol, among: [create, power, join] });
    const before = [...changed(all, bobs), join];
    expect(ambiguous(room, before, changed(before, carols))).toEqual([
      {
        key: ['m.room.join_rules', ''],
        allowed: ['$bobs', '$carols'],
        why: expect.stringContaining('rests on through events outside of the set'),
      },
    ]);
  });

  test('whether join rules with a state key are power events', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin({ [bob]: 50 });
    const odd = (eventId: string, sender: string, ts: number): RoomEvent =>
      room.event(eventId, { type: 'm.room.join_rules', stateKey: 'x', sender, ts, among: all });
    expect(ambiguous(room, [...all, odd('$bobs', bob, 1)], [...all, odd('$alices', alice, 2)])).toEqual([
      {
        key: ['m.room.join_rules', 'x'],
        allowed: ['$alices', '$bobs'],
        why: expect.stringContaining('power levels and join rules with any state key'),
      },
    ]);
  });

  test.for(['2', '12'] as const)('whether rejected events are passed over, room version %s', (version) => {
    const room = new TestingRoom(version);
    const { all } = room.begin();
    const topic = room.topic('$topic', { among: all });
    const rejected = room.event('$rejected', { type: 'm.room.topic', stateKey: '', among: all }, { rejected: true });
    expect(ambiguous(room, [...all, topic], [...all, rejected])).toEqual([
      {
        key: ['m.room.topic', ''],
        allowed: ['$rejected', '$topic'],
        why: expect.stringContaining('some implementations pass over them'),
      },
    ]);
  });
});

describe('the readings of the authorization rules', () => {
  test('whether a level that is left out is compared by its default', () => {
    const room = new TestingRoom('11');
    const { all, create, aliceJoin, power, bobJoin } = room.begin();
    const content = { users: { [alice]: 100, [bob]: 40 }, events: { 'm.room.power_levels': 40 } };
    const before = room.powerLevels('$before', content, { among: [create, aliceJoin, power] });
    const after = room.powerLevels(
      '$after',
      { ...content, ban: 40 },
      { sender: bob, among: [create, bobJoin, before] },
    );
    expect(ambiguous(room, changed(all, before), changed(all, after))).toEqual([
      {
        key: ['m.room.power_levels', ''],
        allowed: ['$after', '$before'],
        why: expect.stringContaining('may be compared by its default'),
      },
    ]);
  });

  test.for(['1', '11', '12'] as const)('what a room without a join rule is, room version %s', (version) => {
    const room = new TestingRoom(version);
    const { create, aliceJoin, power } = room.begin();
    const before = [create, aliceJoin, power];
    const invite = room.member('$invite', carol, 'invite', { sender: alice, among: before });
    const join = room.member('$join', carol, 'join', { among: [...before, invite] });
    expect(ambiguous(room, [...before, invite], [...before, join])).toEqual([
      {
        key: ['m.room.member', carol],
        allowed: ['$join', '$invite'],
        why: expect.stringContaining('a room without a join rule'),
      },
    ]);
  });
});

test('an entry on which several readings differ is told once, with every answer and every reason', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin({ [bob]: 50 });
  const odd = (id: string, sender: string, ts: number, rejected = false): RoomEvent =>
    room.event(id, { type: 'm.room.join_rules', stateKey: 'x', sender, ts, among: all }, { rejected });
  const [bobs, alices, last] = [odd('$bobs', bob, 1), odd('$alices', alice, 2), odd('$last', alice, 3, true)];
  const entries = ambiguous(room, [...all, bobs], [...all, alices], [...all, last]);
  expect(entries).toEqual([
    {
      key: ['m.room.join_rules', 'x'],
      allowed: ['$last', '$bobs', '$alices'],
      why: expect.stringMatching(/any state key.*; .*pass over them/),
    },
  ]);
});

test.for(['1', '2', '11', '12'] as const)('a plain fork is ambiguous to nobody, room version %s', (version) => {
  const room = new TestingRoom(version);
  const { all } = room.begin({ [bob]: 50 });
  const [a, b] = [room.topic('$a', { among: all }), room.topic('$b', { sender: bob, among: all })];
  expect(ambiguous(room, [...all, a], [...all, b])).toEqual([]);
  expect(ambiguous(room, all, all)).toEqual([]);
});
