import { describe, expect, test } from 'vitest';
import { JsonNumber, type JsonObject, type JsonValue } from '../json.ts';
import type { PduDraft } from '../pdu.ts';
import type { RoomVersion } from '../room-versions.ts';
import { stateMapKey } from '../state-map-key.ts';
import { alice, bob, TestingRoom } from '../state-resolution/testing-events.ts';
import { type EvaluatedEvent, evaluateEvents } from './evaluate-events.ts';
import { evaluate, nestedArray } from './testing-evaluate.ts';

// What a homeserver may send on purpose or by mistake: each event gets a verdict, and nothing else suffers.

/** How one key of a message can be wrong, in which room versions, and what is said of it. */
const defects: [
  what: string,
  key: keyof PduDraft,
  value: JsonValue | undefined,
  reason: string,
  versions?: readonly RoomVersion[],
][] = [
  ['no type', 'type', undefined, 'type is missing'],
  ['a type that is null', 'type', null, 'type must be a string'],
  ['no sender', 'sender', undefined, 'sender is missing'],
  ['a sender that is no user ID', 'sender', 'alice', 'sender must be a user ID'],
  ['no room', 'room_id', undefined, 'room_id is missing'],
  ['a room that is a number', 'room_id', 7, 'room_id must be a string'],
  ['a state key that is null', 'state_key', null, 'state_key must be a string'],
  ['no content', 'content', undefined, 'content is missing'],
  ['content that is an array', 'content', [], 'content must be an object'],
  ['a lone surrogate', 'content', { body: '\ud800' }, 'lone surrogate'],
  ['a long type', 'type', 'x'.repeat(256), 'at most 255 bytes'],
  ['content beyond the size of an event', 'content', { body: 'x'.repeat(65_536) }, 'at most 65536 bytes'],
  ['a depth of -1', 'depth', -1, 'depth must be between 0'],
  ['a depth of 1.5', 'depth', 1.5, 'depth must be an integer'],
  ['a depth of 1.0', 'depth', new JsonNumber('1.0'), 'depth must be an integer, found 1.0'],
  ['a depth of 1e400', 'depth', new JsonNumber('1e400'), 'depth must be an integer, found 1e400'],
  ['a depth that is a text', 'depth', '1', 'depth must be an integer'],
  ['a depth of 2^63', 'depth', new JsonNumber('9223372036854775808'), 'depth must be between 0'],
  ['a depth of 2^53', 'depth', new JsonNumber('9007199254740992'), 'depth must be between 0', ['6', '12']],
  ['no time', 'origin_server_ts', undefined, 'origin_server_ts is missing'],
  ['a time of 1e400', 'origin_server_ts', new JsonNumber('1e400'), 'origin_server_ts must be an integer'],
  ['a time of 0.5', 'origin_server_ts', 0.5, 'origin_server_ts must be an integer'],
  ['a time beyond 2^53', 'origin_server_ts', new JsonNumber('9007199254740993'), '9007199254740993', ['6', '12']],
  ['a float in the content', 'content', { n: new JsonNumber('1.0') }, 'literal 1.0', ['6', '12']],
  ['no parents', 'prev_events', undefined, 'prev_events is missing'],
  ['parents that are a text', 'prev_events', '$bob', 'prev_events must be an array'],
  ['a parent that is a number', 'prev_events', [1], 'prev_events[0] must be'],
  ['too many parents', 'prev_events', Array.from({ length: 21 }, (_, index) => `$${index}`), 'at most 20 entries'],
  ['auth_events that are null', 'auth_events', null, 'auth_events must be an array'],
  ['an auth event that is an object', 'auth_events', [{}], 'auth_events[0] must be'],
  ['too many auth events', 'auth_events', Array.from({ length: 11 }, (_, index) => `$${index}`), 'at most 10 entries'],
];

