import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { alice, bob, dan, TestingRoom } from '../state-resolution/testing-events.ts';
import { answerResolve } from './resolve.ts';

/** A fork of a room: alice's topic on one side, and bob's on the other. */
function fork(roomVersion: '1' | '11' | '12' = '11') {
  const room = new TestingRoom(roomVersion);
  const { all } = room.begin({ [bob]: 50 });
  const before = all.map(({ eventId }) => eventId);
  room.topic('$alices', { among: all });
  room.topic('$bobs', { sender: bob, among: all });
  return {
    room_version: roomVersion,
    events: [...room.pdus],
    state_sets: [
      [...before, '$alices'],
      [...before, '$bobs'],
    ],
  };
}

test.for(['1', '11', '12'] as const)(
  'answers with the state, and that nobody doubts it, room version %s',
  (version) => {
    expect(answerResolve(fork(version))).toEqual({
      state: ['$alice', '$bob', '$bobs', '$create', '$power', '$rules'],
      ambiguous: null,
    });
  },
);

test('takes events in any order', () => {
  const { events, ...rest } = fork();
  expect(answerResolve({ ...rest, events: events.toReversed() })).toEqual(answerResolve({ ...rest, events }));
});

test('parents need not be there, and may be in a circle', () => {
  const { events, ...rest } = fork();
  const circular = events.map((event): JsonObject => ({ ...event, prev_events: ['$bobs'] }));
  expect(answerResolve({ ...rest, events: circular })).toMatchObject({ state: expect.arrayContaining(['$bobs']) });
});

test('lists events without an ID by the one that is computed', () => {
  const room = new TestingRoom('11');
  const { event_id: _given, ...create } = room.create().pdu;
  expect(answerResolve({ room_version: '11', events: [create], state_sets: [[]] })).toEqual({
    state: [],
    ambiguous: null,
  });
});

test.for<[string, JsonValue, string[]]>([
  ['no states', [], []],
  ['an empty state', [[]], []],
  ['one state', [['$create', '$alice']], ['$alice', '$create']],
  [
    'equal states in different orders',
    [
      ['$create', '$alice'],
      ['$alice', '$create'],
    ],
    ['$alice', '$create'],
  ],
])('resolves %s', ([, states, state]) => {
  expect(answerResolve({ ...fork(), state_sets: states })).toEqual({ state, ambiguous: null });
});

describe('where readings differ', () => {
  test('tells the entry, every event that may stand there, the own first, and why', () => {
    const { events, ...rest } = fork();
    expect(answerResolve({ ...rest, events, rejected: ['$bobs'] })).toEqual({
      state: ['$alice', '$bob', '$bobs', '$create', '$power', '$rules'],
      ambiguous: [
        {
          key: ['m.room.topic', ''],
          allowed: ['$bobs', '$alices'],
          why: 'the text has events that were rejected by the state before them checked like all others, some implementations pass over them',
        },
      ],
    });
  });

  test('has null for an entry that may be absent', () => {
    const room = new TestingRoom('1');
    const { all } = room.begin();
    room.topic('$t1', { sender: dan });
    room.topic('$t2', { sender: dan });
    const before = all.map(({ eventId }) => eventId);
    const states = [
      [...before, '$t1'],
      [...before, '$t2'],
    ];
    expect(answerResolve({ room_version: '1', events: room.pdus, state_sets: states })).toMatchObject({
      state: expect.arrayContaining(['$t1']),
      ambiguous: [{ key: ['m.room.topic', ''], allowed: ['$t1', null] }],
    });
  });
});

