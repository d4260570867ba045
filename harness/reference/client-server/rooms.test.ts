import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import { objectAt, objectsAt, stringAt, valueAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, type TestingAnswer, TestingClient } from '../testing-homeserver.ts';

let homeserver: ReferenceHomeserver;
let alice: TestingClient;
let bob: TestingClient;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
  const nobody = new TestingClient(homeserver.clientUrl);
  [alice, bob] = await Promise.all([nobody.register('alice'), nobody.register('bob')]);
});

afterAll(() => homeserver[Symbol.asyncDispose]());

const create = (body: JsonObject) => alice.ask('POST', 'v3/createRoom', body);
const createRoom = async (body: JsonObject = {}): Promise<string> => stringAt((await create(body)).json, 'room_id');
const state = async (roomId: string, type: string, key = ''): Promise<JsonObject> =>
  (await alice.ask('GET', path`v3/rooms/${roomId}/state/${type}/${key}`)).json;
const set = (roomId: string, type: string, content: JsonObject, key = '') =>
  alice.ask('PUT', path`v3/rooms/${roomId}/state/${type}/${key}`, content);
const publicRooms = (query: JsonObject) => bob.ask('POST', 'v3/publicRooms', query);
const namesOf = ({ json }: TestingAnswer) => objectsAt(json, 'rooms').map((room) => valueAt(room, 'name'));
const aliasOf = (localpart: string): string => `#${localpart}:${homeserver.serverName}`;

describe('creation', () => {
  test('takes what else a request asks for', async () => {
    const roomId = await createRoom({
      room_alias_name: 'asked',
      topic: 'Asked for',
      is_direct: true,
      invite: [bob.userId],
      creation_content: { 'm.federate': false, creator: '@dave:localhost', room_version: '1' },
      power_level_content_override: { invite: 100 },
      room_version: '11',
    });
    expect(await state(roomId, 'm.room.canonical_alias')).toEqual({ alias: aliasOf('asked') });
    expect(await state(roomId, 'm.room.create')).toEqual({ 'm.federate': false, room_version: '11' });
    expect(await state(roomId, 'm.room.power_levels')).toMatchObject({ invite: 100, users: { [alice.userId]: 100 } });
    expect(await state(roomId, 'm.room.member', bob.userId)).toMatchObject({ membership: 'invite', is_direct: true });
    expect(await state(roomId, 'm.room.topic')).toEqual({
      topic: 'Asked for',
      'm.topic': { 'm.text': [{ body: 'Asked for', mimetype: 'text/plain' }] },
    });
  });

  test.each([
    ['a taken alias', { room_alias_name: 'taken' }, 'M_ROOM_IN_USE'],
    ['an alias with a colon', { room_alias_name: 'a:b' }, 'M_INVALID_PARAM'],
    ['no power for the name', { name: 'No', power_level_content_override: { users: {} } }, 'M_INVALID_ROOM_STATE'],
    ['creators who are none', { creation_content: { additional_creators: ['dave'] } }, 'M_INVALID_ROOM_STATE'],
    ['floats', { initial_state: [{ type: 'org.example.float', content: { half: 0.5 } }] }, 'M_BAD_JSON'],
  ])('refuses %s, and makes no room', async (_what, body, errcode) => {
    await create({ room_alias_name: 'taken' });
    const { json: before } = await alice.ask('GET', 'v3/joined_rooms');
    const version = errcode === 'M_INVALID_ROOM_STATE' && 'name' in body ? '11' : '12';
    expect(await create({ ...body, room_version: version })).toMatchObject({ status: 400, json: { errcode } });
    expect((await alice.ask('GET', 'v3/joined_rooms')).json).toEqual(before);
  });
});

