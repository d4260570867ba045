import { expect, test } from 'vitest';
import type { Pdu } from '../../protocol/pdu.ts';
import { generateSigningKey, signJson, verifyJson } from '../../protocol/signing.ts';
import { path } from '../../wire/path.ts';
import { objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../../wire/read.ts';
import { startAmongPeers } from '../testing-peer.ts';

// What the checks do not look at yet.

const v1 = '/_matrix/federation/v1';

test('leaves members out of the answer to a join where that is allowed', async () => {
  const { alice, register, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({ preset: 'public_chat', name: 'named', room_version: '11' });
  await (await register('bob')).join(roomId);
  const { room } = await peer.joinRoom(roomId);
  const carol = peer.user('carol');
  const pdu = peer.build(room, {
    type: 'm.room.member',
    sender: carol,
    stateKey: carol,
    content: { membership: 'join' },
    overrides: { origin: peer.serverName },
  });
  const target = path`/_matrix/federation/v2/send_join/${roomId}/${room.eventIdOf(pdu)}?omit_members=true`;
  const { json } = await peer.request('PUT', target, { json: pdu });
  expect(valueAt(json, 'members_omitted')).toBe(true);
  expect(objectsAt(json, 'state').map((event) => event['type'])).not.toContain('m.room.member');
  expect(objectsAt(json, 'auth_chain').map((event) => event['type'])).toContain('m.room.member');
  expect(stringsAt(json, 'servers_in_room').toSorted()).toEqual([peer.serverName, peer.targetName].toSorted());
});

test.each(['11', '12'])('tells the create event with every auth chain in version %s', async (roomVersion) => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({ preset: 'public_chat', room_version: roomVersion });
  const { room, eventId, sendJoin } = await peer.joinRoom(roomId);
  const state = await peer.state(room, eventId);
  const eventAuth = await peer.request('GET', path`/_matrix/federation/v1/event_auth/${roomId}/${eventId}`);
  for (const { json } of [sendJoin, state, eventAuth]) {
    const types = objectsAt(json, 'auth_chain').map(({ type }) => type);
    expect(types.filter((type) => type === 'm.room.create')).toHaveLength(1);
  }
  const { json: ids } = await peer.stateIds(room, eventId);
  const create = objectsAt(state.json, 'pdus').find(({ type }) => type === 'm.room.create') as Pdu;
  expect(stringsAt(ids, 'auth_chain_ids')).toContain(room.eventIdOf(create));
});

test('issues an invite that was meant for somebody with an address only', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({ preset: 'private_chat' });
  const identityServer = generateSigningKey();
  await alice.sendState(
    roomId,
    'm.room.third_party_invite',
    {
      display_name: 'c…@example.org',
      key_validity_url: 'https://identity.example/valid',
      public_key: identityServer.publicKey,
      public_keys: [{ public_key: identityServer.publicKey }],
    },
    'a-token',
  );
  const carol = peer.user('carol');
  const exchange = (key: typeof identityServer) =>
    peer.request('PUT', path`/_matrix/federation/v1/exchange_third_party_invite/${roomId}`, {
      json: {
        type: 'm.room.member',
        room_id: roomId,
        sender: alice.userId,
        state_key: carol,
        content: {
          membership: 'invite',
          third_party_invite: {
            display_name: 'c…@example.org',
            signed: signJson({ mxid: carol, token: 'a-token' }, 'identity.example', key),
          },
        },
      },
    });
  expect((await exchange(generateSigningKey())).status).toBe(403);
  expect((await exchange(identityServer)).status).toBe(200);
  const { pdu } = await peer.waitForInvite(({ roomId: invited }) => invited === roomId);
  expect(pdu).toMatchObject({ sender: alice.userId, state_key: carol });
  await peer.joinRoom(roomId, carol);
});

