import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { chooseFreePorts } from './free-ports.ts';

test('chooses two different ports that can be listened on', async () => {
  const { client, federation } = await chooseFreePorts();
  expect(client).not.toBe(federation);
  // Nobody is given one of these who asks for any.
  expect(Math.max(client, federation)).toBeLessThan(32_768);
  for (const port of [client, federation]) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(server.address()).toMatchObject({ port });
    server.close();
  }
});
