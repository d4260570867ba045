import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createCertificateAuthority } from '../../wire/certificate-authority.ts';
import { TargetError } from '../errors.ts';
import { chooseFreePorts, type Ports } from './free-ports.ts';
import { startProcessTarget, type IssuingAuthority } from './process-target.ts';
import type { Target } from '../target.ts';
import { fakeHomeserver, fakeInstallation, type Behaviour } from '../testing/fake-homeserver.ts';

let certificateAuthority: IssuingAuthority;
beforeAll(async () => {
  certificateAuthority = await createCertificateAuthority();
});

async function start(behaviour: Behaviour, choosePorts = chooseFreePorts, timeoutFactor = 1): Promise<Target> {
  const homeserver = fakeHomeserver(behaviour);
  return startProcessTarget({
    homeserver,
    installation: fakeInstallation,
    certificateAuthority,
    timeoutFactor,
    choosePorts,
  });
}

/** Somebody else's homeserver on a port of its own. */
async function stranger(): Promise<number> {
  const server: Server = createServer((_, response) => response.end('{"versions":[],"verify_keys":{}}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('a process target', () => {
  test('is ready when it is handed out, and says how it is reached', async () => {
    await using target = await start('serve');
    const { connection } = target;
    expect((await fetch(`${connection.clientUrl}/_matrix/client/versions`)).status).toBe(200);
    expect(connection).toMatchObject({
      name: 'fake',
      version: '2.0.0',
      registration: { method: 'open' },
      features: ['guests'],
    });
    expect(connection.federationUrl).toBe(`https://${connection.serverName}`);
    expect(connection.certificateAuthority?.certificate).toBe(certificateAuthority.certificate);
    expect(structuredClone(connection)).toEqual(connection);
    expect(await target.cpuSeconds()).toBeGreaterThan(0);
    expect(target.diedWith()).toBeNull();
  });

  test('cuts its log to a time window', async () => {
    await using target = await start('serve');
    expect(await target.logLines(0, 1500)).toBe('1000 starting\n');
  });

  test('tells with which words it ended by itself', async () => {
    await using target = await start('serve');
    process.kill(target.processId ?? 0, 'SIGKILL');
    await vi.waitFor(() => {
      expect(target.diedWith()).toMatch(
        /^Fake Homeserver ended by itself by signal SIGKILL\. The end of its log:\n {2}\| /,
      );
    });
    expect(await target.cpuSeconds()).toBeNull();
  });

  test('stops and starts again at the same place, with the same key, and has not died', async () => {
    await using target = await start('serve');
    const { connection, control, processId } = target;
    const keysOf = async (): Promise<unknown> => (await fetch(`${connection.clientUrl}/_matrix/key/v2/server`)).json();
    const keys = await keysOf();
    await control?.stop();
    expect(target.processId).toBeNull();
    expect(await target.cpuSeconds()).toBeGreaterThan(0);
    await expect(fetch(connection.clientUrl)).rejects.toThrow('fetch failed');
    await control?.start();
    expect(target.processId).not.toBe(processId);
    expect(await keysOf()).toEqual(keys);
    expect(target.diedWith()).toBeNull();
    await expect(control?.start()).rejects.toThrow('Fake Homeserver 2.0.0 runs already');
  });

  test('answers when it is resumed what it was asked while it was paused', async () => {
    await using target = await start('serve');
    await target.control?.pause();
    const versions = `${target.connection.clientUrl}/_matrix/client/versions`;
    await expect(fetch(versions, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
    const answer = fetch(versions);
    await target.control?.resume();
    expect((await answer).status).toBe(200);
  });

  test('says that its port was taken while it was stopped', async () => {
    await using target = await start('serve');
    await target.control?.stop();
    const { port } = new URL(target.connection.clientUrl);
    const server = createServer().listen(Number(port), '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await expect(target.control?.start()).rejects.toThrow(/^Another program has taken port \d+ or \d+\. Run again\.$/);
  });

  test('leaves nothing when it is disposed of', async () => {
    const target = await start('serve');
    await target[Symbol.asyncDispose]();
    expect(existsSync(`/proc/${target.processId}/environ`)).toBe(false);
    await expect(fetch(target.connection.clientUrl)).rejects.toThrow('fetch failed');
  });

  test('moves to other ports when one was taken, and is not the stranger there', async () => {
    const taken = await stranger();
    const free = await chooseFreePorts();
    const choosePorts = vi
      .fn<() => Promise<Ports>>(chooseFreePorts)
      .mockResolvedValueOnce({ client: taken, federation: free.federation });
    await using target = await start('serve', choosePorts);
    expect(choosePorts).toHaveBeenCalledTimes(2);
    expect(target.connection.clientUrl).not.toBe(`http://127.0.0.1:${taken}`);
  });
});

describe('a target that does not get ready', () => {
  test('names the ports that are always taken', async () => {
    const taken = await stranger();
    const ports = { client: taken, federation: (await chooseFreePorts()).federation };
    await expect(start('serve', async () => ports)).rejects.toThrow(
      new TargetError(
        `Fake Homeserver could not listen: other programs took one of the ports ${ports.client}, ${ports.federation}, ` +
          `${ports.client}, ${ports.federation} after they were found free, in two attempts. Run again; if it stays so, ` +
          'look for programs that listen on many ports.',
      ),
    );
  });

  test('shows the end of its log when it ended', async () => {
    await expect(start('end')).rejects.toThrow(
      /^Fake Homeserver 2\.0\.0 did not get ready\. Fake Homeserver ended by itself with exit code 3\. The end of its log:\n( {2}\| .*\n)* {2}\| no such option: colour$/,
    );
  });

  test('shows the end of its log when the time is over', async () => {
    await expect(start('say-nothing', chooseFreePorts, 0.02)).rejects.toThrow(
      /^Fake Homeserver 2\.0\.0 did not get ready within 0\.6 s \(GET http:\/\/127\.0\.0\.1:\d+\/_matrix\/client\/versions\b[^)]*\)\. On a slow or busy machine raise the limit with --timeout-factor\. The end of its log:\n {2}\| 1000 starting\n/,
    );
  });
});
