import { expect, test } from 'vitest';
import { JsonNumber, type JsonValue } from '../../protocol/json.ts';
import { brokenRules } from './registry.ts';

const event = {
  event_id: '$e',
  type: 'm.x',
  sender: '@a:example.org',
  origin_server_ts: 1,
  content: {},
  room_id: '!r',
};

test('finds nothing in a valid value', () => {
  expect(brokenRules('events/client-event.json', event)).toEqual([]);
});

test('finds each broken rule, with its place and what was found', () => {
  expect(brokenRules('events/client-event.json', { ...event, content: [], sender: 'alice' })).toEqual([
    expect.objectContaining({
      path: '/sender',
      keyword: 'pattern',
      message: expect.stringContaining('"alice"') as string,
    }),
    { path: '/content', keyword: 'type', message: 'must be object, found []' },
  ]);
});

test.each<[string, JsonValue]>([
  ['1.0 is not written as an integer', new JsonNumber('1.0')],
  ['must be integer, found 1.5', 1.5],
])('refuses a number that is no integer: %s', (message, time) => {
  const found = brokenRules('events/client-event.json', { ...event, origin_server_ts: time });
  expect(found).toEqual([{ path: '/origin_server_ts', keyword: 'type', message }]);
});

test('accepts an integer beyond 2^53-1 and a number literal where any number will do', () => {
  const late = { ...event, origin_server_ts: new JsonNumber('9007199254740993') };
  expect(brokenRules('events/client-event.json', late)).toEqual([]);
  expect(brokenRules('client-server/setRoomTag.json#/$defs/request', { order: new JsonNumber('1.0') })).toEqual([]);
});

test('stops at twenty, and shows no more than a hundred characters of a value', () => {
  const joined_rooms = Array.from({ length: 30 }, () => 'x'.repeat(1000));
  const found = brokenRules('client-server/getJoinedRooms.json#/$defs/response-200', { joined_rooms });
  expect(found).toHaveLength(20);
  expect(Math.max(...found.map((rule) => rule.message.length))).toBeLessThan(200);
});

const server = (name: string): JsonValue => ({ 'm.server': name });

test.each(['example.org', 'example.org:8448', '1.2.3.4:1', '[::1]', '[1234:5678::abcd]:5678', 'localhost:65535'])(
  'takes %s for a server name',
  (name) => {
    expect(brokenRules('server-server/getWellKnown.json#/$defs/response-200', server(name))).toEqual([]);
  },
);

test.each([
  '',
  'exämple.org',
  'example.org:',
  'example.org:123456',
  'https://example.org',
  '::1',
  'a b',
  'example.org\n',
])('does not take %j for a server name', (name) => {
  expect(brokenRules('server-server/getWellKnown.json#/$defs/response-200', server(name))).toHaveLength(1);
});

test.each(['@alice:example.org', '@:example.org', '@Ümläut 😀:example.org:8448', `@${'a'.repeat(242)}:example.org`])(
  'takes %s for a user id, historical ones included',
  (sender) => {
    expect(brokenRules('events/client-event.json', { ...event, sender })).toEqual([]);
  },
);

test.each(['alice', '@alice', '@alice:', '@a\u0000b:example.org', `@${'a'.repeat(243)}:example.org`])(
  'does not take %j for a user id',
  (sender) => {
    expect(brokenRules('events/client-event.json', { ...event, sender }).length).toBeGreaterThan(0);
  },
);
