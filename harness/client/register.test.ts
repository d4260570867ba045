import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../protocol/json.ts';
import type { Registration, TargetConnection } from '../target/target.ts';
import { HttpClient } from '../wire/http-client.ts';
import { readBody } from '../wire/message.ts';
import { objectAt, stringAt } from '../wire/read.ts';
import { Wire } from '../wire/wire.ts';
import { passwordOf } from './passwords.ts';
import { registerClient } from './register.ts';

const session = { user_id: '@alice:example.org', device_id: 'D', access_token: 'T' };

/** Registers with a homeserver that answers as it is told. @returns the client, and the bodies that the homeserver got */
async function registerWith(
  registration: Registration,
  answer: (body: JsonObject, method?: string) => { status: number; json: JsonObject },
) {
  const bodies: JsonObject[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.method === 'POST') bodies.push(body);
      const { status, json } = answer(body, request.method);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutFactor: 1 });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const connection = { registration } as TargetConnection;
  return { bodies, client: registerClient('alice', http, new Wire(), connection) };
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return objectAt(readBody(Buffer.concat(chunks)).json ?? {});
}

test('registers with the dummy stage at once', async () => {
  const { bodies, client } = await registerWith({ method: 'open' }, () => ({ status: 200, json: session }));
  expect((await client).session).toEqual({ userId: '@alice:example.org', deviceId: 'D', accessToken: 'T' });
  expect(bodies).toMatchObject([{ auth: { type: 'm.login.dummy' } }]);
});

test('goes on in the session of a homeserver that insists on its own', async () => {
  const { bodies, client } = await registerWith({ method: 'open' }, (body) =>
    objectAt(body, 'auth')['session'] === 's1'
      ? { status: 200, json: session }
      : { status: 401, json: { session: 's1', flows: [{ stages: ['m.login.dummy'] }], params: {} } },
  );
  expect((await client).userId).toBe('@alice:example.org');
  expect(bodies).toMatchObject([{}, { auth: { type: 'm.login.dummy', session: 's1' } }]);
});

const withToken = { method: 'registration-token', token: 'T' } as const;
const tokenStage = { type: 'm.login.registration_token', token: 'T' };

test.for([
  { what: 'at once', stages: ['token'], insists: false },
  { what: 'in a session of its own', stages: ['token'], insists: true },
  { what: 'with the dummy stage after it', stages: ['token', 'dummy'], insists: false },
  { what: 'with the dummy stage after it, in a session of its own', stages: ['token', 'dummy'], insists: true },
])('registers by token $what', async ({ stages, insists }) => {
  const completed: string[] = [];
  const { bodies, client } = await registerWith(withToken, (body) => {
    const { session: inSession } = objectAt(body, 'auth');
    if (inSession === 's1' || !insists) completed.push(stringAt(body, 'auth', 'type'));
    return completed.length === stages.length
      ? { status: 200, json: session }
      : { status: 401, json: { session: 's1', completed: [...completed], flows: [], params: {} } };
  });
  expect((await client).userId).toBe('@alice:example.org');
  expect(bodies[0]).toMatchObject({ auth: tokenStage });
  expect(completed).toEqual(['m.login.registration_token', 'm.login.dummy'].slice(0, stages.length));
});

test('says what a homeserver answered to a token that it does not know', async () => {
  const { client } = await registerWith(withToken, () => ({
    status: 401,
    json: { errcode: 'M_UNAUTHORIZED', error: 'Unknown token', session: 's1', completed: [], flows: [], params: {} },
  }));
  await expect(client).rejects.toThrow('POST /_matrix/client/v3/register was not granted');
});

test('registers by a shared secret', async () => {
  const { bodies, client } = await registerWith({ method: 'shared-secret', secret: 'hush' }, (_, method) => ({
    status: 200,
    json: method === 'GET' ? { nonce: 'n' } : session,
  }));
  expect((await client).userId).toBe('@alice:example.org');
  const [body] = bodies;
  const username = stringAt(body, 'username');
  const signed = `n\0${username}\0${passwordOf(username)}\0notadmin`;
  expect(body).toMatchObject({
    nonce: 'n',
    admin: false,
    mac: createHmac('sha1', 'hush').update(signed).digest('hex'),
  });
});

test('says what a homeserver answered that registers nobody', async () => {
  const { client } = await registerWith({ method: 'open' }, () => ({
    status: 403,
    json: { errcode: 'M_FORBIDDEN', error: 'Closed' },
  }));
  await expect(client).rejects.toThrow('POST /_matrix/client/v3/register was not granted');
});
