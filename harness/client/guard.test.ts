import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { HarnessError } from '../wire/errors.ts';
import { HttpClient, type WireRequest } from '../wire/http-client.ts';
import { Wire } from '../wire/wire.ts';
import { Guard } from './guard.ts';

/** A homeserver that takes everything. @returns what it was asked, and how to ask it under a guard */
async function guarded(guard: Guard) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutFactor: 1 });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const wire = new Wire(null, null, guard);
  const send = (request: Pick<WireRequest, 'method' | 'target'> & Partial<WireRequest>) =>
    http.request(wire, { sender: 'alice', ...request });
  return { asked, wire, send };
}

const upload = { method: 'POST', target: '/_matrix/media/v3/upload?filename=cat.png' } as const;
const register = { method: 'POST', target: '/_matrix/client/v3/register' } as const;
const version = { method: 'GET', target: '/_matrix/federation/v1/version' } as const;

test('what a check does not declare is not sent, and is the harness’s error even where the check catches it', async () => {
  const { asked, wire, send } = await guarded(new Guard(['registration'], 'here.org'));
  await send(register);
  await expect(send(upload)).rejects.toThrow(
    new HarnessError(
      'POST /_matrix/media/v3/upload was not sent: by it files are uploaded, which the check does not declare. Add ' +
        "{ touches: ['media'] } to its decides(…).",
    ),
  );
  expect(asked).toEqual(['POST /_matrix/client/v3/register']);
  expect(wire.harnessErrors).toHaveLength(1);
  expect(wire.exchanges).toHaveLength(1);
});

test('what a check declares is sent, and so is what the harness itself prepares', async () => {
  const { asked, send } = await guarded(new Guard(['media'], 'here.org'));
  await send(upload);
  await send({ ...register, prepares: true });
  expect(asked).toEqual([`POST ${upload.target}`, 'POST /_matrix/client/v3/register']);
});

test('federation is allowed once there is a peer', async () => {
  const guard = new Guard([], 'here.org');
  const { asked, send } = await guarded(guard);
  await expect(send(version)).rejects.toThrow("{ touches: ['federation'] }");
  guard.allow('federation');
  await send(version);
  expect(asked).toEqual(['GET /_matrix/federation/v1/version']);
});
