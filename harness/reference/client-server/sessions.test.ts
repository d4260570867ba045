import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { stringAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';

let homeserver: ReferenceHomeserver;
let stranger: TestingClient;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
  stranger = new TestingClient(homeserver.clientUrl);
});

afterAll(async () => homeserver[Symbol.asyncDispose]());

const passwordOf = (user: string) => ({ type: 'm.login.password', identifier: { type: 'm.id.user', user } });

describe('registration', () => {
  test('knows which user names are free', async () => {
    await stranger.register('taken');
    const available = (username: string) => stranger.ask('GET', `v3/register/available?username=${username}`);
    expect((await available('free')).json).toEqual({ available: true });
    expect((await available('taken')).json).toMatchObject({ errcode: 'M_USER_IN_USE' });
    expect((await available('Alice')).json).toMatchObject({ errcode: 'M_INVALID_USERNAME' });
    expect((await available('a'.repeat(255))).json).toMatchObject({ errcode: 'M_INVALID_USERNAME' });
  });

  test('has no guests', async () => {
    expect((await stranger.ask('POST', 'v3/register?kind=guest', {})).status).toBe(403);
    expect((await stranger.ask('POST', 'v3/register?kind=robot', {})).status).toBe(400);
  });

  test('goes on where a page completed the stage', async () => {
    const { json } = await stranger.ask('POST', 'v3/register', { username: 'fallback' });
    const auth = { session: stringAt(json, 'session') };
    expect((await stranger.ask('POST', 'v3/register', { username: 'fallback', auth })).status).toBe(401);
    const page = `/_matrix/client/v3/auth/m.login.dummy/fallback/web?session=${auth.session}`;
    expect(await (await fetch(`${homeserver.clientUrl}${page}`)).text()).toContain('onAuthDone');
    expect((await stranger.ask('POST', 'v3/register', { username: 'fallback', auth })).status).toBe(200);
  });

  test('takes no session of another operation', async () => {
    const alice = await stranger.register('sessions');
    const { json } = await stranger.ask('POST', 'v3/register', {});
    const auth = { ...passwordOf('sessions'), password: 'secret', session: stringAt(json, 'session') };
    const refused = await alice.ask('DELETE', `v3/devices/${alice.deviceId}`, { auth });
    expect(refused).toMatchObject({ status: 401, json: { errcode: 'M_UNKNOWN' } });
  });
});

/** Status and error code of a login that fails. */
async function refusalOf(login: JsonObject) {
  const { status, json } = await stranger.ask('POST', 'v3/login', login);
  return [status, json['errcode']];
}

describe('login', () => {
  test('takes the user in the old place', async () => {
    const alice = await stranger.register('old');
    const login = { type: 'm.login.password', user: 'old', password: 'secret' };
    expect((await stranger.logIn(login)).userId).toBe(alice.userId);
  });

  test('gives a known device another token and keeps its name', async () => {
    const alice = await stranger.register('again', { device_id: 'PHONE', initial_device_display_name: 'phone' });
    const login = { ...passwordOf('again'), password: 'secret', device_id: 'PHONE', initial_device_display_name: 'x' };
    const again = await stranger.logIn(login);
    expect((await alice.ask('GET', 'v3/account/whoami')).json).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    expect((await again.ask('GET', 'v3/devices/PHONE')).json).toMatchObject({ display_name: 'phone' });
  });

  test('refuses what it does not offer', async () => {
    expect(await refusalOf({ type: 'm.login.magic' })).toEqual([400, 'M_UNKNOWN']);
    expect(await refusalOf({ type: 'm.login.token', token: 'never given' })).toEqual([403, 'M_FORBIDDEN']);
    const address = { type: 'm.id.thirdparty', medium: 'email', address: 'alice@example.org' };
    expect(await refusalOf({ type: 'm.login.password', identifier: address, password: '' })).toEqual([
      403,
      'M_FORBIDDEN',
    ]);
  });

  test('gives a token for one login, for the password', async () => {
    const alice = await stranger.register('token');
    const { json: asked } = await alice.ask('POST', 'v1/login/get_token', {});
    const auth = { ...passwordOf('token'), password: 'secret', session: stringAt(asked, 'session') };
    const { json } = await alice.ask('POST', 'v1/login/get_token', { auth });
    const login = { type: 'm.login.token', token: stringAt(json, 'login_token') };
    expect((await stranger.logIn(login)).userId).toBe(alice.userId);
    expect((await stranger.ask('POST', 'v3/login', login)).status).toBe(403);
  });
});