describe('an event that does not have the format is malformed, and nothing else suffers', () => {
  const cases = defects.flatMap(([what, key, value, reason, only = ['1', '6', '12']]) =>
    only.map((version) => ({ what, key, value, reason, version })),
  );
  test.for(cases)('$what, room version $version', ({ key, value, reason, version }) => {
    const room = new TestingRoom(version);
    const { all } = room.begin();
    const message = room.message('$message', { sender: bob, prev: ['$bob'], among: all });
    room.events.pop();
    const { [key]: _right, ...rest } = message.pdu;
    const { of, verdicts } = evaluate(room, value === undefined ? rest : { ...rest, [key]: value });
    expect(of('$message')).toEqual({
      verdict: 'malformed',
      rule: null,
      reason: expect.stringContaining(reason),
      before: undefined,
      after: undefined,
    });
    expect(verdicts).toMatchObject({ $create: 'accepted', $bob: 'accepted' });
  });
});

describe('numbers that a room version tolerates', () => {
  const tolerated: [string, JsonObject][] = [
    ['a float in the content', { content: { n: new JsonNumber('1.0'), m: new JsonNumber('1e400') } }],
    ['the greatest depth', { depth: new JsonNumber('9223372036854775807') }],
    ['a time far away', { origin_server_ts: new JsonNumber('9'.repeat(400)) }],
    ['a time before 1970', { origin_server_ts: -1 }],
    ['-0', { depth: new JsonNumber('-0'), origin_server_ts: new JsonNumber('-0') }],
  ];
  test.for(tolerated)('%s', ([, pdu]) => {
    const room = new TestingRoom('1');
    const { all } = room.begin();
    room.message('$message', { sender: bob, prev: ['$bob'], among: all, pdu });
    expect(evaluate(room).of('$message').verdict).toBe('accepted');
  });

  test.for<[string, JsonValue, string | null]>([
    ['50.9', 50.9, null],
    ['1e400', new JsonNumber('1e400'), '10.1'],
    ['9 four hundred times', new JsonNumber('9'.repeat(400)), '10.1'],
    ['2^53 + 1, which is more than alice has', new JsonNumber('9007199254740993'), '10.7.1'],
    ['-2^63', new JsonNumber('-9223372036854775808'), null],
  ])('a power level of %s', ([, level, rule]) => {
    const room = new TestingRoom('1');
    const { all } = room.begin();
    room.powerLevels('$levels', { users: { [alice]: 100, [bob]: level } }, { prev: ['$bob'], among: all });
    expect(evaluate(room).of('$levels')).toMatchObject(
      rule === null ? { verdict: 'accepted' } : { verdict: 'rejected', rule },
    );
  });
});

// Read from text, as a homeserver would send it: a literal would set the prototype.
const withProto = (value: string): JsonObject => JSON.parse(`{"__proto__": ${value}}`) as JsonObject;

describe('names that mean something to JavaScript', () => {
  test.for<[RoomVersion, string]>([
    ['1', '$__proto__'],
    ['11', '__proto__'],
    ['12', '__proto__'],
  ])('are names like all others, room version %s', ([version, eventId]) => {
    const room = new TestingRoom(version);
    const { all, rules, create, power } = room.begin();
    const user = '@__proto__:x';
    const join = room.member(eventId, user, 'join', { prev: ['$bob'], among: [create, power, rules] });
    const content = withProto('{"polluted": true}');
    const types = ['__proto__', 'constructor', 'toString'];
    let last = join;
    for (const type of types) {
      last = room.event(`$of-${type}`, { type, stateKey: type, prev: [last], among: all, content });
    }
    room.message('$by-proto', { sender: user, prev: [last], among: [...all, join], content });
    const { results } = evaluate(room);
    expect([...results].filter(([, { verdict }]) => verdict !== 'accepted')).toEqual([]);
    expect([...results.keys()].slice(5)).toEqual([eventId, ...types.map((type) => `$of-${type}`), '$by-proto']);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  test('a user of power levels with such a name is no user ID', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    room.powerLevels('$levels', { users: withProto('100') }, { prev: ['$bob'], among: all });
    expect(evaluate(room).of('$levels')).toMatchObject({ verdict: 'rejected', rule: '9.3' });
  });

  test('a level of an event with such a name counts', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    const content = { users: { [alice]: 100 }, events: withProto('30'), events_default: 10 };
    const levels = room.powerLevels('$levels', content, { prev: ['$bob'], among: all });
    room.event('$event', { type: '__proto__', sender: bob, prev: [levels], among: [...all, levels] });
    expect(evaluate(room).of('$event')).toMatchObject({
      rule: '7',
      reason: '__proto__ takes level 30, and @bob:b has 0',
    });
  });
});

