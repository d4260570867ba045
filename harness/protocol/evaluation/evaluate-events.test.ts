import { assert, property, shuffledSubarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonNumber, type JsonValue } from '../json.ts';
import type { RoomVersion } from '../room-versions.ts';
import { alice, bob, carol, dan, TestingRoom } from '../state-resolution/testing-events.ts';
import { evaluateEvents } from './evaluate-events.ts';
import { evaluate, plain } from './testing-evaluate.ts';

const versions: readonly RoomVersion[] = ['1', '2', '3', '6', '10', '11', '12'];

test.for(versions)('accepts an ordinary room, room version %s', (version) => {
  const room = new TestingRoom(version);
  room.begin();
  const { verdicts, of } = evaluate(room);
  expect(Object.keys(verdicts)).toEqual(['$create', '$alice', '$power', '$rules', '$bob']);
  expect(new Set(Object.values(verdicts))).toEqual(new Set(['accepted']));
  expect(of('$alice')).toMatchObject({ before: ['$create'], after: ['$create', '$alice'] });
});

test('events without an ID are known by the one that is computed', () => {
  const room = new TestingRoom('11');
  const { event_id: _given, ...pdu } = room.create().pdu;
  const results = evaluateEvents([pdu], '11');
  expect([...results.keys()]).toEqual([expect.stringMatching(/^\$[A-Za-z0-9_-]{43}$/)]);
  expect([...results.values()]).toMatchObject([{ verdict: 'accepted' }]);
});

test('nothing becomes of no events', () => {
  expect(evaluateEvents([], '11').size).toBe(0);
});

describe('what is no event', () => {
  const none: [JsonValue, string][] = [
    [null, 'must be an object'],
    [1, 'must be an object'],
    ['$create', 'must be an object'],
    [[], 'must be an object'],
    [true, 'must be an object'],
    [new JsonNumber('1.0'), 'must be an object, found 1.0'],
  ];

  test.for(versions)('is malformed, and stands under its place, room version %s', (version) => {
    const results = evaluateEvents(
      none.map(([value]) => value),
      version,
    );
    expect([...results.keys()]).toEqual(none.map((_, index) => `events[${index}]`));
    for (const [index, [, reason]] of none.entries()) {
      expect(results.get(`events[${index}]`)).toMatchObject({
        verdict: 'malformed',
        rule: null,
        reason: expect.stringContaining(reason),
        stateBefore: undefined,
        stateAfter: undefined,
      });
    }
  });

  test('is malformed as an empty object too, which has an ID where IDs are computed', () => {
    const malformed = [{ verdict: 'malformed', reason: 'type is missing' }];
    expect([...evaluateEvents([{}], '1').keys()]).toEqual(['events[0]']);
    expect([...evaluateEvents([{}], '1').values()]).toMatchObject(malformed);
    expect([...evaluateEvents([{}], '11').keys()]).toEqual([expect.stringMatching(/^\$.{43}$/)]);
    expect([...evaluateEvents([{}], '11').values()]).toMatchObject(malformed);
  });
});

describe('events that cite each other in a circle are malformed, and so is what follows them', () => {
  test.for<RoomVersion>(['1', '11', '12'])('as parents, room version %s', (version) => {
    const room = new TestingRoom(version);
    const { all } = room.begin();
    room.message('$x', { prev: ['$y'], among: all });
    room.message('$y', { prev: ['$x', '$bob'], among: all });
    room.message('$self', { prev: ['$self'], among: all });
    room.message('$after', { prev: ['$bob', '$y'], among: all });
    room.message('$beside', { prev: ['$bob'], among: all });
    const { verdicts, of } = evaluate(room);
    expect(verdicts).toMatchObject({
      $x: 'malformed',
      $y: 'malformed',
      $self: 'malformed',
      $after: 'malformed',
      $beside: 'accepted',
    });
    expect(of('$x').reason).toContain('in a circle of events');
  });

  test.for<RoomVersion>(['1', '11', '12'])('in auth_events, room version %s', (version) => {
    const room = new TestingRoom(version);
    const { all, create } = room.begin();
    room.powerLevels('$p', {}, { prev: ['$bob'], auth: [create, '$alice', '$q'] });
    room.powerLevels('$q', {}, { prev: ['$bob'], auth: [create, '$alice', '$p'] });
    room.message('$citing', { prev: ['$bob'], auth: [create, '$alice', '$p'] });
    room.message('$beside', { prev: ['$bob'], among: all });
    expect(evaluate(room).verdicts).toMatchObject({
      $p: 'malformed',
      $q: 'malformed',
      $citing: 'malformed',
      $beside: 'accepted',
    });
  });
});

