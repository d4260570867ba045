import { expect, test } from 'vitest';
import { allRoomVersions } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { appendEvent } from './append-event.ts';
import { buildEvent, type EventSpec } from './build-event.ts';
import { createRoomGraph } from './create-room.ts';
import { RoomGraph } from './room-graph.ts';
import { referencedIds } from '../protocol/pdu.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';

const key = generateSigningKey();
const signingKeyOf = () => key;
const creator = '@creator:example.org';

function newRoom(): RoomGraph {
  return createRoomGraph({ roomVersion: '11', creator }, signingKeyOf);
}

function add(room: RoomGraph, spec: Partial<EventSpec>, options?: { softFailed?: boolean }): string {
  return appendEvent(room, { type: 'm.room.message', sender: creator, ...spec }, signingKeyOf, options).eventId;
}

const topic = (text: string): Partial<EventSpec> => ({ type: 'm.room.topic', stateKey: '', content: { topic: text } });

test('a new event takes the place of its parents among the forward extremities; branches stay apart', () => {
  const room = newRoom();
  const base = room.forwardExtremities;
  const [left, right] = [add(room, { prevEvents: base }), add(room, { prevEvents: base })];
  expect(room.forwardExtremities).toEqual([left, right]);
  const onTheLeft = add(room, { prevEvents: [left] });
  expect(room.forwardExtremities).toEqual([right, onTheLeft]);
  const merge = add(room, {});
  expect(room.forwardExtremities).toEqual([merge]);
  expect(room.parentsOf(merge)).toEqual([right, onTheLeft]);
});

test('an event that comes after its child is no forward extremity', () => {
  const room = newRoom();
  const [base = ''] = room.forwardExtremities;
  const other = newRoom();
  const late = buildEvent(room, { type: 'a', sender: creator }, signingKeyOf);
  const lateId = room.eventIdOf(late);
  const spec = { type: 'b', sender: creator, prevEvents: [lateId, base], authEvents: [] };
  const child = room.add(buildEvent(room, spec, signingKeyOf), { unknownState: true });
  room.add(late);
  expect(room.forwardExtremities).toEqual([child]);
  expect(() => other.stateBefore(child)).toThrow('add it first');
});

test('a rejected event changes no state, and its parents stay forward extremities until it has an accepted child', () => {
  const room = newRoom();
  const base = room.forwardExtremities;
  const rejected = add(room, { ...topic('rejected'), sender: '@stranger:example.org' });
  expect(room.forwardExtremities).toEqual(base);
  expect(room.stateAfter(rejected).get(stateMapKey('m.room.topic'))).toBeUndefined();
  expect(room.judgementOf(rejected)).toMatchObject({ verdict: 'rejected', ruleId: 'sender-joined' });
  const child = add(room, { prevEvents: [rejected] });
  expect(room.forwardExtremities).toEqual([child]);
  expect([room.isRejected(rejected), room.isRejected(child)]).toEqual([true, false]);
});

test('a soft-failed event is no forward extremity, but changes the state of what follows it', () => {
  const room = newRoom();
  const base = room.forwardExtremities;
  const failed = add(room, topic('soft-failed'), { softFailed: true });
  expect(room.forwardExtremities).toEqual(base);
  expect(room.stateEvent('m.room.topic', '', room.stateAfter(failed))?.content).toEqual({ topic: 'soft-failed' });
});

test('the state before an event is without it, the state after it is with it', () => {
  const room = newRoom();
  const first = add(room, topic('first'));
  const second = add(room, topic('second'));
  expect(room.stateBefore(second).get(stateMapKey('m.room.topic'))?.eventId).toBe(first);
  expect(room.stateAfter(second).get(stateMapKey('m.room.topic'))?.eventId).toBe(second);
  expect(room.stateEvent('m.room.topic')?.content).toEqual({ topic: 'second' });
});

test('resolves the states of parents in conflict', () => {
  const room = newRoom();
  const base = room.forwardExtremities;
  const later = add(room, { ...topic('later'), prevEvents: base, originServerTs: Date.now() + 2000 });
  add(room, { ...topic('earlier'), prevEvents: base, originServerTs: Date.now() + 1000 });
  const merge = add(room, {});
  expect(room.stateBefore(merge).get(stateMapKey('m.room.topic'))?.eventId).toBe(later);
  expect(room.stateEvent('m.room.topic')?.content).toEqual({ topic: 'later' });
});

