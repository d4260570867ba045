import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../results/line.test-support.ts';
import { checkCacheFolder, checkContainerEngine, checkLocalhost, checkMachine, checkNode } from './machine-checks.ts';

test('this machine can run the unit tests, and so the embedded homeserver', async () => {
  const findings = await checkMachine(temporaryFolder());
  expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
  expect(findings.map(({ name }) => name)).toEqual(['Node', 'localhost', 'loopback', 'cache folder', 'containers']);
});

test('an old Node is named with the one that is needed', () => {
  expect(checkNode('20.19.0')).toMatchObject({
    state: 'bad',
    text: expect.stringMatching(/^20\.19\.0; \d+\.\d+ or newer/),
  });
  expect(checkNode('24.21.0')).toMatchObject({ state: 'good' });
});

test.for([
  [['127.0.0.1', '::1'], 'good', '127.0.0.1, ::1'],
  [['::1'], 'good', '::1'],
  [[], 'bad', 'has no address: add the line "127.0.0.1 localhost" to /etc/hosts'],
  [['10.0.0.1'], 'bad', 'is 10.0.0.1, which is not this machine: add the line'],
] as const)('localhost at %j is %s', async ([addresses, state, text]) => {
  const finding = await checkLocalhost(async () => addresses);
  expect(finding.state).toBe(state);
  expect(finding.text).toContain(text);
});

test('a cache folder that cannot be made is told with the way out', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(checkCacheFolder(join(file, 'touchstone'))).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('Name another parent folder with XDG_CACHE_HOME.'),
  });
});

/** A program that answers as an engine's client does. */
function engine(script: string): string {
  const file = join(temporaryFolder(), 'docker');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('tells a running engine from a client without one, and from none', async () => {
  const running = engine('echo 28.2.2');
  const alone = engine('echo "Cannot connect to the Docker daemon" >&2; exit 1');
  expect(await checkContainerEngine([alone, running])).toMatchObject({
    state: 'good',
    text: `${running} 28.2.2: touchstone run --target image:NAME`,
  });
  expect((await checkContainerEngine([alone])).text).toContain('is installed, and no engine answers: start it');
  expect((await checkContainerEngine(['no-such-engine'])).text).toContain('neither Docker nor Podman is installed');
});
