import { expect, test } from 'vitest';
import { readBody } from '../../wire/message.ts';
import type { Exchange } from '../../wire/wire.ts';
import { entriesOf, formatExchange, mask } from './wire-log-file.ts';

test.for([
  ['Bearer syt_abc', 'Bearer ***'],
  ['/sync?access_token=syt_abc&since=1', '/sync?access_token=***&since=1'],
  ['{"password": "se\\"cret", "user": "alice"}', '{"password": "***", "user": "alice"}'],
  ['{"access_token":"a","refresh_token":"b"}', '{"access_token":"***","refresh_token":"***"}'],
])('masks %s', ([text, masked]) => {
  expect(mask(`${text}`)).toBe(masked);
});

test('leaves signatures and event ids as they are', () => {
  const text = 'X-Matrix origin="a",sig="abc" {"event_id":"$token"}';
  expect(mask(text)).toBe(text);
});

test('shows both directions of an exchange with its times', () => {
  const text = formatExchange({
    sender: 'alice',
    recipient: 'target',
    toTarget: true,
    atMs: 12.3,
    durationMs: 4.2,
    method: 'PUT',
    target: '/x',
    requestHeaders: [['authorization', 'Bearer syt_abc']],
    request: readBody(Buffer.from('{"a":1}')),
    status: 403,
    responseHeaders: [],
    response: readBody(Buffer.from('x'.repeat(20_000))),
    error: null,
    deliberate: false,
  });
  expect(text).toContain(
    '[    12 ms] alice → target\n> PUT /x\n> authorization: Bearer ***\n>\n> {"a":1}\n< 403   (after 4 ms)\n',
  );
  expect(text).toContain('… (20000 characters)');
});

test('is read again exchange by exchange, whatever stands in the messages', () => {
  const exchange = {
    sender: 'alice',
    recipient: 'target',
    toTarget: true,
    atMs: 12.3,
    durationMs: 4.2,
    method: 'GET',
    target: '/x?a=b',
    requestHeaders: [['authorization', 'Bearer syt_abc']],
    request: readBody(new Uint8Array()),
    status: 200,
    responseHeaders: [],
    response: readBody(Buffer.from('one\n[     1 ms] alice → target\n> GET /forged\n< 200   (after 1 ms)\n')),
    error: null,
    deliberate: false,
  } satisfies Exchange;
  const refused = { ...exchange, atMs: 20, status: 0, error: 'no answer within 2 s', deliberate: true };
  expect(entriesOf([exchange, refused].map(formatExchange).join('\n'))).toEqual([
    { atMs: 12, durationMs: 4, who: 'alice → target', asked: 'GET /x?a=b', came: '200' },
    { atMs: 20, durationMs: 4, who: 'alice → target', asked: 'GET /x?a=b', came: 'no answer within 2 s' },
  ]);
});
