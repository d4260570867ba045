import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../json.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersion } from '../room-versions.ts';
import { alice, bob, carol, TestingRoom } from '../state-resolution/testing-events.ts';
import { answerAuthorize } from './authorize.ts';
import { RequestError } from './read-request.ts';

function ask(roomVersion: RoomVersion, event: RoomEvent, authEvents: readonly RoomEvent[]) {
  const given = authEvents.map(({ pdu }) => pdu);
  return answerAuthorize({ room_version: roomVersion, event: event.pdu, auth_events: given });
}

describe('answers with a verdict, the rule and its reason', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();

  test('of an event that is allowed', () => {
    expect(ask('11', room.message('$message', { sender: bob, among: all }), all)).toEqual({
      allowed: true,
      rule: '10',
      reason: 'nothing speaks against it',
      ambiguous: null,
    });
  });

  test('of an event that is not', () => {
    expect(ask('11', room.topic('$topic', { sender: bob, among: all }), all)).toEqual({
      allowed: false,
      rule: '7',
      reason: 'm.room.topic takes level 50, and @bob:b has 0',
      ambiguous: null,
    });
  });

  test('of a create event', () => {
    expect(ask('11', room.create(), [])).toMatchObject({ allowed: true, rule: '1.4' });
  });

  test('of an event without an ID, and without what authorization does not look at', () => {
    const event = { type: 'm.test', sender: alice, room_id: room.roomId, content: {} };
    const given = all.map(({ pdu }) => pdu);
    const answer = answerAuthorize({ room_version: '11', event, auth_events: given });
    expect(answer).toMatchObject({ allowed: true, rule: '10' });
  });
});

test('with other verdicts that the text allows', () => {
  const room = new TestingRoom('11');
  const { create, aliceJoin, power } = room.begin();
  const state = [create, aliceJoin, power];
  const invite = room.member('$invite', carol, 'invite', { sender: alice, among: state });
  const join = room.member('$join', carol, 'join', { among: [...state, invite] });
  expect(ask('11', join, [...state, invite])).toEqual({
    allowed: true,
    rule: '4.3.4',
    reason: 'the join rule is invite, and the user is invited or joined',
    ambiguous: [
      {
        allowed: false,
        rule: '4.3.7',
        reason: 'the room has no join rule',
        why: 'a room without a join rule may be taken for invite-only, or for one that nobody can join',
      },
    ],
  });
});

describe('the given events', () => {
  const room = new TestingRoom('11');
  const { create, power, rules, bobJoin, aliceJoin, all } = room.begin();
  const message = room.message('$message', { sender: bob, among: all });

  test('may be more than the event cites', () => {
    expect(ask('11', message, [...all, room.topic('$topic', { among: all })])).toMatchObject({ allowed: true });
    expect(ask('11', room.message('$citing-nothing', { sender: bob }), all)).toMatchObject({ allowed: true });
  });

  test('may be fewer than the event cites, if the create event is there', () => {
    expect(ask('11', message, [create, bobJoin])).toMatchObject({ allowed: true });
    expect(ask('11', message, [bobJoin, power])).toMatchObject({ allowed: false, rule: '2.4' });
  });

  test('may not have two for one entry', () => {
    const power2 = room.powerLevels('$power2', {}, { among: [create, aliceJoin, power] });
    expect(ask('11', message, [create, bobJoin, power, power2])).toMatchObject({ allowed: false, rule: '2.1' });
  });

  test('may have none of another room', () => {
    const foreign = room.powerLevels('$foreign', {}, { roomId: '!elsewhere:a' });
    expect(ask('11', message, [create, bobJoin, foreign])).toMatchObject({ allowed: false, rule: '2.5' });
  });

  test('must be selected by the event, where it cites them', () => {
    const citing = room.message('$citing', { sender: bob, auth: [create, power, bobJoin, rules] });
    expect(ask('11', citing, all)).toMatchObject({ allowed: false, rule: '2.2' });
  });
});

describe('room version 12', () => {
  const room = new TestingRoom('12');
  const { create, all } = room.begin();

  test('has the create event given, and not cited', () => {
    expect(ask('12', room.message('$message', { sender: bob, among: all }), all)).toMatchObject({
      allowed: true,
      rule: '11',
    });
    const citing = room.message('$citing', {
      sender: bob,
      auth: all.filter(({ eventId }) => eventId !== '$alice' && eventId !== '$rules'),
    });
    expect(ask('12', citing, all)).toMatchObject({ allowed: false, rule: '3.2' });
  });

  test('allows nothing without the create event', () => {
    const message = room.message('$message2', { sender: bob, among: all });
    expect(
      ask(
        '12',
        message,
        all.filter((event) => event !== create),
      ),
    ).toMatchObject({ allowed: false, rule: '2' });
  });
});

describe('refuses', () => {
  const event = { type: 'm.test', sender: alice, room_id: '!room:a', content: {}, event_id: '$event' };
  test.for<[string, JsonValue, string]>([
    ['what is no object', [], 'a request must be an object'],
    ['a room version that is not known', { room_version: '0', event, auth_events: [] }, 'room_version must be'],
    ['no event', { room_version: '11', auth_events: [] }, 'event must be an event'],
    ['no auth_events', { room_version: '11', event }, 'auth_events must be an array'],
    [
      'an event without content',
      { room_version: '11', event: { ...event, content: 1 }, auth_events: [] },
      'event.content',
    ],
    ['an ID for an event', { room_version: '11', event, auth_events: ['$create'] }, 'auth_events[0] must be an event'],
  ])('%s', ([, asked, message]) => {
    expect(() => answerAuthorize(asked)).toThrow(RequestError);
    expect(() => answerAuthorize(asked)).toThrow(message);
  });
});