test('is a notary of the keys of others', async () => {
  const { serverName, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { json: own } = await peer.request('GET', '/_matrix/key/v2/server', { authorization: null });
  const { json } = await peer.request('GET', path`/_matrix/key/v2/query/${peer.serverName}`, { authorization: null });
  const [keys] = objectsAt(json, 'server_keys');
  expect(stringAt(keys, 'server_name')).toBe(peer.serverName);
  const [keyId = ''] = Object.keys(objectAt(own, 'verify_keys'));
  expect(verifyJson(objectAt(keys), serverName, keyId, stringAt(own, 'verify_keys', keyId, 'key'))).toEqual({
    valid: true,
  });
  const batch = await peer.request('POST', '/_matrix/key/v2/query', {
    authorization: null,
    json: { server_keys: { 'localhost:1': {}, [serverName]: {} } },
  });
  expect(objectsAt(batch.json, 'server_keys').map((one) => one['server_name'])).toEqual([serverName]);
});

test('takes no invite of a user who wants none, nor one with a state that is not of the room', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const room = peer.hostRoom({ roomVersion: '12', joinRule: 'invite' });
  const invite = peer.build(room, {
    type: 'm.room.member',
    sender: peer.user('creator'),
    stateKey: alice.userId,
    content: { membership: 'invite' },
  });
  const create = room.stateEvent('m.room.create') ?? null;
  const rules = room.stateEvent('m.room.join_rules') ?? null;
  const send = async (state: readonly unknown[], roomVersion = '12') => {
    const { status, json } = await peer.request(
      'PUT',
      path`/_matrix/federation/v2/invite/${room.roomId}/${room.eventIdOf(invite)}`,
      { json: { room_version: roomVersion, event: invite, invite_room_state: state as [] }, deliberate: true },
    );
    return [status, valueAt(json, 'errcode')];
  };
  const stripped = { type: 'm.room.name', state_key: '', sender: peer.user('creator'), content: {} };
  expect(await send([rules])).toEqual([400, 'M_INVALID_PARAM']);
  expect(await send([create, stripped])).toEqual([400, 'M_INVALID_PARAM']);
  expect(await send([create], 'org.example.13')).toEqual([400, 'M_INCOMPATIBLE_ROOM_VERSION']);
  const target = path`/_matrix/client/v3/user/${alice.userId}/account_data/m.invite_permission_config`;
  await alice.granted('PUT', target, { json: { default_action: 'block' } });
  expect(await send([create, rules])).toEqual([403, 'M_INVITE_BLOCKED']);
  await alice.granted('PUT', target, { json: { default_action: 'allow' } });
  expect(await send([create, rules])).toEqual([200, undefined]);
});

test('finds events by time, rooms of a space, profiles, and who has an OpenID token', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({ preset: 'public_chat' });
  const { room } = await peer.joinRoom(roomId);
  const said = await alice.say(roomId, 'here');
  const { pdu } = await peer.waitForEvent(room, (_, eventId) => eventId === said.eventId);
  const find = (ts: number, dir: string) =>
    peer.request('GET', path`/_matrix/federation/v1/timestamp_to_event/${roomId}?ts=${ts}&dir=${dir}`);
  expect(stringAt((await find(pdu.origin_server_ts, 'f')).json, 'event_id')).toBe(said.eventId);
  expect(stringAt((await find(Date.now() + 1e6, 'b')).json, 'event_id')).toBe(said.eventId);
  expect((await find(Date.now() + 1e6, 'f')).status).toBe(404);

  const space = await alice.createRoom({ preset: 'public_chat', creation_content: { type: 'm.space' } });
  const secret = await alice.createRoom({ preset: 'private_chat' });
  for (const child of [roomId, secret.roomId])
    await alice.sendState(space.roomId, 'm.space.child', { via: [peer.targetName] }, child);
  const { json } = await peer.request('GET', path`/_matrix/federation/v1/hierarchy/${space.roomId}`);
  expect(objectsAt(json, 'children').map((one) => one['room_id'])).toEqual([roomId]);
  expect(stringsAt(json, 'inaccessible_children')).toEqual([secret.roomId]);
  expect((await peer.request('GET', path`/_matrix/federation/v1/hierarchy/${secret.roomId}`)).status).toBe(404);

  await alice.granted('PUT', path`/_matrix/client/v3/profile/${alice.userId}/displayname`, {
    json: { displayname: 'Alice' },
  });
  const profile = (query: string) => peer.request('GET', `${v1}/query/profile?user_id=${alice.userId}${query}`);
  expect((await profile('')).json).toMatchObject({ displayname: 'Alice' });
  expect((await profile('&field=avatar_url')).json).toEqual({});
  expect((await peer.request('GET', `${v1}/query/profile?user_id=@nobody:${peer.targetName}`)).status).toBe(404);
  expect((await peer.request('GET', `${v1}/query/something`)).status).toBe(404);

  const token = await alice.granted('POST', path`/_matrix/client/v3/user/${alice.userId}/openid/request_token`, {
    json: {},
  });
  const userinfo = (text: string) =>
    peer.request('GET', path`/_matrix/federation/v1/openid/userinfo?access_token=${text}`, { authorization: null });
  expect((await userinfo(stringAt(token.json, 'access_token'))).json).toEqual({ sub: alice.userId });
  expect((await userinfo('another')).status).toBe(401);
});
