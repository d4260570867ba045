import { expect, test } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import { verifyJson } from '../../protocol/signing.ts';
import { objectAt } from '../../wire/read.ts';
import type { Peer } from '../peer.ts';
import { startTwoPeers } from '../two-peers.ts';

const v1 = '/_matrix/federation/v1';

interface Case {
  readonly ask: readonly [method: string, target: string, json?: JsonValue];
  readonly status: number;
  readonly body: object;
}

const unknown = { status: 404, body: { errcode: 'M_NOT_FOUND' } };

test.each<[string, (peer: Peer) => Case]>([
  ['its version', () => ({ ask: ['GET', `${v1}/version`], status: 200, body: { server: {} } })],
  [
    'the profile of its user',
    (peer) => ({
      ask: ['GET', `${v1}/query/profile?user_id=${peer.user('a')}`],
      status: 200,
      body: {},
    }),
  ],
  ['the profile of a stranger', () => ({ ask: ['GET', `${v1}/query/profile?user_id=@a:b`], ...unknown })],
  [
    'an alias',
    () => ({ ask: ['GET', `${v1}/query/directory?room_alias=%23here:b`], status: 200, body: { room_id: '!here:b' } }),
  ],
  ['an unknown alias', () => ({ ask: ['GET', `${v1}/query/directory?room_alias=%23x:b`], ...unknown })],
  [
    'devices',
    (peer) => ({
      ask: ['GET', `${v1}/user/devices/${peer.user('a')}`],
      status: 200,
      body: { user_id: peer.user('a'), stream_id: 1, devices: [] },
    }),
  ],
  ['the devices of a stranger', () => ({ ask: ['GET', `${v1}/user/devices/@a:b`], ...unknown })],
  [
    'device keys, its own users only',
    (peer) => ({
      ask: ['POST', `${v1}/user/keys/query`, { device_keys: { [peer.user('a')]: [], '@a:b': [] } }],
      status: 200,
      body: { device_keys: { [peer.user('a')]: {} } },
    }),
  ],
  ['one-time keys', () => ({ ask: ['POST', `${v1}/user/keys/claim`, {}], status: 200, body: { one_time_keys: {} } })],
  [
    'an OpenID token',
    () => ({ ask: ['GET', `${v1}/openid/userinfo`], status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } }),
  ],
  ['media', () => ({ ask: ['GET', `${v1}/media/download/x`], ...unknown })],
  [
    'a third-party invite',
    () => ({ ask: ['PUT', `${v1}/exchange_third_party_invite/!x:y`, {}], status: 403, body: {} }),
  ],
  ['an unknown event', () => ({ ask: ['GET', `${v1}/event/$x`], ...unknown })],
  ['the state of an unknown room', () => ({ ask: ['GET', `${v1}/state/!x:y?event_id=$x`], ...unknown })],
  ['keys of others', () => ({ ask: ['GET', '/_matrix/key/v2/query/b'], status: 200, body: { server_keys: [] } })],
  ['its public rooms', () => ({ ask: ['GET', `${v1}/publicRooms`], status: 200, body: { chunk: [] } })],
])('tells %s', async (_case, caseFor) => {
  await using both = await startTwoPeers();
  both.target.aliases.set('#here:b', '!here:b');
  const { ask, status, body } = caseFor(both.target);
  const [method, target, json] = ask;
  const response = await both.peer.request(method, target, json === undefined ? {} : { json });
  expect(response.status).toBe(status);
  expect(response.json).toMatchObject(body);
});

test.each<[string, readonly [string, string, JsonValue?], (json: JsonValue | undefined) => JsonValue]>([
  ['server', ['GET', '/_matrix/key/v2/server'], (json) => objectAt(json)],
  ['query', ['GET', '/_matrix/key/v2/query/SERVER'], (json) => objectAt(json, 'server_keys', 0)],
  [
    'query by POST',
    ['POST', '/_matrix/key/v2/query', { server_keys: { SERVER: {} } }],
    (json) => objectAt(json, 'server_keys', 0),
  ],
])('publishes keys that it signed, by key/v2/%s', async (_case, [method, target, json], keysIn) => {
  await using both = await startTwoPeers();
  const { serverName, signingKey } = both.target;
  const body = json && (JSON.parse(JSON.stringify(json).replace('SERVER', serverName)) as JsonValue);
  const response = await both.peer.request(method, target.replace('SERVER', serverName), body ? { json: body } : {});
  const keys = objectAt(keysIn(response.json));
  expect(verifyJson(keys, serverName, signingKey.keyId, signingKey.publicKey)).toEqual({ valid: true });
  expect(keys['valid_until_ts']).toBeGreaterThan(Date.now() + 60 * 60 * 1000);
});
