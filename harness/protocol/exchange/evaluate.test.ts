import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { bob, TestingRoom } from '../state-resolution/testing-events.ts';
import { answerEvaluate } from './evaluate.ts';
import { RequestError } from './read-request.ts';

function request() {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  room.topic('$topic', { sender: bob, prev: ['$bob'], among: all });
  room.message('$malformed', { depth: -1 });
  return { room_version: '11', events: [...room.pdus] };
}

test('answers with a verdict, the rule, its reason and the states of each event', () => {
  expect(answerEvaluate(request())).toEqual({
    events: {
      $create: {
        verdict: 'accepted',
        rule: '1.4',
        reason: 'it is a create event',
        state_before: [],
        state_after: ['$create'],
      },
      $alice: {
        verdict: 'accepted',
        rule: '4.3.1',
        reason: 'it follows the create event, and is the join of the creator',
        state_before: ['$create'],
        state_after: ['$alice', '$create'],
      },
      $power: {
        verdict: 'accepted',
        rule: '9.4',
        reason: 'the room has no power levels before it',
        state_before: ['$alice', '$create'],
        state_after: ['$alice', '$create', '$power'],
      },
      $rules: {
        verdict: 'accepted',
        rule: '10',
        reason: 'nothing speaks against it',
        state_before: ['$alice', '$create', '$power'],
        state_after: ['$alice', '$create', '$power', '$rules'],
      },
      $bob: {
        verdict: 'accepted',
        rule: '4.3.6',
        reason: 'the room is public',
        state_before: ['$alice', '$create', '$power', '$rules'],
        state_after: ['$alice', '$bob', '$create', '$power', '$rules'],
      },
      $topic: {
        verdict: 'rejected',
        rule: '7',
        reason: 'm.room.topic takes level 50, and @bob:b has 0',
        state_before: ['$alice', '$bob', '$create', '$power', '$rules'],
        state_after: ['$alice', '$bob', '$create', '$power', '$rules'],
      },
      $malformed: {
        verdict: 'malformed',
        rule: null,
        reason: 'depth must be between 0 and 9007199254740991, found -1',
        state_before: [],
        state_after: [],
      },
    },
  });
});

test('lists the events of a state in the order of the bytes of their IDs', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  let last = all.at(-1);
  for (const id of ['$b', '$B', '$-', '$_', '$\ue000', '$\u{10000}']) {
    last = room.event(id, { type: 'm.test', stateKey: id, prev: last ? [last] : [], among: all });
  }
  const { events } = answerEvaluate({ room_version: '11', events: room.pdus });
  expect(events).toMatchObject({
    '$\u{10000}': {
      state_after: ['$-', '$B', '$_', '$alice', '$b', '$bob', '$create', '$power', '$rules', '$\ue000', '$\u{10000}'],
    },
  });
});

test('can be written as JSON, also with IDs that mean something to JavaScript', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  room.message('__proto__', { prev: ['$bob'], among: all });
  const written = JSON.stringify(answerEvaluate({ room_version: '11', events: room.pdus }));
  expect(written).toContain('"__proto__":{"verdict":"accepted"');
});

test('has nothing to say of no events', () => {
  expect(answerEvaluate({ room_version: '12', events: [] })).toEqual({ events: {} });
});

test.for<[string, JsonObject, string]>([
  ['are not checked without keys', {}, 'accepted'],
  ['are not checked where keys are null', { keys: null }, 'accepted'],
  ['are checked by the keys of no server', { keys: {} }, 'malformed'],
])('hashes and signatures %s', ([, keys, verdict]) => {
  expect(answerEvaluate({ ...request(), ...keys })).toMatchObject({ events: { $create: { verdict } } });
});

describe('refuses', () => {
  test.for<[string, JsonValue, string]>([
    ['what is no object', [], 'a request must be an object'],
    ['null', null, 'a request must be an object'],
    ['no room version', { events: [] }, 'room_version must be one of the texts 1, 2,'],
    ['a room version that is a number', { room_version: 11, events: [] }, 'found 11'],
    ['a room version that is not known', { room_version: '13', events: [] }, 'found "13"'],
    ['a room version like what every object has', { room_version: 'constructor', events: [] }, 'found "constructor"'],
    ['no events', { room_version: '11' }, 'events must be an array'],
    ['events that are an object', { room_version: '11', events: {} }, 'events must be an array'],
    ['keys that are an array', { room_version: '11', events: [], keys: [] }, 'keys must be {server name:'],
    ['keys of a server that are a text', { room_version: '11', events: [], keys: { a: 'AAAA' } }, 'keys must be'],
    ['a key that is a number', { room_version: '11', events: [], keys: { a: { 'ed25519:1': 1 } } }, 'keys must be'],
  ])('%s', ([, asked, message]) => {
    expect(() => answerEvaluate(asked)).toThrow(RequestError);
    expect(() => answerEvaluate(asked)).toThrow(message);
  });
});

test('explains where it is asked to: the steps of each resolution, and what other readings say', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  room.topic('$left', { prev: ['$bob'], among: all });
  room.topic('$right', { prev: ['$bob'], among: all });
  room.message('$merge', { prev: ['$left', '$right'], among: all });
  const asked = { room_version: '11', events: [...room.pdus] };
  const explained = answerEvaluate(asked, { explain: true })['events'];
  expect(explained).toMatchObject({
    $bob: { verdict: 'accepted', ambiguous: null, steps: [] },
    $merge: { ambiguous: null, steps: [{ step: 'conflicts', keys: [['m.room.topic', '']] }, {}, {}, {}, {}, {}] },
  });
  expect(JSON.stringify(answerEvaluate(asked))).not.toContain('steps');
});

test('tells the other verdicts that the specification leaves open', () => {
  const room = new TestingRoom('11');
  const create = room.create();
  const alice = room.member('$alice', '@alice:a', 'join', { prev: ['$create'], among: [create] });
  const invite = room.member('$invite', bob, 'invite', {
    sender: '@alice:a',
    prev: ['$alice'],
    among: [create, alice],
  });
  room.member('$bob', bob, 'join', { sender: bob, prev: ['$invite'], among: [create, invite] });
  const answer = answerEvaluate({ room_version: '11', events: [...room.pdus] }, { explain: true });
  expect(answer['events']).toMatchObject({
    $invite: { ambiguous: null },
    $bob: { verdict: 'accepted', ambiguous: { verdicts: [{ verdict: 'rejected', rule: '4.3.7' }], state_before: [] } },
  });
});
