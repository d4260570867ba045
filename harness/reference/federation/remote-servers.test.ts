import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { generateSigningKey } from '../../protocol/signing.ts';
import { createCertificateAuthority } from '../../wire/certificate-authority.ts';
import { Pause } from '../pause.ts';
import { ownRules } from '../rules.ts';
import { RemoteServers } from './remote-servers.ts';

test('asks a server again on the connection that it has', async () => {
  const authority = await createCertificateAuthority();
  const { certificate, privateKey } = await authority.issue(['localhost']);
  const server = createServer({ cert: certificate, key: privateKey }, (_, answer) => answer.end('{}'));
  let connections = 0;
  server.on('secureConnection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const servers = new RemoteServers({
    serverName: 'localhost:8448',
    key: generateSigningKey(),
    certificateAuthority: authority.certificate,
    doctor: undefined,
    rules: ownRules,
    pause: new Pause(),
  });
  onTestFinished(() => servers.close());
  const serverName = `localhost:${(server.address() as AddressInfo).port}`;
  for (const target of ['/one', '/two', '/three']) {
    expect(await servers.ask(serverName, 'GET', target)).toEqual({ status: 200, json: {} });
  }
  expect(connections).toBe(1);
});