describe('upgrade', () => {
  test.each([
    ['1', '12'],
    ['11', '12'],
    ['12', '11'],
    ['10', '10'],
  ])('from %s to %s', async (from, to) => {
    const alias = `upgraded-${from}-${to}`;
    const old = await createRoom({ room_version: from, room_alias_name: alias, topic: 'Kept', preset: 'public_chat' });
    await bob.ask('POST', path`v3/rooms/${old}/join`, {});
    const { users = {}, ...levels } = await state(old, 'm.room.power_levels');
    await set(old, 'm.room.power_levels', { ...levels, kick: 60, users: { ...objectAt(users), [bob.userId]: 40 } });
    const upgrade = (client: TestingClient, version: string) =>
      client.ask('POST', path`v3/rooms/${old}/upgrade`, { new_version: version, additional_creators: [bob.userId] });
    expect((await upgrade(bob, to)).status).toBe(403);
    expect(await upgrade(alice, 'none')).toMatchObject({
      status: 400,
      json: { errcode: 'M_UNSUPPORTED_ROOM_VERSION' },
    });

    const { status, json } = await upgrade(alice, to);
    expect(status).toBe(200);
    const room = stringAt(json, 'replacement_room');
    const created = await state(room, 'm.room.create');
    expect(created).toMatchObject({ room_version: to, predecessor: { room_id: old } });
    expect(created['additional_creators']).toEqual(to === '12' ? [bob.userId] : undefined);
    const expectedUsers = to === '12' ? {} : { [alice.userId]: 100, [bob.userId]: 40 };
    expect(await state(room, 'm.room.power_levels')).toMatchObject({ kick: 60, users: expectedUsers });
    expect(await state(room, 'm.room.topic')).toMatchObject({ topic: 'Kept' });
    expect(await state(room, 'm.room.join_rules')).toEqual({ join_rule: 'public' });
    expect(await state(old, 'm.room.tombstone')).toMatchObject({ replacement_room: room });
    expect(await state(old, 'm.room.power_levels')).toMatchObject({ events_default: 50, invite: 50 });
    const { json: resolved } = await bob.ask('GET', path`v3/directory/room/${aliasOf(alias)}`);
    expect(resolved).toMatchObject({ room_id: room });
  });
});

test('keeps aliases, and lets those be canonical that point to the room', async () => {
  const roomId = await createRoom();
  const alias = path`v3/directory/room/${aliasOf('kept')}`;
  expect((await alice.ask('GET', alias)).status).toBe(404);
  expect((await set(roomId, 'm.room.canonical_alias', { alias: aliasOf('kept') })).json['errcode']).toBe('M_BAD_ALIAS');
  expect((await set(roomId, 'm.room.canonical_alias', { alt_aliases: ['#no'] })).json['errcode']).toBe(
    'M_INVALID_PARAM',
  );
  expect((await alice.ask('PUT', alias, { room_id: roomId })).status).toBe(200);
  expect((await alice.ask('PUT', alias, { room_id: roomId })).status).toBe(409);
  expect((await set(roomId, 'm.room.canonical_alias', { alias: aliasOf('kept') })).status).toBe(200);
  const aliases = path`v3/rooms/${roomId}/aliases`;
  expect((await alice.ask('GET', aliases)).json).toEqual({ aliases: [aliasOf('kept')] });
  expect((await bob.ask('GET', aliases)).status).toBe(403);
  expect((await bob.ask('DELETE', alias)).status).toBe(403);
  expect((await alice.ask('DELETE', alias)).status).toBe(200);
  expect((await alice.ask('DELETE', alias)).status).toBe(404);
});

test('publishes rooms, in pages and by a filter', async () => {
  const names = ['Apples', 'Pears', 'Plums'];
  for (const name of names) await create({ name: `${name} in the list`, visibility: 'public' });
  const filter = { generic_search_term: 'IN THE LIST' };
  const first = await publicRooms({ filter, limit: 2 });
  expect(first.json).toMatchObject({ total_room_count_estimate: 3 });
  const second = await publicRooms({ filter, limit: 2, since: stringAt(first.json, 'next_batch') });
  const all = [...objectsAt(first.json, 'chunk'), ...objectsAt(second.json, 'chunk')];
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(names.map((name) => `${name} in the list`)));
  expect(second.json).not.toHaveProperty('next_batch');
  expect((await publicRooms({ filter, limit: 2, since: stringAt(second.json, 'prev_batch') })).json).toEqual(
    first.json,
  );
  expect((await publicRooms({ filter: { room_types: ['m.space'] } })).json).toMatchObject({ chunk: [] });
  expect((await publicRooms({ since: 'no' })).status).toBe(400);
});

