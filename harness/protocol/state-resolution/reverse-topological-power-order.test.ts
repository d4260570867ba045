import { assert, integer, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonNumber } from '../json.ts';
import type { PowerLevel } from '../power-level.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersion } from '../room-versions.ts';
import {
  chainAmong,
  comparePower,
  compareTime,
  reverseTopologicalPowerOrder,
  senderLevelOf,
} from './reverse-topological-power-order.ts';
import { alice, bob, carol, type EventDraft, idsOf, TestingRoom } from './testing-events.ts';

function orderOf(room: TestingRoom, events: readonly RoomEvent[]): string[] {
  const ordered = reverseTopologicalPowerOrder(new Set(events), room.store, room.oracle.rules);
  return idsOf(ordered.map(({ event }) => event));
}

describe('the level of a sender', () => {
  const additional = { additional_creators: [carol] };
  test.for<[string, RoomVersion, string, EventDraft['content'], PowerLevel]>([
    ['content.creator has 100', '10', bob, { creator: bob }, 100],
    ['a sender who is not content.creator has 0', '10', alice, { creator: bob }, 0],
    ['the sender of the create event has 100', '11', alice, { creator: bob }, 100],
    ['content.creator has 0', '11', bob, { creator: bob }, 0],
    ['anybody else has 0', '11', carol, {}, 0],
    ['the sender of the create event is above all', '12', alice, {}, Infinity],
    ['an additional creator is above all', '12', carol, additional, Infinity],
    ['anybody else has 0', '12', bob, additional, 0],
  ])('without power levels %s, room version %s', ([, roomVersion, sender, content = {}, level]) => {
    const room = new TestingRoom(roomVersion);
    const create = room.create({ content });
    const event = room.topic('$topic', { sender, among: [create] });
    expect(senderLevelOf(event, room.store, room.oracle.rules)).toBe(level);
  });

  test('is that of the power levels that the event itself cites', () => {
    const room = new TestingRoom('11');
    const create = room.create();
    const old = room.powerLevels('$old', { users: { [bob]: 50 } }, { auth: [create] });
    room.powerLevels('$new', { users: { [bob]: 75 } }, { auth: [create, old] });
    const topic = room.topic('$topic', { sender: bob, auth: [create, old] });
    expect(senderLevelOf(topic, room.store, room.oracle.rules)).toBe(50);
  });

  test('is not that of power levels further down the auth chain', () => {
    const room = new TestingRoom('11');
    const create = room.create();
    const power = room.powerLevels('$power', { users: { [bob]: 50 } }, { auth: [create] });
    const join = room.member('$bob', bob, 'join', { auth: [create, power] });
    const topic = room.topic('$topic', { sender: bob, auth: [create, join] });
    expect(senderLevelOf(topic, room.store, room.oracle.rules)).toBe(0);
  });

  test('is users_default for one who is not listed, and for a creator too', () => {
    const room = new TestingRoom('11');
    const create = room.create();
    const power = room.powerLevels('$power', { users_default: 7 }, { auth: [create] });
    const topic = room.topic('$topic', { auth: [create, power] });
    expect(senderLevelOf(topic, room.store, room.oracle.rules)).toBe(7);
  });

  test('is 0 where not even the create event is cited', () => {
    const room = new TestingRoom('11');
    room.create();
    expect(senderLevelOf(room.topic('$topic'), room.store, room.oracle.rules)).toBe(0);
  });
});

describe('of events that do not rest on each other', () => {
  const room = new TestingRoom('12');
  const create = room.create();
  const power = room.powerLevels('$power', { users: { [bob]: 100, [carol]: 50 } });
  const topic = (eventId: string, sender: string, ts: number): RoomEvent =>
    room.topic(eventId, { sender, ts, among: [create, power] });

  test.for([
    ['the one of more power is first', topic('$z', bob, 2), topic('$a', carol, 1)],
    ['a creator is before any number', topic('$y', alice, 2), topic('$b', bob, 1)],
    ['the earlier is first, where the power is the same', topic('$x', bob, 1), topic('$c', bob, 2)],
    ['the earlier of two creators is first', topic('$w', alice, 1), topic('$d', alice, 2)],
    ['one from before 1970 is earlier', topic('$v', bob, -1), topic('$e', bob, 0)],
    ['the smaller ID is first, where the time is the same', topic('$f', bob, 1), topic('$g', bob, 1)],
    ['capitals are smaller than small letters, unlike any language', topic('$H', bob, 1), topic('$h', bob, 1)],
    ['a hyphen is smaller than a capital, unlike any language', topic('$i-', bob, 1), topic('$iA', bob, 1)],
    ['an underscore is smaller than a letter', topic('$_', bob, 1), topic('$j', bob, 1)],
  ] as const)('%s', ([, first, second]) => {
    expect(orderOf(room, [second, first])).toEqual(idsOf([first, second]));
    expect(orderOf(room, [first, second])).toEqual(idsOf([first, second]));
  });

  test('times beyond 2^53 are told apart', () => {
    const old = new TestingRoom('1');
    const at = (eventId: string, ts: string): RoomEvent =>
      old.topic(eventId, { pdu: { origin_server_ts: new JsonNumber(ts) } });
    expect(compareTime(at('$b', '9007199254740992'), at('$a', '9007199254740993'))).toBe(-1);
  });
});

