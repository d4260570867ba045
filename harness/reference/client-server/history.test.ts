import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { path } from '../../wire/path.ts';
import { objectsAt, stringAt, valueAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';
import { idsOf, TestingRoom } from '../testing-rooms.ts';

let homeserver: ReferenceHomeserver;
let users = 0;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
});

afterAll(async () => homeserver[Symbol.asyncDispose]());

async function newUsers(): Promise<[alice: TestingClient, bob: TestingClient]> {
  users += 1;
  const stranger = new TestingClient(homeserver.clientUrl);
  return [await stranger.register(`alice${users}`), await stranger.register(`bob${users}`)];
}

async function bodies(room: TestingRoom): Promise<unknown[]> {
  const { json } = await room.ask('GET', '/messages?dir=f&limit=100');
  return objectsAt(json, 'chunk').flatMap((event) => valueAt(event, 'content', 'body') ?? []);
}

describe('history visibility', () => {
  const settings = ['world_readable', 'shared', 'invited', 'joined'];

  test.each([
    ['world_readable', ['1', '2', '3', '4']],
    ['shared', ['1', '2', '3']],
    ['invited', ['2', '3']],
    ['joined', ['3']],
  ])('%s', async (setting, expected) => {
    const [alice, bob] = await newUsers();
    expect(settings).toContain(setting);
    const room = await TestingRoom.create(alice, { preset: 'private_chat' });
    await room.set('m.room.history_visibility', { history_visibility: setting });
    await room.say('1');
    await room.ask('POST', '/invite', { user_id: bob.userId });
    await room.say('2');
    const ofBob = await room.joinedBy(bob);
    const last = await room.say('3');
    expect((await ofBob.ask('GET', path`/event/${last}`)).status).toBe(200);
    await ofBob.ask('POST', '/leave', {});
    const hidden = await room.say('4');
    expect(await bodies(ofBob)).toEqual(expected);
    const status = setting === 'world_readable' ? 200 : 404;
    expect((await ofBob.ask('GET', path`/context/${hidden}`)).status).toBe(status);
    expect((await ofBob.askV1(path`/relations/${hidden}`)).status).toBe(status);
  });
});

test('members as of a token, and by membership', async () => {
  const [alice, bob] = await newUsers();
  const room = await TestingRoom.create(alice);
  const at = stringAt((await alice.ask('GET', 'v3/sync')).json, 'next_batch');
  await room.joinedBy(bob);
  await room.ask('POST', '/kick', { user_id: bob.userId });
  const members = async (query: string) =>
    objectsAt((await room.ask('GET', `/members${query}`)).json, 'chunk')
      .map((event) => stringAt(event, 'state_key'))
      .toSorted();
  expect(await members('')).toEqual([alice.userId, bob.userId]);
  expect(await members(`?at=${at}`)).toEqual([alice.userId]);
  expect(await members('?membership=leave')).toEqual([bob.userId]);
  expect(await members('?not_membership=leave')).toEqual([alice.userId]);
  expect(await members('?membership=leave&not_membership=leave')).toHaveLength(2);
  expect((await room.ask('GET', '/joined_members')).json).toEqual({ joined: { [alice.userId]: {} } });
});

test('context is as long as it is asked for, and its tokens go on', async () => {
  const [alice] = await newUsers();
  const room = await TestingRoom.create(alice);
  const said = [];
  for (const body of ['1', '2', '3', '4', '5']) said.push(await room.say(body));
  const { json } = await room.ask('GET', path`/context/${said[2] ?? ''}` + '?limit=2');
  expect(idsOf(objectsAt(json, 'events_before'))).toEqual([said[1]]);
  expect(idsOf(objectsAt(json, 'events_after'))).toEqual([said[3]]);
  expect(objectsAt(json, 'state').map((event) => event['type'])).toContain('m.room.create');
  const back = await room.ask('GET', path`/messages?dir=b&limit=1&from=${stringAt(json, 'start')}`);
  expect(idsOf(objectsAt(back.json, 'chunk'))).toEqual([said[0]]);
  const on = await room.ask('GET', path`/messages?dir=f&from=${stringAt(json, 'end')}`);
  expect(idsOf(objectsAt(on.json, 'chunk'))).toEqual([said[4]]);
  expect(on.json['end']).toBeUndefined();
});

test('members are loaded lazily with history', async () => {
  const [alice] = await newUsers();
  const room = await TestingRoom.create(alice);
  await room.say('1');
  const { json } = await room.ask('GET', path`/messages?dir=b&limit=1&filter=${'{"lazy_load_members":true}'}`);
  expect(objectsAt(json, 'state')).toMatchObject([{ type: 'm.room.member', state_key: alice.userId }]);
});

test('the event closest to a moment', async () => {
  const [alice] = await newUsers();
  const room = await TestingRoom.create(alice);
  const last = await room.say('1');
  const closest = (ts: number, dir: string) => room.askV1(`/timestamp_to_event?ts=${ts}&dir=${dir}`);
  expect((await closest(Date.now() + 60_000, 'b')).json).toMatchObject({ event_id: last });
  expect((await closest(Date.now() + 60_000, 'f')).status).toBe(404);
  expect((await closest(1, 'b')).status).toBe(404);
  const { json } = await closest(0, 'f');
  expect((await room.ask('GET', path`/event/${stringAt(json, 'event_id')}`)).json).toMatchObject({
    type: 'm.room.create',
  });
  expect((await closest(0, 'x')).status).toBe(400);
});

test('search finds what has all words', async () => {
  const [alice] = await newUsers();
  const room = await TestingRoom.create(alice);
  await room.say('Only men');
  const found = await room.say('Martians and men, and men');
  const criteria = { search_term: 'men martians', event_context: { before_limit: 1, after_limit: 0 } };
  const { json } = await alice.ask('POST', 'v3/search', { search_categories: { room_events: criteria } });
  expect(valueAt(json, 'search_categories', 'room_events')).toMatchObject({
    count: 1,
    results: [
      {
        result: { event_id: found },
        context: { events_before: [{ content: { body: 'Only men' } }], events_after: [] },
      },
    ],
  });
});
