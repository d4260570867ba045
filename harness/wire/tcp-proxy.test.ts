import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

/** A proxy in front of a server that sends back what comes. */
async function startProxy(): Promise<{ proxy: TcpProxy; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard.push(String(bytes));
      socket.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await TcpProxy.listen('127.0.0.1', (server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    server.close();
  });
  return { proxy, heard };
}

function connectTo({ port }: TcpProxy): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function echoOf(socket: Socket, text: string): Promise<string> {
  const answered = once(socket, 'data');
  socket.write(text);
  return String((await answered)[0]);
}

/** The code with which a connection ends. */
async function failureOf(socket: Socket): Promise<unknown> {
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  return error.code;
}

test('passes on what comes, in both directions, and counts connections', async () => {
  const { proxy } = await startProxy();
  const socket = connectTo(proxy);
  expect(await echoOf(socket, 'one')).toBe('one');
  expect(await echoOf(socket, 'two')).toBe('two');
  expect(proxy.attempts).toBe(1);
});

test('resets the connections that there are when it is cut, and each that comes', async () => {
  const { proxy } = await startProxy();
  const before = connectTo(proxy);
  await echoOf(before, 'before');
  const ended = failureOf(before);
  proxy.cut();
  expect(await ended).toBe('ECONNRESET');
  expect(proxy.attempts).toBe(0);
  expect(await failureOf(connectTo(proxy))).toBe('ECONNRESET');
  await proxy.waitForAttempts(1);
  proxy.restore();
  expect(await echoOf(connectTo(proxy), 'after')).toBe('after');
});

test('takes everything and passes nothing on while it drops', async () => {
  const { proxy, heard } = await startProxy();
  const socket = connectTo(proxy);
  await echoOf(socket, 'before');
  proxy.drop();
  const ended = failureOf(socket);
  socket.write('dropped');
  await proxy.waitForAttempts();
  proxy.restore();
  // What was lost cannot be made good on the same connection.
  expect(await ended).toBe('ECONNRESET');
  expect(await echoOf(connectTo(proxy), 'after')).toBe('after');
  expect(heard).toEqual(['before', 'after']);
});

test('counts an answer that it swallows as an attempt', async () => {
  const { proxy } = await startProxy();
  const socket = connectTo(proxy);
  await echoOf(socket, 'before');
  socket.on('error', () => {});
  proxy.drop();
  socket.write('dropped');
  await proxy.waitForAttempts();
  expect(proxy.attempts).toBeGreaterThan(0);
});

test('delays in each direction, in order', async () => {
  const { proxy, heard } = await startProxy();
  proxy.delay(50);
  const socket = connectTo(proxy);
  const started = performance.now();
  const answered = vi.fn<(bytes: Buffer) => void>();
  socket.on('data', answered);
  await once(socket, 'connect');
  socket.write('one ');
  socket.write('two');
  await vi.waitFor(() => expect(answered.mock.calls.join('')).toBe('one two'), { timeout: 5000 });
  // Timers may be a millisecond early.
  expect(performance.now() - started).toBeGreaterThanOrEqual(98);
  expect(heard.join('')).toBe('one two');
});

test('says how many attempts it waited for', async () => {
  const { proxy } = await startProxy();
  await expect(proxy.waitForAttempts(2, 20)).rejects.toThrow(
    `waited 0.02 s in vain for 2 attempts to reach the server at port ${proxy.port}`,
  );
});

test('leaves nothing open when it is disposed of', async () => {
  const { proxy } = await startProxy();
  const socket = connectTo(proxy);
  await echoOf(socket, 'before');
  const ended = failureOf(socket);
  await proxy[Symbol.asyncDispose]();
  expect(await ended).toBe('ECONNRESET');
  expect(await failureOf(connectTo(proxy))).toBe('ECONNREFUSED');
});
