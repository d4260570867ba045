import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersion } from '../room-versions.ts';
import { alice, bob, carol, dan, TestingRoom } from '../state-resolution/testing-events.ts';
import { authorize, otherVerdicts } from './authorize.ts';
import { otherReadings, ownReadings } from './readings.ts';

const stateOf = (events: readonly RoomEvent[]) => new Map(events.map((event) => [event.key, event]));

const cited = (event: RoomEvent, rejected = false) => ({ event, rejected });

describe('authorize', () => {
  const room = new TestingRoom('11');
  const { create, aliceJoin, power, rules, bobJoin, all } = room.begin();
  const { authorization } = room.oracle;

  test('names the rule that decided, by number and by name, and its reason', () => {
    const topic = room.topic('$topic', { sender: bob, among: all });
    expect(authorize(authorization, topic, stateOf(all))).toEqual({
      allowed: false,
      rule: '7',
      ruleId: 'required-level',
      reason: 'm.room.topic takes level 50, and @bob:b has 0',
    });
  });

  test('names the last rule where nothing speaks against an event', () => {
    const message = room.message('$hello', { sender: bob, among: all });
    const { allowed, rule, ruleId } = authorize(authorization, message, stateOf(all));
    expect({ allowed, rule, ruleId }).toEqual({ allowed: true, rule: '10', ruleId: 'allow' });
  });

  test('looks at the state and not at what the event cites', () => {
    const message = room.message('$without-power', { sender: bob, auth: [create, bobJoin] });
    const silenced = room.powerLevels('$silenced', { events_default: 10 }, { among: all });
    expect(authorize(authorization, message, stateOf([...all, silenced])).ruleId).toBe('required-level');
  });

  test('asks nothing of auth_events that are not the question', () => {
    const message = room.message('$duplicates', { sender: bob, auth: [create, create, power, bobJoin, rules] });
    expect(authorize(authorization, message, stateOf(all)).allowed).toBe(true);
  });

  const elsewhere = room.powerLevels('$elsewhere', {}, { roomId: '!elsewhere:a', auth: [] });
  test.for<[string, { event: RoomEvent; rejected: boolean }[], string]>([
    ['a second event for an entry', [cited(power), cited(room.powerLevels('$power2', {}))], 'auth-events.duplicate'],
    ['an event that was not selected', [cited(rules)], 'auth-events.not-selected'],
    ['a message', [cited(room.message('$cited'))], 'auth-events.not-selected'],
    ['a rejected event', [cited(power, true)], 'auth-events.rejected'],
    ['an event of another room', [cited(elsewhere)], 'auth-events.another-room'],
  ])('refuses %s among the auth_events', ([, authEvents, ruleId]) => {
    const message = room.message('$message', { sender: bob, among: all });
    const options = { authEvents: [cited(create), cited(bobJoin), ...authEvents] };
    expect(authorize(authorization, message, stateOf(all), options).ruleId).toBe(ruleId);
  });

  test('asks whether the authorising server signed, only where it matters', () => {
    const join = room.member('$dan', dan, 'join', { content: { join_authorised_via_users_server: bob }, among: all });
    const asked: string[] = [];
    const isSignedBy = (_event: RoomEvent, serverName: string): boolean => {
      asked.push(serverName);
      return false;
    };
    expect(authorize(authorization, join, stateOf(all), { isSignedBy }).ruleId).toBe('member.authorised.signature');
    expect(authorize(authorization, room.message('$m', { among: all }), stateOf(all), { isSignedBy }).allowed).toBe(
      true,
    );
    expect(asked).toEqual(['b']);
  });

  test('takes every signature for valid where it is not told otherwise', () => {
    const join = room.member('$dan2', dan, 'join', { content: { join_authorised_via_users_server: bob }, among: all });
    expect(authorize(authorization, join, stateOf(all)).allowed).toBe(true);
  });

  test('has no room ID without its create event in room version 12', () => {
    const room12 = new TestingRoom('12');
    const { all: all12 } = room12.begin();
    const message = room12.message('$m', { among: all12 });
    expect(authorize(room12.oracle.authorization, message, stateOf(all12)).allowed).toBe(true);
    expect(authorize(room12.oracle.authorization, message, stateOf(all12.slice(1))).rule).toBe('2');
    expect(aliceJoin.roomId).not.toBe(message.roomId);
  });
});

/** Power levels take 40 here, and bob has 40. The verdicts of the oracle, and of the readings where they are others. */
function alteration(before: JsonObject, after: JsonObject, roomVersion: RoomVersion = '11') {
  const room = new TestingRoom(roomVersion);
  const { create, aliceJoin, rules, bobJoin } = room.begin();
  const common = { users: { [bob]: 40 }, events: { 'm.room.power_levels': 40 } };
  const power = room.powerLevels('$before', { ...common, ...before });
  const state = [create, aliceJoin, rules, bobJoin, power];
  const event = room.powerLevels('$after', { ...common, ...after }, { sender: bob, among: state });
  const { authorization } = room.oracle;
  return {
    own: authorize(authorization, event, stateOf(state)),
    others: otherVerdicts(authorization, event, stateOf(state)),
  };
}