test('shows spaces as far as somebody may see them, depth first', async () => {
  const inner = await createRoom({ name: 'inner', preset: 'public_chat' });
  const hidden = await createRoom({ name: 'hidden' });
  const middle = await createRoom({ name: 'middle', preset: 'public_chat', creation_content: { type: 'm.space' } });
  const last = await createRoom({ name: 'last', preset: 'public_chat' });
  const root = await createRoom({ name: 'root', preset: 'public_chat', creation_content: { type: 'm.space' } });
  const via = [homeserver.serverName];
  await set(middle, 'm.space.child', { via }, inner);
  await set(root, 'm.space.child', { via, order: 'b' }, last);
  await set(root, 'm.space.child', { via, order: 'a', suggested: true }, middle);
  await set(root, 'm.space.child', { via }, hidden);
  const hierarchy = (query: string) => bob.ask('GET', `${path`v1/rooms/${root}/hierarchy`}${query}`);

  expect(namesOf(await hierarchy(''))).toEqual(['root', 'middle', 'inner', 'last']);
  expect(namesOf(await hierarchy('?suggested_only=true'))).toEqual(['root', 'middle']);
  expect(namesOf(await hierarchy('?max_depth=1'))).toEqual(['root', 'middle', 'last']);
  const page = await hierarchy('?limit=3');
  const from = encodeURIComponent(stringAt(page.json, 'next_batch'));
  expect(namesOf(await hierarchy(`?limit=3&from=${from}`))).toEqual(['last']);
  expect((await hierarchy(`?suggested_only=true&from=${from}`)).json['errcode']).toBe('M_INVALID_PARAM');
  expect((await bob.ask('GET', path`v1/rooms/${hidden}/hierarchy`)).status).toBe(403);

  const { json: summary } = await bob.ask('GET', path`v1/room_summary/${root}`);
  expect(summary).toMatchObject({ room_type: 'm.space', membership: 'leave', room_version: '12', join_rule: 'public' });
  expect((await bob.ask('GET', path`v1/room_summary/${hidden}`)).status).toBe(404);
});

test('sends what a message has to be, and tells only the client that sent it how', async () => {
  const roomId = await createRoom();
  const send = (type: string, content: JsonObject, txnId: string) =>
    alice.ask('PUT', path`v3/rooms/${roomId}/send/${type}/${txnId}`, content);
  expect((await send('m.room.message', { body: 'No msgtype' }, 'a')).status).toBe(400);
  const { json } = await send('m.room.message', { msgtype: 'm.text', body: 'Hello' }, 'b');
  const event = path`v3/rooms/${roomId}/event/${stringAt(json, 'event_id')}`;
  expect((await alice.ask('GET', event)).json).toMatchObject({ unsigned: { transaction_id: 'b', membership: 'join' } });
  const phone = await alice.logIn({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: 'alice' },
    password: 'secret',
  });
  const { unsigned } = (await phone.ask('GET', event)).json;
  expect(isJsonObject(unsigned) && unsigned['transaction_id']).toBeUndefined();
  const annotation = { 'm.relates_to': { rel_type: 'm.annotation', event_id: stringAt(json, 'event_id'), key: '+1' } };
  expect((await send('m.reaction', annotation, 'c')).status).toBe(200);
  expect((await send('m.reaction', annotation, 'd')).json['errcode']).toBe('M_DUPLICATE_ANNOTATION');
  expect((await send('org.example.large', { body: 'x'.repeat(65_536) }, 'e')).json['errcode']).toBe('M_TOO_LARGE');
});
