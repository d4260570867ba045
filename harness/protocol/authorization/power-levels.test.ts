import { describe, expect, test } from 'vitest';
import { JsonNumber, type JsonObject } from '../json.ts';
import type { PowerLevel } from '../power-level.ts';
import { type RoomVersion, roomVersions } from '../room-versions.ts';
import { alice, bob, carol, TestingRoom } from '../state-resolution/testing-events.ts';
import { isCreator, type LevelName, ownValue, PowerLevels } from './power-levels.ts';

function levels(
  content: JsonObject | undefined,
  roomVersion: RoomVersion = '11',
  create: JsonObject = {},
): PowerLevels {
  const room = new TestingRoom(roomVersion);
  const createEvent = room.create({ content: create });
  const event = content && room.powerLevels('$power', content);
  return new PowerLevels(event, createEvent, roomVersions[roomVersion]);
}

describe('the level of a user', () => {
  const additional = { additional_creators: [carol] };
  test.for<[string, RoomVersion, JsonObject | undefined, JsonObject, string, PowerLevel]>([
    ['of the creator without power levels', '11', undefined, {}, alice, 100],
    ['of anybody else without power levels', '11', undefined, {}, bob, 0],
    ['of content.creator without power levels', '10', undefined, { creator: bob }, bob, 100],
    ['of a sender who is not content.creator', '10', undefined, { creator: bob }, alice, 0],
    ['of the sender, whatever content.creator says', '11', undefined, { creator: bob }, alice, 100],
    ['of content.creator, where the sender is the creator', '11', undefined, { creator: bob }, bob, 0],
    ['of a creator with power levels that are empty', '11', {}, {}, alice, 0],
    ['of a user who is listed', '11', { users: { [bob]: 7 }, users_default: 5 }, {}, bob, 7],
    ['of a user who is not listed', '11', { users: { [bob]: 7 }, users_default: 5 }, {}, carol, 5],
    ['of a user who is listed with 0', '11', { users: { [bob]: 0 }, users_default: 5 }, {}, bob, 0],
    ['of a user whose entry is no level', '11', { users: { [bob]: '7' }, users_default: 5 }, {}, bob, 5],
    ['where users is no object', '11', { users: [], users_default: 5 }, {}, bob, 5],
    ['of a creator of version 12 without power levels', '12', undefined, {}, alice, Infinity],
    ['of a creator of version 12 who is listed', '12', { users: { [alice]: 5 } }, {}, alice, Infinity],
    ['of an additional creator', '12', {}, additional, carol, Infinity],
    ['of an additional creator before version 12', '11', undefined, additional, carol, 0],
    ['of anybody else in version 12', '12', undefined, additional, bob, 0],
    ['of whoever is in additional_creators that is no array', '12', undefined, { additional_creators: bob }, bob, 0],
    ['of a user called like what every object has', '11', { users: {}, users_default: 5 }, {}, 'toString', 5],
  ])('%s, room version %s', ([, roomVersion, content, create, user, level]) => {
    expect(levels(content, roomVersion, create).ofUser(user)).toBe(level);
  });

  test('nobody is a creator where the create event is not known', () => {
    expect(new PowerLevels(undefined, undefined, roomVersions['11']).ofUser(alice)).toBe(0);
    expect(new PowerLevels(undefined, undefined, roomVersions['12']).ofUser(alice)).toBe(0);
  });
});

describe('the levels that stand by themselves', () => {
  test.for<[LevelName, number]>([
    ['users_default', 0],
    ['events_default', 0],
    ['state_default', 50],
    ['ban', 50],
    ['redact', 50],
    ['kick', 50],
    ['invite', 0],
  ])('%s is %i where it is left out, where there are no power levels, and where it is no level', ([name, level]) => {
    expect(levels({}).named(name)).toBe(level);
    expect(levels(undefined).named(name)).toBe(level);
    expect(levels({ [name]: 'much' }).named(name)).toBe(level);
    expect(levels({ [name]: 77 }).named(name)).toBe(77);
  });

  test('are read as the room version reads levels', () => {
    const content = { ban: ' +60 ', kick: new JsonNumber('6.1e1') };
    expect([levels(content, '5').named('ban'), levels(content, '5').named('kick')]).toEqual([60, 61]);
    expect([levels(content, '9').named('ban'), levels(content, '9').named('kick')]).toEqual([60, 50]);
    expect([levels(content, '10').named('ban'), levels(content, '10').named('kick')]).toEqual([50, 50]);
  });
});

describe('the required level', () => {
  const content = { events: { 'm.a': 5, 'm.b': 0 }, events_default: 10, state_default: 20 };
  test.for<[string, JsonObject | undefined, string, boolean, number]>([
    ['of a type that is listed, as a message', content, 'm.a', false, 5],
    ['of a type that is listed, as state', content, 'm.a', true, 5],
    ['of a type that is listed with 0', content, 'm.b', true, 0],
    ['of another message', content, 'm.c', false, 10],
    ['of another state event', content, 'm.c', true, 20],
    ['of a message by default', {}, 'm.c', false, 0],
    ['of a state event by default', {}, 'm.c', true, 50],
    ['of a message without power levels', undefined, 'm.c', false, 0],
    ['of a state event without power levels', undefined, 'm.c', true, 50],
    ['of a type called like what every object has', { events: {} }, 'constructor', true, 50],
  ])('%s', ([, levelsContent, type, isState, level]) => {
    expect(levels(levelsContent).required(type, isState)).toBe(level);
  });
});

test.for<[RoomVersion, string[]]>([
  ['10', [bob]],
  ['11', [alice]],
  ['12', [alice, carol]],
])('the creators of room version %s', ([roomVersion, creators]) => {
  const create = new TestingRoom(roomVersion).create({ content: { creator: bob, additional_creators: [carol] } });
  const found = [alice, bob, carol].filter((user) => isCreator(user, create, roomVersions[roomVersion]));
  expect(found).toEqual(creators);
});

test('ownValue finds only what an object has itself', () => {
  expect(ownValue({ a: null }, 'a')).toBeNull();
  expect(ownValue({}, 'toString')).toBeUndefined();
  expect(ownValue({}, '__proto__')).toBeUndefined();
  expect(ownValue([1], 'length')).toBeUndefined();
  expect(ownValue(new JsonNumber('1.0'), 'source')).toBeUndefined();
  expect(ownValue(undefined, 'a')).toBeUndefined();
});
