import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCertificateAuthority } from '../../wire/certificate-authority.ts';
import { EmbeddedHost } from './embedded-host.ts';
import { startEmbeddedTarget } from './embedded-target.ts';
import { TargetError } from '../errors.ts';
import type { IssuingAuthority } from '../process/process-target.ts';
import { startTarget } from '../start-target.ts';

/** A file of this folder as a text in a program. */
function module(file: string): string {
  return JSON.stringify(join(import.meta.dirname, file));
}

let certificateAuthority: IssuingAuthority;
beforeAll(async () => {
  certificateAuthority = await createCertificateAuthority();
});

describe('the embedded target', () => {
  test('is ready when it is handed out, and says how it is reached', async () => {
    await using target = await startTarget({ target: 'embedded', timeoutFactor: 1, certificateAuthority });
    const { connection } = target;
    expect((await fetch(`${connection.clientUrl}/_matrix/client/versions`)).status).toBe(200);
    expect(connection).toMatchObject({ name: 'reference', registration: { method: 'open' } });
    expect(connection.federationUrl).toBe(`https://${connection.serverName}`);
    expect(connection.certificateAuthority?.certificate).toBe(certificateAuthority.certificate);
    expect(structuredClone(connection)).toEqual(connection);
    expect(target.diedWith()).toBeNull();
  });

  test.skipIf(typeof process.threadCpuUsage !== 'function')('knows what its thread computed', async () => {
    await using target = await startEmbeddedTarget(certificateAuthority);
    expect(await target.cpuSeconds()).toBeGreaterThan(0);
  });

  test('stops, and starts again at the same place', async () => {
    await using target = await startEmbeddedTarget(certificateAuthority);
    const { connection, control } = target;
    const versions = `${connection.clientUrl}/_matrix/client/versions`;
    await control?.stop();
    await expect(fetch(versions)).rejects.toThrow('fetch failed');
    await control?.start();
    expect((await fetch(versions)).status).toBe(200);
    await control?.restart();
    expect((await fetch(versions)).status).toBe(200);
    expect(target.diedWith()).toBeNull();
  });

  test('answers when it is resumed what it was asked while it was paused', async () => {
    await using target = await startEmbeddedTarget(certificateAuthority);
    const versions = `${target.connection.clientUrl}/_matrix/client/versions`;
    await target.control?.pause();
    await expect(fetch(versions, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    const answer = fetch(versions);
    await target.control?.resume();
    expect((await answer).status).toBe(200);
  });

  test('starts another in the same thread, which ends by itself', async () => {
    await using target = await startEmbeddedTarget(certificateAuthority);
    const another = await target.startAnother?.();
    expect(another?.connection.serverName).not.toBe(target.connection.serverName);
    await another?.[Symbol.asyncDispose]();
    await expect(fetch(another?.connection.clientUrl ?? '')).rejects.toThrow('fetch failed');
    expect((await fetch(`${target.connection.clientUrl}/_matrix/client/versions`)).status).toBe(200);
  });

  test('answers nobody when it is disposed of', async () => {
    const target = await startEmbeddedTarget(certificateAuthority);
    await target[Symbol.asyncDispose]();
    await expect(fetch(target.connection.clientUrl)).rejects.toThrow('fetch failed');
    expect(target.diedWith()).toBeNull();
    expect(await target.cpuSeconds()).toBeNull();
  });

  test('keeps no process from ending', () => {
    const program = `
      const { createCertificateAuthority } = await import(${module('../../wire/certificate-authority.ts')});
      const { startEmbeddedTarget } = await import(${module('embedded-target.ts')});
      const target = await startEmbeddedTarget(await createCertificateAuthority());
      await target[Symbol.asyncDispose]();
      console.log(process.getActiveResourcesInfo().join());`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toMatch(/MessagePort|TCP|Worker/);
  });

  test('cannot be another program, or have a version', async () => {
    const options = { timeoutFactor: 1, certificateAuthority };
    await expect(startTarget({ ...options, target: 'embedded', program: '/own' })).rejects.toThrow(
      'Name the homeserver that the program is.',
    );
    await expect(startTarget({ ...options, target: 'embedded@1' })).rejects.toThrow('write --target embedded.');
  });
});

/** A host with another program in its thread. */
function hostOf(script: string): EmbeddedHost {
  const program = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  return new EmbeddedHost({ certificateAuthority: '', certificate: { certificate: '', privateKey: '' } }, program);
}

describe('a thread of homeservers', () => {
  test('tells that it ended by itself, and why', async () => {
    await using host = hostOf('throw new Error("no memory left")');
    await expect(host.start(null)).rejects.toThrow(/The reference homeserver ended by itself\. Error: no memory left/);
    expect(host.diedWith()).toMatch(/^The reference homeserver ended by itself\. Error: no memory left/);
    await expect(host.start(null)).rejects.toThrow(TargetError);
  });

  test('hands on why a homeserver does not start', async () => {
    await using host = new EmbeddedHost({
      certificateAuthority: certificateAuthority.certificate,
      certificate: await certificateAuthority.issue(['localhost']),
    });
    await expect(host.start('no-such-fault')).rejects.toThrow('There is no fault no-such-fault');
    expect(host.diedWith()).toBeNull();
  });

  test('cuts its log to a time window', async () => {
    await using host = hostOf(`
      import { parentPort } from 'node:worker_threads';
      for (const atMs of [1000, 2000, 3000]) parentPort.postMessage({ kind: 'log', atMs, line: 'at ' + atMs });
      parentPort.on('message', ({ number }) => parentPort.postMessage({ kind: 'answer', number, value: 7 }));`);
    expect(await host.cpuSeconds()).toBe(7);
    expect(host.logLines(1500, 2500)).toBe('1970-01-01T00:00:02.000Z at 2000\n');
  });
});