test('an event that comes before its parent has a state as soon as the parent is there', () => {
  const room = newRoom();
  const late = buildEvent(room, { type: 'm.room.topic', sender: creator, stateKey: '', content: {} }, signingKeyOf);
  const spec = { type: 'm.room.message', sender: creator, prevEvents: [room.eventIdOf(late)] };
  const authEvents = referencedIds(late.auth_events);
  const eventId = room.add(buildEvent(room, { ...spec, authEvents }, signingKeyOf), { unknownState: true });
  expect(room.judgementOf(eventId)).toBeUndefined();
  expect(() => room.stateBefore(eventId)).toThrow('add them first');
  const lateId = room.add(late);
  expect(room.judgementOf(eventId)?.verdict).toBe('accepted');
  expect(room.stateBefore(eventId).get(stateMapKey('m.room.topic'))?.eventId).toBe(lateId);
});

test('knows the state after events that came before their common parent, one of them the parent of the other', () => {
  const room = newRoom();
  const base = buildEvent(room, { type: 'm.room.message', sender: creator }, signingKeyOf);
  const authEvents = referencedIds(base.auth_events);
  const later = (...prevEvents: string[]): string =>
    room.add(buildEvent(room, { type: 'm.room.message', sender: creator, prevEvents, authEvents }, signingKeyOf), {
      unknownState: true,
    });
  const first = later(room.eventIdOf(base));
  const second = later(first);
  const merge = later(first, second);
  expect(room.judgementOf(merge)).toBeUndefined();
  room.add(base);
  expect(room.judgementOf(merge)?.verdict).toBe('accepted');
});

/** A room without join rules, in which an invited user joins, and then one who was not invited. */
function withoutJoinRules(): { invited: string; stranger: string; room: RoomGraph } {
  const room = createRoomGraph({ roomVersion: '11', creator, joinRule: null }, signingKeyOf);
  const member = (user: string, membership: string, sender = user) =>
    add(room, { type: 'm.room.member', sender, stateKey: user, content: { membership } });
  member('@invited:example.org', 'invite', creator);
  return { room, invited: member('@invited:example.org', 'join'), stranger: member('@stranger:example.org', 'join') };
}

test('an event is rejected beyond doubt if no reading of the specification allows it', () => {
  const { room, invited, stranger } = withoutJoinRules();
  expect([invited, stranger].map((eventId) => room.isRejected(eventId))).toEqual([false, true]);
  expect([invited, stranger].map((eventId) => room.isRejectedBeyondDoubt(eventId))).toEqual([false, true]);
});

test('an event that some reading allows is not rejected beyond doubt', () => {
  // Whoever has 40 takes away a level of 50, which by another reading changes nothing: 50 is the default.
  const powerLevels = { users: { [creator]: 40 }, ban: 50, events: { 'm.room.power_levels': 40 } };
  const room = createRoomGraph({ roomVersion: '11', creator, powerLevels }, signingKeyOf);
  const { ban: _ban, ...without } = room.stateEvent('m.room.power_levels')?.content ?? {};
  const removed = add(room, { type: 'm.room.power_levels', stateKey: '', content: without });
  expect(room.judgementOf(removed)).toMatchObject({ verdict: 'rejected', ruleId: 'power-levels.altered.current' });
  expect(room.isRejectedBeyondDoubt(removed)).toBe(false);
});