/** A room with a message of bob's, which differs from an ordinary one in some keys. */
function roomWithMessage(pdu: JsonObject, version: RoomVersion = '11') {
  const room = new TestingRoom(version);
  const { all } = room.begin();
  const message = room.message('$message', { sender: bob, prev: ['$bob'], among: all, pdu });
  return { room, message };
}

describe('an event that is given twice', () => {
  test('is judged once', () => {
    const { room, message } = roomWithMessage({});
    const { results, of } = evaluate(room, message.pdu);
    expect(results.size).toBe(6);
    expect(of('$message').verdict).toBe('accepted');
  });

  test('is judged once, also with numbers that JavaScript cannot hold', () => {
    const { room } = roomWithMessage({ content: { n: new JsonNumber('1.0') } }, '1');
    const again = roomWithMessage({ content: { n: new JsonNumber('1.0') } }, '1').message.pdu;
    expect(evaluate(room, again).of('$message').verdict).toBe('accepted');
  });

  test('is judged once, also with its keys in another order', () => {
    const { room } = roomWithMessage({ content: { a: 1, b: 2 } });
    const again = roomWithMessage({ content: { b: 2, a: 1 } }).message.pdu;
    expect(evaluate(room, again).of('$message').verdict).toBe('accepted');
  });

  test('is judged once, also if its content nests deeper than the call stack', () => {
    const { room } = roomWithMessage({ content: { nested: nestedArray(20_000) } });
    const again = roomWithMessage({ content: { nested: nestedArray(20_000) } }).message.pdu;
    expect(evaluate(room, again).of('$message').verdict).toBe('accepted');
  });

  test('must be the same: two different events with one ID are an error of who asks', () => {
    const { room, message } = roomWithMessage({});
    const other = { ...message.pdu, content: { body: 'something else' } };
    expect(() => evaluate(room, other)).toThrow(new RangeError('Two different events have the ID $message'));
  });
});

describe('much of everything', () => {
  test.for<RoomVersion>(['1', '11', '12'])('2,000 events in a row, given backwards, room version %s', (version) => {
    const room = new TestingRoom(version);
    const { all } = room.begin();
    let last = '$bob';
    for (let index = 0; index < 2000; index++) {
      last = room.topic(`$t${index}`, { prev: [last], among: all }).eventId;
    }
    const results = evaluateEvents(room.pdus.toReversed(), version);
    expect([...results.values()].every(({ verdict }) => verdict === 'accepted')).toBe(true);
    expect(results.get('$t1999')?.stateAfter?.get(stateMapKey('m.room.topic'))?.eventId).toBe('$t1999');
  });

  test('20 branches that meet', () => {
    const room = new TestingRoom('12');
    const { all } = room.begin();
    const tips = Array.from({ length: 20 }, (_, index) => room.topic(`$t${index}`, { prev: ['$bob'], among: all }));
    room.message('$merge', { prev: tips, among: all });
    expect(evaluate(room).of('$merge')).toMatchObject({
      verdict: 'accepted',
      before: expect.arrayContaining(['$t19']),
    });
  });

  test.for<[number, EvaluatedEvent['verdict']]>([
    [30_000, 'accepted'],
    [99_000, 'malformed'],
    [200_000, 'malformed'],
  ])('content that nests %i deep is %s', ([depth, verdict]) => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    const message = room.message('$message', { prev: ['$bob'], among: all, content: { nested: nestedArray(depth) } });
    const { event_id: _given, ...withoutId } = message.pdu;
    expect(evaluate(room).of('$message').verdict).toBe(verdict);
    const results = evaluateEvents([...room.pdus.slice(0, -1), withoutId], '11');
    const known = new Set(room.events.map(({ eventId }) => eventId));
    expect([...results].filter(([eventId]) => !known.has(eventId)).map(([, one]) => one.verdict)).toEqual([verdict]);
  });
});