describe('what is missing', () => {
  test('a parent: the state before the event is unknown, and before all that follows', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    room.message('$orphan', { prev: ['$bob', '$unknown'], among: all });
    room.message('$child', { prev: ['$orphan'], among: all });
    const { of } = evaluate(room);
    expect(of('$orphan')).toMatchObject({
      verdict: 'malformed',
      reason: expect.stringContaining('$unknown is missing'),
    });
    expect(of('$child')).toMatchObject({ verdict: 'malformed', reason: expect.stringContaining('$orphan is missing') });
  });

  test('a parent that is malformed', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    room.message('$malformed', { prev: ['$bob'], among: all, depth: -1 });
    room.message('$child', { prev: ['$malformed'], among: all });
    expect(evaluate(room).of('$child')).toMatchObject({ verdict: 'malformed', rule: null });
  });

  test.for<[RoomVersion, string]>([
    ['1', '2'],
    ['11', '2'],
    ['12', '3'],
  ])('an auth event: the event is rejected, and what follows it is judged, room version %s', ([version, rule]) => {
    const room = new TestingRoom(version);
    const { all, create } = room.begin();
    room.topic('$topic', { prev: ['$bob'], auth: [create, '$unknown'] });
    room.message('$child', { prev: ['$topic'], among: all });
    const { of } = evaluate(room);
    expect(of('$topic')).toMatchObject({ verdict: 'rejected', rule, reason: expect.stringContaining('$unknown') });
    expect(of('$topic').after).toEqual(of('$topic').before);
    expect(of('$child').verdict).toBe('accepted');
  });

  test('everything', () => {
    const room = new TestingRoom('12');
    room.message('$alone', { roomId: '!nowhere' });
    expect(evaluate(room).of('$alone')).toMatchObject({ verdict: 'rejected', rule: '2', before: [], after: [] });
  });
});

describe('events of two rooms', () => {
  test.for<RoomVersion>(['1', '11', '12'])('are judged apart, room version %s', (version) => {
    const room = new TestingRoom(version);
    room.begin();
    const elsewhere = version === '12' ? '!create2' : '!elsewhere:a';
    const create = room.create({ id: '$create2', roomId: elsewhere });
    room.member('$alice2', alice, 'join', { roomId: elsewhere, prev: [create], among: [create] });
    expect(evaluate(room).of('$alice2')).toMatchObject({ verdict: 'accepted', after: ['$create2', '$alice2'] });
  });

  test('a parent of another room is malformed', () => {
    const room = new TestingRoom('11');
    const { all } = room.begin();
    const create = room.create({ id: '$create2', roomId: '!elsewhere:a' });
    room.message('$mixed', { prev: ['$bob', create], among: all });
    const reason = expect.stringContaining('$create2 is an event of another room');
    expect(evaluate(room).of('$mixed')).toMatchObject({ verdict: 'malformed', reason });
  });

  test('an auth event of another room makes the event be rejected', () => {
    const room = new TestingRoom('11');
    const { create, bobJoin } = room.begin();
    const create2 = room.create({ id: '$create2', roomId: '!elsewhere:a' });
    const join2 = room.member('$alice2', alice, 'join', { roomId: '!elsewhere:a', prev: [create2], among: [create2] });
    const power2 = room.powerLevels('$power2', {}, { roomId: '!elsewhere:a', prev: [join2], among: [create2, join2] });
    room.message('$mixed', { sender: bob, prev: ['$bob'], auth: [create, bobJoin, power2] });
    expect(evaluate(room).of('$mixed')).toMatchObject({ verdict: 'rejected', rule: '2.5' });
  });
});

test.for<RoomVersion>(['1', '2', '11', '12'])(
  'the order in which events are given does not matter, room version %s',
  (version) => {
    const room = new TestingRoom(version);
    const { all, create, power, rules } = room.begin({ [bob]: 50 });
    const danJoin = room.member('$dan', dan, 'join', { prev: ['$bob'], among: [create, power, rules] });
    const now = [...all, danJoin];
    const kick = room.member('$kick', dan, 'leave', { sender: bob, prev: [danJoin], among: now });
    const rename = room.member('$rename', dan, 'join', { prev: [danJoin], among: now });
    const levels = room.powerLevels('$levels', { users: {} }, { sender: bob, prev: [rename], among: now });
    const bobs = room.topic('$bobs', { sender: bob, prev: [levels], among: now });
    const dans = room.topic('$dans', { sender: dan, prev: [kick], among: now });
    room.message('$merge', { sender: bob, prev: [bobs, dans], among: now });
    room.message('$malformed', { depth: -1, prev: ['$bob'], among: now });
    room.message('$child-of-malformed', { prev: ['$malformed'], among: now });
    room.message('$circle', { prev: ['$circle'], among: now });
    room.message('$citing-rejected', { sender: carol, prev: ['$bob'], auth: [create, dans] });
    const pdus = room.pdus;
    const sorted = (given: readonly JsonValue[]) =>
      [...evaluateEvents(given, version)]
        .map(([id, result]) => [id, plain(result)] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
    const expected = sorted(pdus);
    expect(new Set(expected.map(([, { verdict }]) => verdict))).toEqual(new Set(['accepted', 'rejected', 'malformed']));
    assert(
      property(shuffledSubarray(pdus, { minLength: pdus.length }), (shuffled) => {
        expect(sorted(shuffled)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  },
);
