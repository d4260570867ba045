import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import { arrayAt, objectAt, objectsAt, stringAt, valueAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';

let homeservers: ReferenceHomeserver[];
let alice: TestingClient;
let bob: TestingClient;
/** On another homeserver. */
let carol: TestingClient;

beforeAll(async () => {
  homeservers = await startHomeservers(2);
  const [here, there] = homeservers.map(({ clientUrl }) => new TestingClient(clientUrl));
  if (!here || !there) throw new Error('There are no homeservers');
  [alice, bob, carol] = await Promise.all([here.register('alice'), here.register('bob'), there.register('carol')]);
});

afterAll(async () => {
  await Promise.all(homeservers.map((homeserver) => homeserver[Symbol.asyncDispose]()));
});

/** A room of these users. */
async function sharedRoom(...users: TestingClient[]): Promise<string> {
  const [creator, ...others] = users as [TestingClient, ...TestingClient[]];
  const { json } = await creator.ask('POST', 'v3/createRoom', { preset: 'public_chat' });
  const roomId = stringAt(json, 'room_id');
  const via = creator.userId.slice(creator.userId.indexOf(':') + 1);
  for (const other of others) {
    const { status } = await other.ask('POST', path`v3/join/${roomId}?via=${via}`, {});
    expect(status).toBe(200);
  }
  return roomId;
}

/** Syncs until something is there. */
async function syncFor<T>(client: TestingClient, find: (json: JsonObject) => T | undefined): Promise<T> {
  let since = '';
  for (let round = 0; round < 20; round += 1) {
    const { json } = await client.ask('GET', `v3/sync?timeout=2000${since}`);
    const found = find(json);
    if (found !== undefined) return found;
    since = `&since=${stringAt(json, 'next_batch')}`;
  }
  throw new Error('It did not come');
}

const eventsIn = (json: JsonObject, part: string): JsonObject[] =>
  valueAt(json, part, 'events') === undefined ? [] : objectsAt(json, part, 'events');

describe('profiles', () => {
  test('show in rooms, and on other homeservers', async () => {
    const roomId = await sharedRoom(alice, bob);
    const target = path`v3/profile/${alice.userId}`;
    await alice.ask('PUT', `${target}/displayname`, { displayname: 'Alice' });
    await alice.ask('PUT', `${target}/org.example.pet`, { 'org.example.pet': { cat: true } });

    const whole = { displayname: 'Alice', 'org.example.pet': { cat: true } };
    expect((await carol.ask('GET', target)).json).toEqual(whole);
    expect((await carol.ask('GET', `${target}/displayname`)).json).toEqual({ displayname: 'Alice' });
    const member = await bob.ask('GET', path`v3/rooms/${roomId}/state/m.room.member/${alice.userId}`);
    expect(member.json).toMatchObject({ membership: 'join', displayname: 'Alice' });

    await alice.ask('DELETE', `${target}/displayname`);
    expect((await bob.ask('GET', `${target}/displayname`)).status).toBe(404);
    const after = await bob.ask('GET', path`v3/rooms/${roomId}/state/m.room.member/${alice.userId}`);
    expect(after.json).not.toHaveProperty('displayname');
  });

  test('have limits', async () => {
    const put = async (key: string, body: JsonObject, userId = alice.userId) =>
      (await alice.ask('PUT', path`v3/profile/${userId}/${key}`, body)).json['errcode'];
    expect(await put('m.tz', { 'm.tz': 'UTC' }, bob.userId)).toBe('M_FORBIDDEN');
    expect(await put('Not A Key', {})).toBe('M_INVALID_PARAM');
    expect(await put('m.tz', { other: 1 })).toBe('M_MISSING_PARAM');
    expect(await put(`a.${'b'.repeat(255)}`, {})).toBe('M_KEY_TOO_LARGE');
    expect(await put('a.b', { 'a.b': 'x'.repeat(70_000) })).toBe('M_PROFILE_TOO_LARGE');
    expect(
      (await alice.ask('GET', path`v3/profile/@nobody:${alice.userId.split(':').slice(1).join(':')}`)).status,
    ).toBe(404);
  });
});

describe('account data', () => {
  test('is the own affair of a user, and in /sync', async () => {
    const target = path`v3/user/${alice.userId}/account_data/org.example.one`;
    expect((await alice.ask('GET', target)).status).toBe(404);
    await alice.ask('PUT', target, { answer: 42 });
    expect((await alice.ask('GET', target)).json).toEqual({ answer: 42 });
    expect((await bob.ask('GET', target)).json['errcode']).toBe('M_FORBIDDEN');
    const found = await syncFor(alice, (json) =>
      eventsIn(json, 'account_data').find(({ type }) => type === 'org.example.one'),
    );
    expect(found['content']).toEqual({ answer: 42 });
  });

  test('is not written where the homeserver manages it', async () => {
    const target = path`v3/user/${alice.userId}/account_data/m.push_rules`;
    expect(await alice.ask('PUT', target, {})).toMatchObject({ status: 405, json: { errcode: 'M_BAD_JSON' } });
  });

  test('holds the tags of rooms', async () => {
    const roomId = await sharedRoom(alice);
    const tags = path`v3/user/${alice.userId}/rooms/${roomId}/tags`;
    await alice.ask('PUT', `${tags}/u.work`, { order: 0.5 });
    await alice.ask('PUT', `${tags}/m.favourite`, {});
    await alice.ask('DELETE', `${tags}/m.favourite`);
    expect((await alice.ask('GET', tags)).json).toEqual({ tags: { 'u.work': { order: 0.5 } } });
    const data = await alice.ask('GET', path`v3/user/${alice.userId}/rooms/${roomId}/account_data/m.tag`);
    expect(data.json).toEqual({ tags: { 'u.work': { order: 0.5 } } });
  });
});

test('filters are kept as they were given', async () => {
  const filter = { room: { timeline: { limit: 3 } } };
  const { json } = await alice.ask('POST', path`v3/user/${alice.userId}/filter`, filter);
  const target = path`v3/user/${alice.userId}/filter/${stringAt(json, 'filter_id')}`;
  expect((await alice.ask('GET', target)).json).toEqual(filter);
  expect((await alice.ask('GET', `${target}9`)).status).toBe(404);
  expect((await bob.ask('GET', target)).status).toBe(403);
});

describe('presence', () => {
  test('is told to those who share a room, on any homeserver', async () => {
    await sharedRoom(alice, carol);
    const status = path`v3/presence/${alice.userId}/status`;
    await alice.ask('PUT', status, { presence: 'unavailable', status_msg: 'Lunch' });
    const seen = await syncFor(carol, (json) =>
      eventsIn(json, 'presence').find(
        ({ sender, content }) => sender === alice.userId && valueAt(content, 'status_msg') === 'Lunch',
      ),
    );
    expect(seen['content']).toMatchObject({ presence: 'unavailable' });
    expect((await bob.ask('PUT', status, { presence: 'online' })).status).toBe(403);
  });
});

async function rules(): Promise<string[]> {
  const { json } = await alice.ask('GET', 'v3/pushrules/');
  return objectsAt(json, 'global', 'override').map((one) => stringAt(one, 'rule_id'));
}

const rule = (id: string): string => path`v3/pushrules/global/override/${id}`;

describe('push rules', () => {
  const quiet = { conditions: [], actions: [] };

  test('stand below the master rule and above the predefined ones', async () => {
    const [master, next] = await rules();
    expect([master, next]).toEqual(['.m.rule.master', '.m.rule.suppress_notices']);
    await alice.ask('PUT', rule('one'), quiet);
    await alice.ask('PUT', rule('two'), quiet);
    await alice.ask('PUT', `${rule('three')}?after=two`, quiet);
    await alice.ask('PUT', `${rule('four')}?before=one&after=two`, quiet);
    expect((await rules()).slice(0, 5)).toEqual(['.m.rule.master', 'two', 'three', 'four', 'one']);
    await alice.ask('DELETE', rule('three'));
    expect((await rules()).slice(0, 5)).toEqual(['.m.rule.master', 'two', 'four', 'one', '.m.rule.suppress_notices']);
    expect((await alice.ask('PUT', `${rule('five')}?after=.m.rule.master`, quiet)).status).toBe(400);
  });

  test('are changed, and told by /sync', async () => {
    await alice.ask('PUT', `${rule('.m.rule.master')}/enabled`, { enabled: true });
    expect((await alice.ask('GET', `${rule('.m.rule.master')}/enabled`)).json).toEqual({ enabled: true });
    expect((await alice.ask('PUT', rule('.own'), quiet)).status).toBe(400);
    expect((await alice.ask('DELETE', rule('.m.rule.master'))).status).toBe(400);
    expect((await alice.ask('GET', rule('nothing'))).status).toBe(404);
    const event = await syncFor(alice, (json) =>
      eventsIn(json, 'account_data').find(({ type }) => type === 'm.push_rules'),
    );
    expect(valueAt(event, 'content', 'global', 'override', 0, 'enabled')).toBe(true);
  });
});

/** To a device of bob, and to all of carol. */
async function sendHello(txnId: string, body: string): Promise<void> {
  const messages = { [carol.userId]: { '*': { body } }, [bob.userId]: { [bob.deviceId]: { body } } };
  await alice.ask('PUT', path`v3/sendToDevice/org.example.hello/${txnId}`, { messages });
}

describe('messages to devices', () => {
  test('arrive once, in their order, on any homeserver', async () => {
    for (const [txnId, body] of [
      ['1', 'one'],
      ['1', 'one'],
      ['2', 'two'],
    ] as const)
      await sendHello(txnId, body);
    for (const client of [bob, carol]) {
      const bodies: unknown[] = [];
      await syncFor(client, (json) => {
        bodies.push(...eventsIn(json, 'to_device').map((event) => valueAt(event, 'content', 'body')));
        return bodies.includes('two') || undefined;
      });
      expect(bodies).toEqual(['one', 'two']);
    }
  });
});

describe('keys of devices', () => {
  test('are told to other homeservers, and one-time keys given out once', async () => {
    const identity = {
      user_id: alice.userId,
      device_id: alice.deviceId,
      algorithms: [],
      keys: { [`ed25519:${alice.deviceId}`]: 'key' },
      signatures: {},
    };
    const uploaded = await alice.ask('POST', 'v3/keys/upload', {
      device_keys: identity,
      one_time_keys: { 'signed_curve25519:A': { key: 'a', signatures: {} } },
      fallback_keys: { 'signed_curve25519:F': { key: 'f', fallback: true, signatures: {} } },
    });
    expect(uploaded.json).toEqual({ one_time_key_counts: { signed_curve25519: 1 } });
    const { json } = await carol.ask('POST', 'v3/keys/query', { device_keys: { [alice.userId]: [] } });
    expect(objectAt(json, 'device_keys', alice.userId, alice.deviceId)).toMatchObject(identity);
    const claim = async () => {
      const asked = { one_time_keys: { [alice.userId]: { [alice.deviceId]: 'signed_curve25519' } } };
      const answer = await carol.ask('POST', 'v3/keys/claim', asked);
      return Object.keys(objectAt(answer.json, 'one_time_keys', alice.userId, alice.deviceId));
    };
    const F = ['signed_curve25519:F'];
    expect([await claim(), await claim(), await claim()]).toEqual([['signed_curve25519:A'], F, F]);
  });
});

test('the directory of users finds those who share a room', async () => {
  await sharedRoom(alice, carol);
  const { json } = await alice.ask('POST', 'v3/user_directory/search', { search_term: 'CAROL' });
  expect(arrayAt(json, 'results')).toMatchObject([{ user_id: carol.userId }]);
});
