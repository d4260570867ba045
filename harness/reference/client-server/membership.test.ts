import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import { stringAt } from '../../wire/read.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';

let homeserver: ReferenceHomeserver;
let alice: TestingClient;
let bob: TestingClient;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
  const nobody = new TestingClient(homeserver.clientUrl);
  [alice, bob] = await Promise.all([nobody.register('alice'), nobody.register('bob')]);
});

afterAll(() => homeserver[Symbol.asyncDispose]());

async function createRoom(body: JsonObject = {}): Promise<string> {
  return stringAt((await alice.ask('POST', 'v3/createRoom', body)).json, 'room_id');
}

async function member(roomId: string, userId: string): Promise<JsonObject> {
  return (await alice.ask('GET', path`v3/rooms/${roomId}/state/m.room.member/${userId}`)).json;
}

const does = (client: TestingClient, roomId: string, what: string, body: JsonObject = {}) =>
  client.ask('POST', `${path`v3/rooms/${roomId}`}/${what}`, body);

test('invites, joins, kicks and bans, with a reason', async () => {
  await bob.ask('PUT', path`v3/profile/${bob.userId}/displayname`, { displayname: 'Bob' });
  const roomId = await createRoom();
  expect(await does(bob, roomId, 'join')).toMatchObject({ status: 403, json: { errcode: 'M_FORBIDDEN' } });
  const target = { user_id: bob.userId, reason: 'Because' };
  expect((await does(alice, roomId, 'invite', target)).status).toBe(200);
  expect(await member(roomId, bob.userId)).toEqual({ membership: 'invite', displayname: 'Bob', reason: 'Because' });
  expect((await does(alice, roomId, 'invite', target)).status).toBe(200);
  expect(await does(bob, roomId, 'join')).toEqual({ status: 200, json: { room_id: roomId } });
  expect((await does(alice, roomId, 'invite', target)).status).toBe(403);
  expect((await does(bob, roomId, 'kick', { user_id: alice.userId })).status).toBe(403);
  expect((await does(alice, roomId, 'kick', target)).status).toBe(200);
  expect((await does(alice, roomId, 'kick', target)).status).toBe(403);
  expect((await does(alice, roomId, 'unban', target)).status).toBe(403);
  expect((await does(alice, roomId, 'ban', target)).status).toBe(200);
  expect((await does(alice, roomId, 'invite', target)).status).toBe(403);
  expect((await does(alice, roomId, 'unban', target)).status).toBe(200);
  expect(await member(roomId, bob.userId)).toEqual({ membership: 'leave', reason: 'Because' });
});

test('shows those who left the state of then, until they forget it', async () => {
  const roomId = await createRoom({ preset: 'public_chat', name: 'Then' });
  await does(bob, roomId, 'join');
  expect(await does(bob, roomId, 'forget')).toMatchObject({ status: 400, json: { errcode: 'M_UNKNOWN' } });
  await does(bob, roomId, 'leave');
  await alice.ask('PUT', path`v3/rooms/${roomId}/state/m.room.name`, { name: 'Now' });
  const name = path`v3/rooms/${roomId}/state/m.room.name`;
  expect((await bob.ask('GET', name)).json).toEqual({ name: 'Then' });
  expect((await does(bob, roomId, 'forget')).status).toBe(200);
  expect((await bob.ask('GET', name)).status).toBe(403);
  expect((await does(bob, roomId, 'join')).status).toBe(200);
  expect((await bob.ask('GET', name)).json).toEqual({ name: 'Now' });
});

describe.each(['8', '12'])('room version %s', (roomVersion) => {
  test('lets members of an allowed room into a restricted one', async () => {
    const allowed = await createRoom({ preset: 'public_chat' });
    const content = { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: allowed }] };
    const initialState = [{ type: 'm.room.join_rules', content }];
    const roomId = await createRoom({ room_version: roomVersion, initial_state: initialState });
    expect((await does(bob, roomId, 'join')).status).toBe(403);
    await does(bob, allowed, 'join');
    expect((await does(bob, roomId, 'join')).status).toBe(200);
    expect(await member(roomId, bob.userId)).toMatchObject({ join_authorised_via_users_server: alice.userId });
  });
});

test('takes a knock where the room does, and lets it be retracted', async () => {
  const roomId = await createRoom();
  const knock = () => bob.ask('POST', path`v3/knock/${roomId}`, { reason: 'Please' });
  expect((await knock()).status).toBe(403);
  await alice.ask('PUT', path`v3/rooms/${roomId}/state/m.room.join_rules`, { join_rule: 'knock' });
  expect(await knock()).toEqual({ status: 200, json: { room_id: roomId } });
  expect(await member(roomId, bob.userId)).toMatchObject({ membership: 'knock', reason: 'Please' });
  expect((await does(bob, roomId, 'leave')).status).toBe(200);
  expect(await member(roomId, bob.userId)).toEqual({ membership: 'leave' });
});

test('joins by an alias, and finds none that does not exist', async () => {
  const roomId = await createRoom({ preset: 'public_chat', room_alias_name: 'by-alias' });
  const alias = `#by-alias:${homeserver.serverName}`;
  expect(await bob.ask('POST', path`v3/join/${alias}`, {})).toEqual({ status: 200, json: { room_id: roomId } });
  expect((await bob.ask('POST', path`v3/join/${`#none:${homeserver.serverName}`}`, {})).status).toBe(404);
  expect((await bob.ask('POST', path`v3/join/${'!none'}`, {})).status).toBe(404);
});