describe('with an explanation', () => {
  test('tells the steps of a resolution of room version 12', () => {
    const room = new TestingRoom('12');
    const { all } = room.begin({ [bob]: 50 });
    const before = all.map(({ eventId }) => eventId);
    room.topic('$topic', { among: all });
    room.member('$kick', bob, 'leave', { sender: alice, among: all });
    const states = [
      [...before, '$topic'],
      [...before.filter((id) => id !== '$bob'), '$kick'],
    ];
    const { steps } = answerResolve({ room_version: '12', events: room.pdus, state_sets: states }, { explain: true });
    expect(steps).toEqual([
      {
        step: 'conflicts',
        keys: expect.arrayContaining([
          ['m.room.topic', ''],
          ['m.room.member', bob],
        ]),
      },
      {
        step: 'full conflicted set',
        conflicted: expect.arrayContaining(['$topic', '$kick', '$bob']),
        auth_difference: expect.arrayContaining(['$topic', '$kick']),
        conflicted_subgraph: expect.arrayContaining(['$bob', '$kick']),
      },
      {
        step: 'power order',
        events: [
          { event_id: '$bob', sender_level: '50', origin_server_ts: '5000' },
          { event_id: '$kick', sender_level: 'Infinity', origin_server_ts: '7000' },
        ],
      },
      {
        step: 'auth check',
        of: 'power events',
        event_id: '$bob',
        allowed: true,
        rule: '5.3.6',
        reason: 'the room is public',
      },
      {
        step: 'auth check',
        of: 'power events',
        event_id: '$kick',
        allowed: true,
        rule: '5.5.4',
        reason: 'its sender has the kick level, and more power than the target',
      },
      {
        step: 'mainline order',
        mainline: [],
        events: [{ event_id: '$topic', mainline_position: 'Infinity', origin_server_ts: '6000' }],
      },
      {
        step: 'auth check',
        of: 'other events',
        event_id: '$topic',
        allowed: true,
        rule: '11',
        reason: 'nothing speaks against it',
      },
    ]);
  });

  test('tells the steps of a resolution of room version 1', () => {
    expect(answerResolve(fork('1'), { explain: true })['steps']).toEqual([
      { step: 'conflicts', keys: [['m.room.topic', '']] },
      {
        step: 'depth order',
        of: 'others',
        events: [
          { event_id: '$alices', depth: '6' },
          { event_id: '$bobs', depth: '7' },
        ],
      },
      {
        step: 'auth check',
        of: 'others',
        event_id: '$bobs',
        allowed: true,
        rule: '12',
        reason: 'nothing speaks against it',
      },
    ]);
  });

  test('can be written as JSON', () => {
    expect(() => JSON.stringify(answerResolve(fork(), { explain: true }))).not.toThrow();
  });

  test('has no steps without being asked', () => {
    expect(Object.keys(answerResolve(fork()))).toEqual(['state', 'ambiguous']);
  });
});

describe('refuses', () => {
  const { events, state_sets: stateSets, ...rest } = fork();
  const circular = events.map((event): JsonObject =>
    event.event_id === '$power' ? { ...event, auth_events: ['$bob'] } : event,
  );
  const [create = {}] = events;
  test.for<[string, JsonValue, string]>([
    ['what is no object', 'resolve', 'a request must be an object'],
    ['no room version', { events, state_sets: stateSets }, 'room_version must be'],
    ['no events', { ...rest, state_sets: stateSets }, 'events must be an array'],
    ['no states', { ...rest, events }, 'state_sets must be an array'],
    ['a state that is no array', { ...rest, events, state_sets: ['$create'] }, 'state_sets[0] must be an array'],
    ['an event of a state that is a number', { ...rest, events, state_sets: [[1]] }, 'state_sets[0] must be an array'],
    ['an event that is not given', { ...rest, events, state_sets: [[], ['$x']] }, 'state_sets[1] names $x'],
    [
      'a message in a state',
      { ...rest, events: [...events, { type: 'm', sender: alice, content: {}, event_id: '$m' }], state_sets: [['$m']] },
      '$m, which is no state event',
    ],
    [
      'two events of a state for one entry',
      { ...rest, events, state_sets: [['$alices', '$bobs']] },
      'state_sets[0] has more than one event for m.room.topic',
    ],
    ['rejected that is a text', { ...rest, events, state_sets: [], rejected: '$bobs' }, 'rejected must be an array'],
    ['an event that is null', { ...rest, events: [null], state_sets: [] }, 'events[0] must be an event'],
    ['an event without a type', { ...rest, events: [{ ...create, type: 1 }], state_sets: [] }, 'events[0].type'],
    [
      'an event without a sender',
      { ...rest, events: [{ ...create, sender: null }], state_sets: [] },
      'events[0].sender',
    ],
    ['a state key that is null', { ...rest, events: [{ ...create, state_key: null }], state_sets: [] }, '.state_key'],
    ['content that is an array', { ...rest, events: [{ ...create, content: [] }], state_sets: [] }, '.content'],
    [
      'two different events with one ID',
      { ...rest, events: [...events, { ...create, content: {} }], state_sets: [] },
      'Two different events have the ID $create',
    ],
    ['a circle of auth_events', { ...rest, events: circular, state_sets: [] }, 'in a circle of auth_events'],
    [
      'an event of room version 1 without an ID',
      { room_version: '1', events: [{ type: 'm', sender: alice, content: {} }], state_sets: [] },
      'events[0] has no event ID',
    ],
  ])('%s', ([, asked, message]) => {
    expect(() => answerResolve(asked)).toThrow(message);
  });
});
