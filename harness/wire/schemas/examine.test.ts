import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import { examineRequest, examineResponse, type ExaminedResponse, type SchemaViolation } from './examine.ts';
import { operationById } from './operations.ts';

function respond(
  id: string,
  status: number,
  body?: JsonValue,
  more: Partial<ExaminedResponse> = {},
): SchemaViolation[] {
  const bodyText = body === undefined ? '' : JSON.stringify(body);
  return examineResponse(operationById(id), { status, contentType: 'application/json', body, bodyText, ...more });
}

const sync = 'client-server/sync';
const wellKnown = 'client-server/getWellknown';
const forbidden = { errcode: 'M_FORBIDDEN', error: 'You may not' };
const timelineEvent = { event_id: '$e', type: 'm.x', sender: '@a:example.org', origin_server_ts: 1, content: {} };
const room = (event: JsonValue): JsonValue => ({ join: { '!r:example.org': { timeline: { events: [event] } } } });

describe('a response as it has to be', () => {
  test.each<[string, number, JsonValue]>([
    [sync, 200, { next_batch: 's1' }],
    [sync, 200, { next_batch: 's1', rooms: room(timelineEvent), 'org.example.extra': 1 }],
    [
      sync,
      200,
      {
        next_batch: 's1',
        rooms: room({ ...timelineEvent, type: 'm.room.member', state_key: '', content: { membership: 7 } }),
      },
    ],
    [sync, 400, { errcode: 'M_UNKNOWN_POS', error: 'No such token' }],
    ['server-server/sendTransaction', 400, {}],
    [sync, 401, { errcode: 'M_UNKNOWN_TOKEN', error: 'No', soft_logout: true }],
    [sync, 429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Later', retry_after_ms: 5 }],
    ['client-server/register', 401, { flows: [{ stages: ['m.login.dummy'] }], session: 's', params: {} }],
    ['client-server/changePassword', 401, { errcode: 'M_UNKNOWN_TOKEN', error: 'No' }],
    ['client-server/kick', 403, forbidden],
    ['client-server/getOneRoomEvent', 404, { errcode: 'M_NOT_FOUND', error: 'No' }],
    ['server-server/sendTransaction', 200, { pdus: { $e: {}, '$f:example.org': { error: 'No' } } }],
    ['server-server/sendTransaction', 401, { errcode: 'M_UNAUTHORIZED', error: 'No' }],
  ])('%s %i %j', (id, status, body) => {
    expect(respond(id, status, body)).toEqual([]);
  });

  test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON'])(
    'of type %s',
    (contentType) => {
      expect(respond(sync, 200, { next_batch: 's1' }, { contentType })).toEqual([]);
    },
  );

  test('from a file server: .well-known with any type, an error page, a redirect', () => {
    const body = { 'm.homeserver': { base_url: 'https://example.org' } };
    expect(respond(wellKnown, 200, body, { contentType: 'text/plain' })).toEqual([]);
    expect(respond(wellKnown, 404, undefined, { contentType: 'text/html' })).toEqual([]);
    expect(respond(wellKnown, 302, undefined)).toEqual([]);
  });
});

