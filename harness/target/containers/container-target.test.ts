import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { registerClient } from '../../client/register.ts';
import { createCertificateAuthority } from '../../wire/certificate-authority.ts';
import { HttpClient } from '../../wire/http-client.ts';
import { path } from '../../wire/path.ts';
import { Wire } from '../../wire/wire.ts';
import { ask } from '../ask.ts';
import { ConfigurationError, TargetError } from '../errors.ts';
import type { Target } from '../target.ts';
import { anyMoments, killRuns, momentsText } from '../testing/kill-run.ts';
import { startContainerTarget } from './container-target.ts';
import { findEngine } from './engine.ts';
import { testedImage, whyNoContainers } from './testing-engine.ts';

const authority = createCertificateAuthority('rsa');

async function start(image: string, { restarts = false, federates = false } = {}): Promise<Target> {
  return startContainerTarget({
    image,
    certificateAuthority: await authority,
    timeoutFactor: 1,
    restarts,
    federates,
  });
}

/** What the engine has of this process or of another. */
async function whatIsLeftOf(processId: number | undefined): Promise<string[]> {
  const { dockerode } = (await findEngine()).client.container;
  const filters = { label: [`org.matrix-touchstone.runner=${processId}`] };
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  return [...containers.map(({ Id }) => `container ${Id}`), ...networks.map(({ Name }) => `network ${Name}`)];
}

/** What the engine knows of a homeserver's container. */
async function containerOf({ connection: { serverName } }: Target) {
  const { client } = await findEngine();
  return client.container.inspect(client.container.getById(serverName));
}

/** Makes an image of the tested one that starts something else. */
async function imageThatRuns(name: string, script: string): Promise<string> {
  const { dockerode } = (await findEngine()).client.container;
  const made = await dockerode.createContainer({ Image: testedImage });
  try {
    await made.commit({ repo: name, changes: `ENTRYPOINT ["sh", "-c", ${JSON.stringify(script)}]` });
  } finally {
    await made.remove();
  }
  onTestFinished(async () => {
    await dockerode.getImage(name).remove();
  });
  return name;
}