test('an event comes after what authorizes it, whatever its power', () => {
  const room = new TestingRoom('12');
  const create = room.create();
  const power = room.powerLevels('$power', { users: { [bob]: 50 } });
  const bobs = room.topic('$bobs', { sender: bob, ts: 9, among: [create, power] });
  const alices = room.topic('$alices', { ts: 1, auth: [power, bobs] });
  expect(orderOf(room, [alices, bobs])).toEqual(['$bobs', '$alices']);
});

test('only what is among the events counts: a way that leads outside does not', () => {
  const room = new TestingRoom('11');
  const first = room.topic('$first', { ts: 9 });
  const outside = room.topic('$outside', { auth: [first] });
  const last = room.topic('$last', { ts: 1, auth: [outside] });
  expect(orderOf(room, [first, last])).toEqual(['$last', '$first']);
  const byChain = reverseTopologicalPowerOrder(new Set([first, last]), room.store, room.oracle.rules, {
    predecessors: chainAmong,
  });
  expect(idsOf(byChain.map(({ event }) => event))).toEqual(['$first', '$last']);
});

test('an event that is cited twice is waited for once', () => {
  const room = new TestingRoom('11');
  const a = room.topic('$a');
  const b = room.topic('$b', { auth: [a, a] });
  expect(orderOf(room, [b, a])).toEqual(['$a', '$b']);
});

// https://github.com/element-hq/synapse/blob/develop/tests/state/test_v2.py, LexicographicalTestCase
test('is the lexicographically smallest: l and n wait for o, m for n and o, p for o', () => {
  const room = new TestingRoom('11');
  const at = (eventId: string, ...auth: readonly RoomEvent[]): RoomEvent => room.topic(eventId, { ts: 1, auth });
  const o = at('$o');
  const [l, n] = [at('$l', o), at('$n', o)];
  const [m, p] = [at('$m', n, o), at('$p', o)];
  expect(orderOf(room, [l, m, n, o, p])).toEqual(['$o', '$l', '$n', '$m', '$p']);
});

// The example of https://github.com/matrix-org/matrix-spec/issues/553
test('takes the smallest of all candidates at each step, and does not go through the graph layer by layer', () => {
  const room = new TestingRoom('11');
  const at = (eventId: string, ...auth: readonly RoomEvent[]): RoomEvent => room.topic(eventId, { ts: 1, auth });
  const a = at('$a');
  const b = at('$b', a);
  const c = at('$c', b);
  const d = at('$d', a);
  // By layers it were a, b, d, c.
  expect(orderOf(room, [d, c, b, a])).toEqual(['$a', '$b', '$c', '$d']);
});

test('is the smallest of all topological orders', () => {
  // Event i cites some of those before it, by the bits of the first number; the second is its time.
  const size = 5;
  const drafts = tuple(
    ...Array.from({ length: size }, (_, index) =>
      tuple(integer({ min: 0, max: 2 ** index - 1 }), integer({ min: 0, max: 2 })),
    ),
  );
  assert(
    property(drafts, (all) => {
      const room = new TestingRoom('11');
      const events: RoomEvent[] = [];
      for (const [index, [bits, ts]] of all.entries()) {
        // IDs fall while the index grows, so that the order of writing is the largest by ID.
        const auth = events.filter((_, cited) => (bits >> cited) % 2 === 1);
        events.push(room.topic(`$${size - index}`, { ts, auth }));
      }
      const [smallest = []] = allOrders(room, events).toSorted(compareOrders);
      expect(orderOf(room, events)).toEqual(idsOf(smallest));
    }),
  );
});

/** Every topological order that goes on from the events that have their places. */
function allOrders(
  room: TestingRoom,
  events: readonly RoomEvent[],
  placed: readonly RoomEvent[] = [],
): (readonly RoomEvent[])[] {
  if (placed.length === events.length) return [placed];
  return events
    .filter((event) => !placed.includes(event))
    .filter((event) => room.store.authEventsOf(event).every((cited) => placed.includes(cited)))
    .flatMap((next) => allOrders(room, events, [...placed, next]));
}

/** By the first place at which two orders of the same events differ. The senders have the same level. */
function compareOrders(a: readonly RoomEvent[], b: readonly RoomEvent[]): number {
  const place = a.findIndex((event, index) => event !== b[index]);
  const [ofA, ofB] = [a[place], b[place]];
  return ofA && ofB ? compareTime(ofA, ofB) : 0;
}

test('tells the level of each sender', () => {
  const room = new TestingRoom('12');
  const create = room.create();
  const topic = room.topic('$topic', { sender: bob, among: [create] });
  const [candidate] = reverseTopologicalPowerOrder(new Set([topic]), room.store, room.oracle.rules);
  expect(candidate).toEqual({ event: topic, senderLevel: 0 });
  expect(comparePower({ event: create, senderLevel: Infinity }, { event: topic, senderLevel: 2n ** 60n })).toBe(-1);
});
