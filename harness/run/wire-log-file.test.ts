import { expect, test } from 'vitest';
import { readBody } from '../wire/message.ts';
import { formatExchange, mask } from './wire-log-file.ts';

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
