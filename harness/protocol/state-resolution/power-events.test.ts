import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { isPowerEvent, isPowerEventByTheText, withAuthorizing, withAuthorizingByTheText } from './power-events.ts';
import { alice, bob, idsOf, TestingRoom } from './testing-events.ts';

/** Whether a state event that alice sent is a power event to implementations, and by the text. */
const kinds: [type: string, stateKey: string | undefined, content: JsonObject, isPower: boolean, byTheText: boolean][] =
  [
    ['m.room.power_levels', '', {}, true, true],
    ['m.room.join_rules', '', {}, true, true],
    ['m.room.member', bob, { membership: 'leave' }, true, true],
    ['m.room.member', bob, { membership: 'ban' }, true, true],
    ['m.room.member', '', { membership: 'ban' }, true, true],
    ['m.room.member', alice, { membership: 'leave' }, false, false],
    ['m.room.member', alice, { membership: 'ban' }, false, false],
    ['m.room.member', bob, { membership: 'invite' }, false, false],
    ['m.room.member', alice, { membership: 'join' }, false, false],
    ['m.room.member', bob, { membership: 'knock' }, false, false],
    ['m.room.member', bob, { membership: 'BAN' }, false, false],
    ['m.room.member', bob, {}, false, false],
    ['m.room.member', undefined, { membership: 'ban' }, false, false],
    ['m.room.power_levels', undefined, {}, false, false],
    ['m.room.join_rules', undefined, {}, false, false],
    ['m.room.topic', '', {}, false, false],
    ['m.room.third_party_invite', 'token', {}, false, false],
    ['m.room.name', bob, { membership: 'ban' }, false, false],
    // What the text and the implementations do not agree on.
    ['m.room.create', '', {}, true, false],
    ['m.room.power_levels', 'x', {}, false, true],
    ['m.room.join_rules', 'x', {}, false, true],
  ];

test.for(kinds)('%s with the state key %j and %j', ([type, stateKey, content, isPower, byTheText]) => {
  const room = new TestingRoom('11');
  const event = room.event('$event', { type, ...(stateKey !== undefined && { stateKey }), content });
  expect({ isPower: isPowerEvent(event), byTheText: isPowerEventByTheText(event) }).toEqual({ isPower, byTheText });
});

describe('what authorizes power events', () => {
  const room = new TestingRoom('11');
  const first = room.message('$first');
  const outside = room.message('$outside', { auth: [first] });
  const direct = room.message('$direct', { auth: [outside] });
  const power = room.message('$power', { auth: [direct] });
  const other = room.message('$other', { auth: [first] });
  const fullConflictedSet = new Set([first, direct, power, other]);

  test('is added as far as all between is in the full conflicted set', () => {
    expect(idsOf(withAuthorizing([power], fullConflictedSet, room.store)).toSorted()).toEqual(['$direct', '$power']);
  });

  test('is added from all of the auth chain by the text', () => {
    const added = withAuthorizingByTheText([power], fullConflictedSet, room.store);
    expect(idsOf(added).toSorted()).toEqual(['$direct', '$first', '$power']);
  });

  test('is nothing without power events', () => {
    expect(withAuthorizing([], fullConflictedSet, room.store).size).toBe(0);
    expect(withAuthorizingByTheText([], fullConflictedSet, room.store).size).toBe(0);
  });
});