describe('otherVerdicts', () => {
  // Each default is compared with 40: 0 is below, 50 above.
  test.for<[string, JsonObject, JsonObject, boolean]>([
    ['ban, which is 50 by default, added with 40', {}, { ban: 40 }, true],
    ['ban added with 50', {}, { ban: 50 }, false],
    ['ban, which was 40, removed', { ban: 40 }, {}, true],
    ['state_default added with 0', {}, { state_default: 0 }, true],
  ])(
    '%s: by its default it would be the other way round, or would be no alteration',
    ([, before, after, isAllowed]) => {
      const { own, others } = alteration(before, after);
      expect(own.allowed).toBe(isAllowed);
      expect(others.map(({ allowed }) => allowed)).toEqual([!isAllowed]);
      expect(others[0]?.why).toContain('by its default');
    },
  );

  test.for<[string, JsonObject, JsonObject, boolean]>([
    ['invite, which is 0 by default, added with 40', {}, { invite: 40 }, true],
    ['invite added with 41', {}, { invite: 41 }, false],
    ['users_default, which was 0, changed to 41', { users_default: 0 }, { users_default: 41 }, false],
    ['ban, which was 50, left', { ban: 50 }, { ban: 50 }, true],
    ['ban, which was 60, removed', { ban: 60 }, {}, false],
    ['ban changed from 30 to 40', { ban: 30 }, { ban: 40 }, true],
    [
      'an entry of events, which has no default of its own, added',
      {},
      { events: { 'm.room.power_levels': 40, m: 40 } },
      true,
    ],
  ])('%s: all agree', ([, before, after, isAllowed]) => {
    const { own, others } = alteration(before, after);
    expect(own.allowed).toBe(isAllowed);
    expect(others).toEqual([]);
  });

  test('ban, which was 50, removed: the oracle sees a level above 40 go, others see nothing change', () => {
    const { own, others } = alteration({ ban: 50 }, {});
    expect(own).toMatchObject({ allowed: false, ruleId: 'power-levels.altered.current' });
    expect(others).toMatchObject([{ allowed: true, ruleId: 'power-levels.allow' }]);
  });

  test('an invited user joins a room that has no join rule, or does not', () => {
    const room = new TestingRoom('11');
    const { create, aliceJoin, power } = room.begin();
    const invite = room.member('$invite', carol, 'invite', { sender: alice });
    const state = stateOf([create, aliceJoin, power, invite]);
    const join = room.member('$join', carol, 'join');
    expect(authorize(room.oracle.authorization, join, state)).toMatchObject({
      allowed: true,
      ruleId: 'member.join.invited',
    });
    expect(otherVerdicts(room.oracle.authorization, join, state)).toMatchObject([
      { allowed: false, ruleId: 'member.join.reject', reason: 'the room has no join rule' },
    ]);
  });

  test('a join rule that is no text is like none', () => {
    const room = new TestingRoom('11');
    const { create, aliceJoin, power } = room.begin();
    const invite = room.member('$invite', carol, 'invite', { sender: alice });
    const rules = room.event('$odd', { type: 'm.room.join_rules', stateKey: '', content: { join_rule: 1 } });
    const join = room.member('$join', carol, 'join');
    const state = stateOf([create, aliceJoin, power, rules, invite]);
    expect(otherVerdicts(room.oracle.authorization, join, state)).toHaveLength(1);
  });

  test('a membership of something that is no user', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    const state = stateOf(all);
    const event = room.member('$odd', 'somebody', 'invite', { sender: alice, among: all });
    expect(authorize(room.oracle.authorization, event, state)).toMatchObject({
      allowed: false,
      ruleId: 'member.state-key',
    });
    expect(otherVerdicts(room.oracle.authorization, event, state)).toEqual([
      expect.objectContaining({
        allowed: true,
        ruleId: 'member.invite.level',
        why: expect.stringContaining('user ID'),
      }),
    ]);
  });

  test('nobody doubts that an uninvited user stays out of a room without a join rule', () => {
    const room = new TestingRoom('11');
    const { create, aliceJoin, power } = room.begin();
    const state = stateOf([create, aliceJoin, power]);
    const join = room.member('$join', carol, 'join');
    expect(authorize(room.oracle.authorization, join, state).allowed).toBe(false);
    expect(otherVerdicts(room.oracle.authorization, join, state)).toEqual([]);
  });

  test('every other reading reads otherwise than the oracle does', () => {
    const agreeing = otherReadings.filter(({ readings }) =>
      Object.entries(readings).every(([name, value]) => ownReadings[name as keyof typeof ownReadings] === value),
    );
    expect(otherReadings.length).toBeGreaterThan(0);
    expect(agreeing).toEqual([]);
  });
});
