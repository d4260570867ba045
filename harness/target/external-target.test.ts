import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { dendrite } from '../homeservers/dendrite.ts';
import { ConfigurationError, TargetError } from './errors.ts';
import { externalTarget } from './external-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const least = { serverName: 'example.org', registration: { method: 'open' } };

function configure(configuration: object): string {
  const file = join(folder, 'touchstone.config.json');
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

async function serve(body: string): Promise<string> {
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('is what the configuration says, at the URL of the command line', async () => {
  const url = await serve('{"versions":["v1.15"]}');
  const configuration = { ...least, federationUrl: 'https://example.org:8448/', features: ['guests'] };
  await using target = await externalTarget(`${url}/`, configure(configuration), { timeoutFactor: 1 });
  expect(target.connection).toEqual({
    name: 'external',
    version: null,
    serverName: 'example.org',
    clientUrl: url,
    federationUrl: 'https://example.org:8448',
    certificateAuthority: null,
    registration: { method: 'open' },
    features: ['guests'],
    untouched: [],
  });
});

test('tells of events what the named homeserver does, and nothing else follows from its name', async () => {
  const url = await serve('{"versions":["v1.15"]}');
  await using target = await externalTarget(
    url,
    configure({ ...least, homeserver: 'dendrite', untouched: ['media'] }),
    { timeoutFactor: 1 },
  );
  expect(target.connection).toMatchObject({
    name: 'external',
    features: [],
    untouched: ['media'],
    disclosure: dendrite.disclosure,
  });
});

test('reads the certificate authority from beside the configuration file', async () => {
  const url = await serve('{"versions":["v1.15"]}');
  const pair = { certificate: '-----BEGIN CERTIFICATE-----\n', privateKey: '-----BEGIN PRIVATE KEY-----\n' };
  writeFileSync(join(folder, 'ca.pem'), pair.certificate);
  writeFileSync(join(folder, 'ca.key'), pair.privateKey);
  const certificateAuthority = { certificate: 'ca.pem', privateKey: 'ca.key' };
  await using target = await externalTarget(url, configure({ ...least, certificateAuthority }), { timeoutFactor: 1 });
  expect(target.connection.certificateAuthority).toEqual(pair);
});

test('names the file of the certificate authority that is missing or is no PEM', async () => {
  const missing = { certificate: 'missing.pem', privateKey: 'ca.key' };
  await expect(
    externalTarget('http://127.0.0.1', configure({ ...least, certificateAuthority: missing }), { timeoutFactor: 1 }),
  ).rejects.toThrow(
    `"certificateAuthority.certificate" names ${join(folder, 'missing.pem')}, which cannot be read: ENOENT`,
  );
  writeFileSync(join(folder, 'text.pem'), 'text');
  const noPem = { certificate: 'text.pem', privateKey: 'ca.key' };
  await expect(
    externalTarget('http://127.0.0.1', configure({ ...least, certificateAuthority: noPem }), { timeoutFactor: 1 }),
  ).rejects.toThrow('which is not PEM: "-----BEGIN CERTIFICATE-----" is missing.');
});

test('does not take a website for a homeserver', async () => {
  const url = await serve('<html>');
  await expect(externalTarget(url, configure(least), { timeoutFactor: 1 })).rejects.toThrow(
    new TargetError(
      `What answers at ${url} is no homeserver: GET ${url}/_matrix/client/versions gave status 200 and "<html>" instead ` +
        'of 200 and a list of versions. Name the base URL of the client-server API, the part before /_matrix.',
    ),
  );
});

test('says so where nobody answers', async () => {
  // Port 1 is reserved and, on loopback, refused.
  await expect(externalTarget('http://127.0.0.1:1', configure(least), { timeoutFactor: 1 })).rejects.toThrow(
    /^No homeserver answers at http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED 127\.0\.0\.1:1\. Is it running/,
  );
});

test('says so where the answer does not come', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(externalTarget(url, configure(least), { timeoutFactor: 0.01 })).rejects.toThrow(
    `No homeserver answers at ${url}: no answer within 0.1 s.`,
  );
});

test('reads the configuration before it asks anybody', async () => {
  await expect(externalTarget('http://127.0.0.1:1', configure({}), { timeoutFactor: 1 })).rejects.toThrow(
    ConfigurationError,
  );
});

test('reaches this machine by the host name in its configuration, or by that of the command line', async () => {
  const url = await serve('{"versions":["v1.1"]}');
  const file = configure({ ...least, peerHost: 'ci.example.org' });
  await using configured = await externalTarget(url, file, { timeoutFactor: 1 });
  expect(configured.connection.peerHost).toBe('ci.example.org');
  await using chosen = await externalTarget(url, file, { timeoutFactor: 1, peerHost: 'runner.example.org' });
  expect(chosen.connection.peerHost).toBe('runner.example.org');
});