test('nothing after a merge whose outcome is open is rejected beyond doubt', () => {
  const users = { [creator]: 100, '@dan:example.org': 50 };
  const room = createRoomGraph({ roomVersion: '1', creator, powerLevels: { users } }, signingKeyOf);
  const [bob, dan] = ['@bob:example.org', '@dan:example.org'];
  const member = (user: string, membership: string, spec: Partial<EventSpec> = {}) =>
    add(room, { type: 'm.room.member', sender: user, stateKey: user, content: { membership }, ...spec });
  const joined = [member(bob, 'join'), member(dan, 'join')].slice(1);
  const stranger = (prevEvents: string[]) => add(room, { sender: '@stranger:example.org', prevEvents });
  const before = stranger(joined);
  const left = add(room, { prevEvents: joined });
  const renamed = member(dan, 'join', { content: { membership: 'join', displayname: 'Dan' }, prevEvents: joined });
  const kick = member(bob, 'leave', { sender: dan, prevEvents: [renamed] });
  const after = stranger([add(room, { prevEvents: [left, kick] })]);
  expect([before, after].map((eventId) => room.isRejected(eventId))).toEqual([true, true]);
  expect([before, after].map((eventId) => room.isRejectedBeyondDoubt(eventId))).toEqual([true, false]);
});

test('refuses an event whose parents are unknown, unless its state may be unknown', () => {
  const room = newRoom();
  const spec = { type: 'a', sender: creator, prevEvents: ['$nothing'], authEvents: [] };
  const orphan = buildEvent(room, spec, signingKeyOf);
  expect(() => room.add(orphan)).toThrow('its parents $nothing are not in the event graph');
  expect(room.missingParents(orphan)).toEqual(['$nothing']);
  const eventId = room.add(orphan, { unknownState: true });
  expect(() => room.stateAfter(eventId)).toThrow('seedState');
});

test.each(allRoomVersions)('starts from the state at a join, version %s', (roomVersion) => {
  const theirs = createRoomGraph({ roomVersion, creator }, signingKeyOf);
  const user = '@joiner:elsewhere.example';
  const message = appendEvent(theirs, { type: 'm.room.message', sender: creator }, signingKeyOf);
  const spec = { type: 'm.room.member', sender: user, stateKey: user, content: { membership: 'join' } };
  const join = appendEvent(theirs, spec, signingKeyOf);
  const state = theirs.stateBefore(join.eventId).eventIds();

  const ours = new RoomGraph({ roomId: theirs.roomId, roomVersion });
  const chain = theirs.authChain([join.eventId, ...state]);
  const events = (eventIds: string[]) => eventIds.map((eventId) => theirs.event(eventId));
  expect(ours.seedState(events(state), join.pdu, events(chain))).toBe(join.eventId);
  expect(ours.forwardExtremities).toEqual([join.eventId]);
  expect(ours.stateAfterAll().eventIds()).toEqual(theirs.stateAfterAll().eventIds());
  expect(ours.authChain([join.eventId])).toEqual(theirs.authChain([join.eventId]));
  expect(ours.has(message.eventId)).toBe(false);
  // The first events of a room are all state, so what was before them is known although nobody told it.
  const [, memberOfCreator = ''] = theirs.eventIds;
  expect(ours.stateBefore(memberOfCreator).eventIds()).toEqual(theirs.stateBefore(memberOfCreator).eventIds());
});

test('an auth event that is added by itself is no forward extremity, until it comes as part of the history', () => {
  const theirs = newRoom();
  const [createId = '', joinId = ''] = theirs.eventIds;
  const ours = new RoomGraph(theirs);
  ours.addOutlier(theirs.event(joinId));
  expect([ours.has(joinId), ours.forwardExtremities]).toEqual([true, []]);
  ours.add(theirs.event(createId));
  ours.add(theirs.event(joinId));
  expect(ours.forwardExtremities).toEqual([joinId]);
});

test('holds events whose references lack their hashes, as homeservers send them', () => {
  const room = createRoomGraph({ roomVersion: '1', creator }, signingKeyOf);
  const [parent = ''] = room.forwardExtremities;
  const overrides = { prev_events: [[parent, {}]] };
  const eventId = add(room, { overrides });
  expect(room.parentsOf(eventId)).toEqual([parent]);
  expect(room.forwardExtremities).toEqual([eventId]);
});

test.each(['10', '11'] as const)('knows which events a redaction names, version %s', (roomVersion) => {
  const room = createRoomGraph({ roomVersion, creator }, signingKeyOf);
  const [named, other] = [add(room, {}), add(room, {})];
  add(room, { type: 'm.room.redaction', redacts: named });
  expect([named, other].map((eventId) => room.isRedacted(eventId))).toEqual([true, false]);
});