describe.skipIf(whyNoContainers !== '')(`a homeserver in a container${whyNoContainers}`, { timeout: 60_000 }, () => {
  test('answers users and other homeservers, says what it is, and leaves nothing behind', async () => {
    const target = await start(testedImage);
    const { connection } = target;
    try {
      expect(connection).toMatchObject({ name: 'dendrite', peerHost: (await findEngine()).peerHost });
      expect(connection.version).toMatch(/^\d+\.\d+\.\d+/);
      await using http = new HttpClient(connection.clientUrl, { timeoutFactor: 1 });
      const before = Date.now();
      const { userId } = await registerClient('alice', http, new Wire(), connection);
      expect(userId).toMatch(new RegExp(`:${connection.serverName}$`));
      expect(await target.logLines(before - 1000, Date.now() + 1000)).toContain('/register');
      expect(await target.logLines(before - 100_000, before - 90_000)).toBe('');
      expect(await target.cpuSeconds()).toBeGreaterThan(0.01);
      expect(await containerOf(target)).toMatchObject({ HostConfig: { Tmpfs: { '/homeserver': 'exec' } } });
      expect(target.diedWith()).toBeNull();
    } finally {
      await target[Symbol.asyncDispose]();
    }
    expect(await whatIsLeftOf(process.pid)).toEqual([]);
  });

  test('is the same after a restart, and answers nothing while it is paused', async () => {
    await using target = await start(testedImage, { restarts: true });
    const { connection, control } = target;
    expect((await containerOf(target)).HostConfig.Tmpfs ?? {}).toEqual({});
    await using http = new HttpClient(connection.clientUrl, { timeoutFactor: 1 });
    const alice = await registerClient('alice', http, new Wire(), connection);
    await control?.restart();
    expect((await alice.granted('GET', '/_matrix/client/v3/account/whoami')).json).toMatchObject({
      user_id: alice.userId,
    });
    await control?.pause();
    const asked = alice.granted('GET', '/_matrix/client/v3/joined_rooms').then(() => 'answered' as const);
    expect(await Promise.race([asked, wait(300, 'silent' as const)])).toBe('silent');
    await control?.resume();
    expect(await asked).toBe('answered');
    expect(target.diedWith()).toBeNull();
  });

  test('that has its files in memory is not stopped, since it would not find them again', async () => {
    await using target = await start(testedImage);
    await expect(target.control?.restart()).rejects.toThrow('was started without `restarts`');
    expect((await ask(target.connection.clientUrl + '/_matrix/client/versions', 5000)).status).toBe(200);
  });

  test('finds others of the same run by their server names, where it has to', async () => {
    await using target = await start(testedImage, { federates: true });
    await using other = await start(testedImage, { federates: true });
    const [{ NetworkSettings }, beside] = await Promise.all([containerOf(target), containerOf(other)]);
    expect(Object.keys(NetworkSettings.Networks)).toContainEqual(expect.stringMatching(/^touchstone-/));
    expect(Object.keys(beside.NetworkSettings.Networks)).toEqual(Object.keys(NetworkSettings.Networks));
    await using http = new HttpClient(target.connection.clientUrl, { timeoutFactor: 1 });
    const alice = await registerClient('alice', http, new Wire(), target.connection);
    await using otherHttp = new HttpClient(other.connection.clientUrl, { timeoutFactor: 1 });
    const carol = await registerClient('carol', otherHttp, new Wire(), other.connection);
    const { json } = await alice.granted('GET', path`/_matrix/client/v3/profile/${carol.userId}`);
    expect(json).toHaveProperty('displayname');
  });

  test('that ends at once is shown with the end of its log', async () => {
    const image = await imageThatRuns('touchstone/ends-at-once', 'echo no database here >&2; exit 3');
    const failure = await start(image).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TargetError);
    expect((failure as Error).message).toBe(
      'touchstone/ends-at-once did not get ready. touchstone/ends-at-once ended by itself with exit code 3. The end of its log:\n' +
        '  | no database here',
    );
    expect(await whatIsLeftOf(process.pid)).toEqual([]);
  });

  test('that ends later is a homeserver that died', async () => {
    const image = await imageThatRuns('touchstone/ends-later', 'sh /conformance/start.sh & sleep 3; echo over; exit 4');
    await using target = await start(image);
    await expect.poll(() => target.diedWith(), { timeout: 10_000 }).toContain('ended by itself with exit code 4');
    expect(target.diedWith()).toContain('  | over');
  });

  test('that nobody can have is a clear error', async () => {
    const failure = await start('touchstone/there-is-no-such-image:1').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toMatch(
      /^The container engine does not have the image touchstone\/there-is-no-such-image:1 and cannot fetch it: /,
    );
    expect(await whatIsLeftOf(process.pid)).toEqual([]);
  });

  test('goes when its runner is killed, at any moment', { timeout: 120_000 }, async () => {
    const moments = anyMoments();
    const killed = await killRuns(moments, `image:${testedImage}`, ({ pid }) => pid);
    // What the engine was still making is not there yet: this is when it must be gone again.
    await wait(10_000);
    const left = await Promise.all(killed.map(whatIsLeftOf));
    expect(left.flat(), `killed ${momentsText(moments)}`).toEqual([]);
  });
});

test('where no engine answers, one clear sentence says so', async () => {
  const script = `
    const { findEngine } = await import('${new URL('./engine.ts', import.meta.url).href}');
    await findEngine().catch((error) => console.log(error.name + ': ' + error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, DOCKER_HOST: 'unix:///there-is-no-engine', HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(child.stdout);
  expect(said).toMatch(
    /^ConfigurationError: No container engine answers at DOCKER_HOST=unix:\/\/\/there-is-no-engine: /,
  );
});
