import { describe, expect, test } from 'vitest';
import { RoomEvent } from '../room-event.ts';
import { roomVersions } from '../room-versions.ts';
import { EventStore } from './event-store.ts';
import { alice, idsOf, TestingRoom } from './testing-events.ts';

const room = new TestingRoom('11');
const create = room.create();
const join = room.member('$join', alice, 'join', { auth: [create] });
const topic = room.topic('$topic', { auth: [create, join, '$unknown'] });
const sameId = new RoomEvent({ ...topic.pdu, content: { topic: 'another' } }, '$topic', roomVersions['11']);

test('finds events by their IDs', () => {
  const store = new EventStore(roomVersions['11']);
  store.add(join);
  expect([store.has('$join'), store.get('$join')]).toEqual([true, join]);
  expect([store.has('$create'), store.get('$create')]).toEqual([false, undefined]);
});

test('of two events with one ID keeps the first, and says so', () => {
  const store = new EventStore(roomVersions['11']);
  expect(store.add(topic)).toBe(topic);
  expect(store.add(sameId)).toBe(topic);
  expect(store.get('$topic')).toBe(topic);
});

test('knows which events were rejected, also of one that was there before', () => {
  const store = new EventStore(roomVersions['11']);
  store.add(join, { rejected: true });
  store.add(topic);
  expect([store.isRejected(join), store.isRejected(topic)]).toEqual([true, false]);
  store.add(sameId, { rejected: true });
  store.add(topic);
  expect(store.isRejected(topic)).toBe(true);
});

describe('the cited events', () => {
  test('are those that are known, in the order of auth_events', () => {
    expect(idsOf(room.store.authEventsOf(topic))).toEqual(['$create', '$join']);
  });

  test('are found of an event that is not in the store itself', () => {
    const event = new RoomEvent({ ...topic.pdu, auth_events: ['$join'] }, '$elsewhere', roomVersions['11']);
    expect(idsOf(room.store.authEventsOf(event))).toEqual(['$join']);
  });

  test('may come after the event that cites them', () => {
    const store = new EventStore(roomVersions['11']);
    store.add(topic);
    expect(idsOf(store.authEventsOf(topic))).toEqual([]);
    store.add(create);
    expect(idsOf(store.authEventsOf(topic))).toEqual(['$create']);
    store.add(join);
    expect(idsOf(store.authEventsOf(topic))).toEqual(['$create', '$join']);
  });
});

describe('the create event of an event', () => {
  test('is the one that it cites, until room version 11', () => {
    expect(room.store.createOf(join)).toBe(create);
    expect(room.store.createOf(room.topic('$uncited', { auth: [join] }))).toBeUndefined();
  });

  test('is the one that the room ID names, in room version 12', () => {
    const room12 = new TestingRoom('12');
    const create12 = room12.create();
    expect(room12.store.createOf(room12.topic('$topic'))).toBe(create12);
    expect(room12.store.createOf(room12.topic('$elsewhere', { roomId: '!other' }))).toBeUndefined();
  });

  test('is none in room version 12, if the event that the room ID names was rejected or creates nothing', () => {
    const rejecting = new TestingRoom('12');
    rejecting.event('$create', { type: 'm.room.create', stateKey: '' }, { rejected: true });
    expect(rejecting.store.createOf(rejecting.topic('$topic'))).toBeUndefined();
    const other = new TestingRoom('12');
    other.topic('$create');
    expect(other.store.createOf(other.message('$message'))).toBeUndefined();
  });
});
