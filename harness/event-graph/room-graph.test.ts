import { expect, test } from 'vitest';
import { allRoomVersions } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { appendEvent } from './append-event.ts';
import { buildEvent, type EventSpec } from './build-event.ts';
import { createRoomGraph } from './create-room.ts';
import { RoomGraph } from './room-graph.ts';
import { stateMapKey, UnresolvedState } from './state-map.ts';

const key = generateSigningKey();
const signingKeyOf = () => key;
const creator = '@creator:example.org';

function newRoom(): RoomGraph {
  return createRoomGraph({ roomVersion: '11', creator }, signingKeyOf);
}

function add(
  room: RoomGraph,
  spec: Partial<EventSpec>,
  options?: { rejected?: boolean; softFailed?: boolean },
): string {
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
  const rejected = add(room, topic('rejected'), { rejected: true });
  expect(room.forwardExtremities).toEqual(base);
  expect(room.stateAfter(rejected).has(stateMapKey('m.room.topic'))).toBe(false);
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
  expect(room.stateBefore(second).get(stateMapKey('m.room.topic'))).toBe(first);
  expect(room.stateAfter(second).get(stateMapKey('m.room.topic'))).toBe(second);
  expect(room.stateEvent('m.room.topic')?.content).toEqual({ topic: 'second' });
});

test('refuses to guess what parents in conflict resolve to', () => {
  const room = newRoom();
  const base = room.forwardExtremities;
  const left = add(room, { ...topic('left'), prevEvents: base });
  add(room, { ...topic('right'), prevEvents: base });
  expect(() => add(room, {})).toThrow(UnresolvedState);
  expect(() => add(room, {})).toThrow('["m.room.topic",""]');
  const merge = add(room, { resolved: [['m.room.topic', '', left]] });
  expect(room.stateBefore(merge).get(stateMapKey('m.room.topic'))).toBe(left);
});

test('an event whose state is unknown can be held, and be told its state later', () => {
  const room = newRoom();
  const base = room.forwardExtremities;
  const left = add(room, { ...topic('left'), prevEvents: base });
  add(room, { ...topic('right'), prevEvents: base });
  const spec = { type: 'm.room.message', sender: creator, authEvents: [] };
  const merge = room.add(buildEvent(room, spec, signingKeyOf), { unknownState: true });
  expect(room.forwardExtremities).toEqual([merge]);
  expect(() => room.stateBefore(merge)).toThrow(UnresolvedState);
  room.resolve(merge, [['m.room.topic', '', left]]);
  expect(room.stateEvent('m.room.topic')?.content).toEqual({ topic: 'left' });
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
  const state = [...theirs.stateBefore(join.eventId).values()];

  const ours = new RoomGraph({ roomId: theirs.roomId, roomVersion });
  const chain = theirs.authChain([join.eventId, ...state]);
  const events = (eventIds: string[]) => eventIds.map((eventId) => theirs.event(eventId));
  expect(ours.seedState(events(state), join.pdu, events(chain))).toBe(join.eventId);
  expect(ours.forwardExtremities).toEqual([join.eventId]);
  expect(ours.stateAfterAll()).toEqual(theirs.stateAfterAll());
  expect(ours.authChain([join.eventId])).toEqual(theirs.authChain([join.eventId]));
  expect(ours.has(message.eventId)).toBe(false);
  // The first events of a room are all state, so what was before them is known although nobody told it.
  const [, memberOfCreator = ''] = theirs.eventIds;
  expect(ours.stateBefore(memberOfCreator)).toEqual(theirs.stateBefore(memberOfCreator));
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
