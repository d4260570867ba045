import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import { comparePosition, mainlineOf, mainlineOrder } from './mainline-order.ts';
import { idsOf, TestingRoom } from './testing-events.ts';

const room = new TestingRoom('11');
// p0 is the newest of the mainline p0, p1, p2; side and side2 leave it after p1, and alien is of no mainline.
const p2 = room.powerLevels('$p2', {});
const p1 = room.powerLevels('$p1', {}, { auth: [p2] });
const p0 = room.powerLevels('$p0', {}, { auth: [room.member('$join', '@a:a', 'join'), p1] });
const side = room.powerLevels('$side', {}, { auth: [p1] });
const side2 = room.powerLevels('$side2', {}, { auth: [side] });
const alien = room.powerLevels('$alien', {});

let count = 0;
/** An event that cites power levels, or none. */
function resting(on: RoomEvent | undefined, { id = '', ts = 0 } = {}): RoomEvent {
  count += 1;
  return room.topic(id === '' ? `$topic${count}` : id, { ts, auth: on ? [on] : [] });
}

describe('the mainline', () => {
  test('starts with the power levels themselves, and ends with those that cite none', () => {
    expect(idsOf(mainlineOf(p0, room.store))).toEqual(['$p0', '$p1', '$p2']);
    expect(idsOf(mainlineOf(alien, room.store))).toEqual(['$alien']);
  });

  test('is empty without power levels', () => {
    expect(mainlineOf(undefined, room.store)).toEqual([]);
  });

  test('passes over power levels with another state key', () => {
    const odd = room.event('$odd', { type: 'm.room.power_levels', stateKey: 'x' });
    const last = room.powerLevels('$last', {}, { auth: [odd, p2] });
    expect(idsOf(mainlineOf(last, room.store))).toEqual(['$last', '$p2']);
  });
});

describe('the mainline position', () => {
  test.for([
    ['of an event that cites the newest', resting(p0), 0],
    ['of one that cites an older', resting(p1), 1],
    ['of one that cites the oldest', resting(p2), 2],
    ['of one whose power levels lead to the mainline', resting(side), 1],
    ['of one whose power levels lead there by others', resting(side2), 1],
    ['of one whose power levels lead elsewhere', resting(alien), Infinity],
    ['of one that cites none', resting(undefined), Infinity],
    // The walk starts with what the event cites, and not with the event.
    ['of power levels that are of the mainline themselves', p0, 1],
    ['of the oldest of the mainline', p2, Infinity],
  ] as const)('%s', ([, event, position]) => {
    expect(mainlineOrder([event], p0, room.store)).toEqual([{ event, position }]);
  });

  test('is the same, whoever else was asked about before', () => {
    const events = [resting(side2), resting(side2), resting(alien), resting(alien), resting(side)];
    const positions = mainlineOrder(events, p0, room.store).map(({ position }) => position);
    expect(positions).toEqual([Infinity, Infinity, 1, 1, 1]);
  });

  test('is infinite for all, where there are no power levels', () => {
    const positions = mainlineOrder([resting(p0), resting(undefined)], undefined, room.store);
    expect(positions.map(({ position }) => position)).toEqual([Infinity, Infinity]);
  });
});

const orderOf = (events: readonly RoomEvent[], powerLevels: RoomEvent | undefined = p0): string[] =>
  idsOf(mainlineOrder(events, powerLevels, room.store).map(({ event }) => event));

describe('the order', () => {
  test('has what rests on older power levels first, and what rests on none before it, whatever the times', () => {
    const newest = resting(p0, { id: '$newest', ts: 1 });
    const oldest = resting(p2, { id: '$oldest', ts: 2 });
    const none = resting(undefined, { id: '$none', ts: 3 });
    expect(orderOf([newest, oldest, none])).toEqual(['$none', '$oldest', '$newest']);
  });

  test('does not have what rests on none and what rests on the oldest as equal', () => {
    const oldest = resting(p2, { id: '$1', ts: 0 });
    const none = resting(undefined, { id: '$2', ts: 1 });
    expect(orderOf([oldest, none])).toEqual(['$2', '$1']);
  });

  test('has the earlier first, where the position is the same', () => {
    const events = [resting(p1, { id: '$s1', ts: 2 }), resting(side, { id: '$s2', ts: 1 })];
    expect(orderOf(events)).toEqual(['$s2', '$s1']);
    const infinite = [resting(alien, { id: '$t1', ts: 2 }), resting(undefined, { id: '$t2', ts: 1 })];
    expect(orderOf(infinite)).toEqual(['$t2', '$t1']);
  });

  test('has the smaller ID first, where the time is the same too', () => {
    const events = ['$b', '$B', '$a-', '$aA', '$_'].map((id) => resting(p0, { id, ts: 7 }));
    expect(orderOf(events)).toEqual(['$B', '$_', '$a-', '$aA', '$b']);
  });

  test('is by time alone, where there are no power levels', () => {
    const events = [
      resting(p0, { id: '$u1', ts: 1 }),
      resting(undefined, { id: '$u2', ts: 2 }),
      resting(p2, { id: '$u3', ts: 0 }),
    ];
    expect(idsOf(mainlineOrder(events, undefined, room.store).map(({ event }) => event))).toEqual([
      '$u3',
      '$u1',
      '$u2',
    ]);
  });

  test('has an event equal to itself, at infinity too', () => {
    const event = resting(alien);
    expect(comparePosition({ event, position: Infinity }, { event, position: Infinity })).toBe(0);
  });
});
