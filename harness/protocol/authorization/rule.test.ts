import { describe, expect, test } from 'vitest';
import { RoomEvent } from '../room-event.ts';
import { roomVersions } from '../room-versions.ts';
import { AuthContext } from './auth-context.ts';
import { authorize } from './authorize.ts';
import { numbered } from './authorization-rules.ts';
import { allowIf, allowOnlyIf, otherwiseAllow, otherwiseReject, rejectIf, type Rule, when } from './rule.ts';

const rules = roomVersions['11'];
const pdu = {
  type: 'm.test',
  sender: '@alice:a',
  room_id: '!room:a',
  origin_server_ts: 0,
  depth: 1,
  prev_events: [],
  auth_events: [],
  content: {},
};
const event = new RoomEvent(pdu, '$event', rules);
const context = new AuthContext(event, rules, new Map());

const yes = (): boolean => true;
const no = (): boolean => false;

describe('a rule that decides', () => {
  test.for<[string, Rule, boolean | undefined]>([
    ['rejectIf, where it is so', rejectIf('r', 'because', yes), false],
    ['rejectIf, where it is not so', rejectIf('r', 'because', no), undefined],
    ['allowIf, where it is so', allowIf('r', 'because', yes), true],
    ['allowIf, where it is not so', allowIf('r', 'because', no), undefined],
    ['allowOnlyIf, where it is so', allowOnlyIf('r', { allow: 'because', reject: 'no' }, yes), true],
    ['allowOnlyIf, where it is not so', allowOnlyIf('r', { allow: 'yes', reject: 'because' }, no), false],
    ['otherwiseReject', otherwiseReject('r', 'because'), false],
    ['otherwiseAllow', otherwiseAllow('r', 'because'), true],
  ])('%s', ([, rule, allowed]) => {
    expect(rule.decide?.(context)).toEqual(allowed === undefined ? undefined : { allowed, reason: 'because' });
  });

  test('tells its reason from the event', () => {
    const rule = rejectIf('r', ({ event: { sender } }) => `${sender} is not joined`, yes);
    expect(rule.decide?.(context)?.reason).toBe('@alice:a is not joined');
  });

  test('looks for no reason where it has none to tell', () => {
    expect(rejectIf('r', () => expect.unreachable('the reason was asked for'), no).decide?.(context)).toBeUndefined();
  });
});

const decideBy = (...list: readonly Rule[]) => authorize({ rules, list: numbered(list) }, event, new Map());

describe('a list of rules', () => {
  test('the first that decides, decides', () => {
    const { allowed, rule, ruleId } = decideBy(
      rejectIf('one', '', no),
      allowIf('two', '', yes),
      otherwiseReject('three', ''),
    );
    expect({ allowed, rule, ruleId }).toEqual({ allowed: true, rule: '2', ruleId: 'two' });
  });

  test('items below are passed over where their condition is not met', () => {
    const { rule } = decideBy(when('group', no, [otherwiseReject('group.one', '')]), otherwiseAllow('allow', ''));
    expect(rule).toBe('2');
  });

  test('an item below decides in the name of its own number', () => {
    const { rule, ruleId } = decideBy(
      rejectIf('one', '', no),
      when('group', yes, [
        rejectIf('group.one', '', no),
        when('group.two', yes, [otherwiseReject('group.two.one', '')]),
      ]),
      otherwiseAllow('allow', ''),
    );
    expect({ rule, ruleId }).toEqual({ rule: '2.2.1', ruleId: 'group.two.one' });
  });

  test('where no item below decides, the rule after the group is asked', () => {
    const { allowed, rule } = decideBy(
      when('group', yes, [rejectIf('group.one', '', no), when('group.two', yes, [])]),
      otherwiseAllow('allow', ''),
    );
    expect({ allowed, rule }).toEqual({ allowed: true, rule: '2' });
  });

  test('without a rule that decides, nothing is allowed', () => {
    expect(decideBy(rejectIf('one', '', no))).toEqual({
      allowed: false,
      rule: '',
      ruleId: '',
      reason: 'no rule allows it',
    });
  });
});