describe('refresh tokens', () => {
  test('give another access token, and remain valid until it is used', async () => {
    const { json: session } = await stranger.ask('POST', 'v3/register', {
      auth: { type: 'm.login.dummy' },
      refresh_token: true,
    });
    expect(session['expires_in_ms']).toBeGreaterThan(0);
    const refresh = (token: string) => stranger.ask('POST', 'v3/refresh', { refresh_token: token });
    const first = stringAt(session, 'refresh_token');
    await refresh(first);
    const { json: second } = await refresh(first);

    const client = new TestingClient(homeserver.clientUrl, { ...session, ...second });
    expect((await client.ask('GET', 'v3/account/whoami')).json['device_id']).toBe(session['device_id']);
    expect((await refresh(first)).json).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    const outdated = new TestingClient(homeserver.clientUrl, session);
    expect((await outdated.ask('GET', 'v3/account/whoami')).json).toMatchObject({ soft_logout: true });
    expect((await refresh(stringAt(second, 'refresh_token'))).status).toBe(200);
  });
});

describe('accounts', () => {
  test('change the password, and log other clients out', async () => {
    const alice = await stranger.register('changes');
    const login = (password: string) => stranger.ask('POST', 'v3/login', { ...passwordOf('changes'), password });
    const phone = new TestingClient(homeserver.clientUrl, (await login('secret')).json);
    const wrong = { ...passwordOf('changes'), password: 'guess' };
    const refused = await alice.ask('POST', 'v3/account/password', { new_password: 'new', auth: wrong });
    expect(refused).toMatchObject({ status: 401, json: { errcode: 'M_FORBIDDEN', completed: [] } });
    const auth = { ...passwordOf('changes'), password: 'secret' };
    expect((await alice.ask('POST', 'v3/account/password', { new_password: 'new', auth })).status).toBe(200);
    expect([(await login('secret')).status, (await login('new')).status]).toEqual([403, 200]);
    expect((await phone.ask('GET', 'v3/account/whoami')).status).toBe(401);
    expect((await alice.ask('GET', 'v3/account/whoami')).status).toBe(200);
  });

  test('are deactivated for good', async () => {
    const alice = await stranger.register('leaves');
    const auth = { ...passwordOf('leaves'), password: 'secret' };
    const { json } = await alice.ask('POST', 'v3/account/deactivate', { auth });
    expect(json).toEqual({ id_server_unbind_result: 'success' });
    expect((await alice.ask('GET', 'v3/account/whoami')).status).toBe(401);
    const login = await stranger.ask('POST', 'v3/login', { ...passwordOf('leaves'), password: 'secret' });
    expect(login).toMatchObject({ status: 403, json: { errcode: 'M_USER_DEACTIVATED' } });
    expect((await stranger.ask('POST', 'v3/register', { username: 'leaves' })).json['errcode']).toBe('M_USER_IN_USE');
  });

  test('delete devices for the password only', async () => {
    const alice = await stranger.register('devices');
    const phone = await stranger.logIn({ ...passwordOf('devices'), password: 'secret' });
    const { status, json } = await alice.ask('POST', 'v3/delete_devices', { devices: [phone.deviceId] });
    expect(status).toBe(401);
    const auth = { ...passwordOf('devices'), password: 'secret', session: stringAt(json, 'session') };
    await alice.ask('POST', 'v3/delete_devices', { devices: [phone.deviceId], auth });
    expect((await phone.ask('GET', 'v3/account/whoami')).status).toBe(401);
    expect((await alice.ask('GET', `v3/devices/${phone.deviceId}`)).status).toBe(404);
  });
});