describe('a doctored response', () => {
  test.each<[string, number, JsonValue, string, string]>([
    [sync, 200, {}, '', 'required'],
    [sync, 200, { next_batch: 1 }, '/next_batch', 'type'],
    [sync, 200, [], '', 'type'],
    [
      sync,
      200,
      { next_batch: 's1', rooms: room({ ...timelineEvent, sender: null }) },
      '/rooms/join/!r:example.org/timeline/events/0/sender',
      'type',
    ],
    [
      sync,
      200,
      {
        next_batch: 's1',
        presence: { events: [{ type: 'm.presence', sender: '@a:b', content: { presence: 'asleep' } }] },
      },
      '/presence/events/0/content/presence',
      'enum',
    ],
    [sync, 201, { next_batch: 's1' }, '', 'status'],
    [sync, 204, { next_batch: 's1' }, '', 'status'],
    [sync, 302, { next_batch: 's1' }, '', 'status'],
    [sync, 500, {}, '', 'required'],
    [sync, 404, { errcode: 'M_NOT_FOUND' }, '', 'required'],
    [sync, 404, { error: 'Not found' }, '', 'required'],
    [sync, 404, { errcode: 'not found', error: 'No' }, '/errcode', 'pattern'],
    [sync, 429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Later', retry_after_ms: '5' }, '/retry_after_ms', 'type'],
    ['client-server/kick', 403, {}, '', 'required'],
    ['client-server/register', 401, { session: 's' }, '', 'required'],
    ['client-server/createRoom', 200, { room_id: 'r' }, '/room_id', 'pattern'],
    [
      'client-server/getMembersByRoom',
      200,
      { chunk: [{ ...timelineEvent, room_id: '!r', type: 'm.room.member' }] },
      '/chunk/0',
      'required',
    ],
    ['server-server/sendTransaction', 200, {}, '', 'required'],
    ['server-server/sendTransaction', 200, { pdus: { e: {} } }, '/pdus', 'pattern'],
    ['server-server/sendTransaction', 400, [], '', 'type'],
    ['server-server/getEvent', 404, '', '', 'type'],
    ['server-server/sendJoinV2', 200, { state: [], auth_chain: [], members_omitted: true }, '', 'required'],
    ['server-server/sendInviteV1', 200, [200], '', 'minItems'],
    ['server-server/getServerKey', 200, { server_name: 'a', valid_until_ts: 1, signatures: {} }, '', 'required'],
    [wellKnown, 200, { 'm.homeserver': { base_url: 'no uri' } }, '/m.homeserver/base_url', 'format'],
  ])('%s %i %j is refused at %j by %s', (id, status, body, path, keyword) => {
    const expected = { operation: id, where: 'response', status, path, keyword };
    expect(respond(id, status, body)).toContainEqual(expect.objectContaining(expected));
  });

  test.each([undefined, 'text/html', 'text/plain; application/json', 'application/jsonp'])(
    'of type %s',
    (contentType) => {
      const found = respond(sync, 200, { next_batch: 's1' }, { contentType });
      expect(found).toEqual([expect.objectContaining({ keyword: 'content-type', path: '', status: 200 })]);
    },
  );

  test.each([sync, wellKnown])('%s whose body is not JSON', (id) => {
    const found = respond(id, 200, undefined, { bodyText: '<html>' });
    expect(found).toEqual([
      expect.objectContaining({ keyword: 'json', message: expect.stringContaining('<html>') as string }),
    ]);
  });

  test('names the schema that it breaks', () => {
    expect(respond(sync, 200, {})[0]?.schema).toBe('client-server/sync.json#/$defs/response-200');
    expect(respond(sync, 418, {})[0]?.schema).toBe('error.json');
  });
});

const membership = {
  type: 'm.room.member',
  sender: '@a:example.org',
  state_key: '@a:example.org',
  content: { membership: 'join' },
  origin: 'example.org',
  origin_server_ts: 1,
  depth: 1,
  hashes: {},
  signatures: {},
  auth_events: [],
  prev_events: [],
};
const { origin_server_ts: _time, ...withoutTime } = membership;

describe('a request', () => {
  test.each<[string, JsonValue | undefined]>([
    ['client-server/kick', { user_id: '@b:example.org', reason: 'Because' }],
    ['client-server/inviteUser', { user_id: '@b:example.org' }],
    ['client-server/logout', undefined],
    [sync, undefined],
    ['server-server/sendJoinV2', membership],
    ['server-server/sendTransaction', { origin: 'example.org', origin_server_ts: 1, pdus: [] }],
  ])('%s %j is as it has to be', (id, body) => {
    expect(examineRequest(operationById(id), body)).toEqual([]);
  });

  test.each<[string, JsonValue | undefined, string, string]>([
    ['client-server/kick', undefined, '', 'body'],
    ['client-server/kick', {}, '', 'required'],
    ['client-server/kick', { user_id: 'b' }, '/user_id', 'pattern'],
    ['client-server/inviteUser', {}, '', 'required'],
    ['client-server/sendMessage', [], '', 'type'],
    ['server-server/sendJoinV2', withoutTime, '', 'required'],
    ['server-server/sendJoinV2', { ...membership, content: { membership: 'leave' } }, '/content/membership', 'const'],
    ['server-server/sendTransaction', { origin: 'example.org', origin_server_ts: 1 }, '', 'required'],
    [
      'server-server/sendTransaction',
      { origin: 'a', origin_server_ts: 1, pdus: Array.from({ length: 51 }, () => membership) },
      '/pdus',
      'maxItems',
    ],
    [
      'server-server/sendTransaction',
      { origin: 'a', origin_server_ts: 1, pdus: [], edus: [{ edu_type: 'm.typing', content: {} }] },
      '/edus/0/content',
      'required',
    ],
  ])('%s %j is refused at %j by %s', (id, body, path, keyword) => {
    const expected = { operation: id, where: 'request', path, keyword };
    expect(examineRequest(operationById(id), body)).toContainEqual(expect.objectContaining(expected));
  });
});
