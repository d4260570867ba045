import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passwordOf } from '../client/passwords.ts';
import { registerClient } from '../client/register.ts';
import type { Configuration } from '../target/configuration/configuration.ts';
import { startEmbeddedTarget } from '../target/embedded/embedded-target.ts';
import type { Target } from '../target/target.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../wire/certificate-authority.ts';
import { HttpClient } from '../wire/http-client.ts';
import { Wire } from '../wire/wire.ts';
import { temporaryFolder } from './results/line.test-support.ts';
import { readResults } from './results/results-reader.ts';

let authority: CertificateAuthority;
let target: Target;

beforeAll(async () => {
  authority = await createCertificateAuthority();
  target = await startEmbeddedTarget(authority);
});
afterAll(() => target[Symbol.asyncDispose]());

/** Runs checks on the reference homeserver as on one of somebody else. @returns verdicts and reasons, by the end of the check's id */
function runWith(configuration: Omit<Configuration, 'serverName'>, ...globs: readonly string[]) {
  const folder = temporaryFolder();
  const { serverName, clientUrl } = target.connection;
  writeFileSync(join(folder, 'ca.crt'), authority.certificate);
  writeFileSync(join(folder, 'ca.key'), authority.privateKey);
  writeFileSync(
    join(folder, 'touchstone.config.ts'),
    `export default ${JSON.stringify({ serverName, ...configuration })};`,
  );
  const main = join(import.meta.dirname, 'main.ts');
  const { stdout, status } = spawnSync(process.execPath, [main, 'run', ...globs, '--target', clientUrl], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  const lines = readResults(join(folder, 'results')).lines.filter(({ id }) => !id.startsWith('wire/'));
  const found = lines.map(({ id, verdict, failure }) => [id.split('/').at(-1), failure?.message ?? verdict]);
  return { stdout, status, found: Object.fromEntries(found) as Record<string, string> };
}

async function accounts(...names: readonly string[]): Promise<{ userId: string; password: string }[]> {
  await using http = new HttpClient(target.connection.clientUrl, { timeoutFactor: 1 });
  const users = await Promise.all(names.map((name) => registerClient(name, http, new Wire(), target.connection)));
  return users.map(({ userId }) => ({ userId, password: passwordOf(userId.slice(1).split(':')[0] ?? '') }));
}

/** A run collects all checks twice, in a process of its own. */
const runLimitMs = 120_000;

const globs = ['client-server/login', 'client-server/logout', 'client-server/send', 'server-server/version'];

test('all that is offered is checked', { timeout: runLimitMs }, () => {
  const { federationUrl } = target.connection;
  const certificateAuthority = { certificate: 'ca.crt', privateKey: 'ca.key' };
  const whole = { registration: { method: 'open' }, federationUrl, certificateAuthority } as const;
  const { found, status, stdout } = runWith(whole, ...globs);
  expect(new Set(Object.values(found))).toEqual(new Set(['pass']));
  expect(stdout).not.toContain('no checks of federation');
  expect(status).toBe(0);
});

test(
  'what is not offered or has to stay untouched does not apply, with the reason, and nothing is red',
  { timeout: runLimitMs },
  async () => {
    const registration = { method: 'accounts', accounts: await accounts('one') } as const;
    const { found, status, stdout } = runWith({ registration, untouched: ['media'] }, ...globs);
    expect(found).toMatchObject({
      'logs-a-user-in-by-password-and-localpart': 'pass',
      'refuses-a-wrong-password-and-an-unknown-user':
        'it needs users who were never used before, and the configuration gives accounts',
      'ends-the-session-that-logs-out-and-no-other':
        'sessions are ended and devices are deleted, and accounts that are given stay as they are',
      'takes-a-repeated-transaction-id-for-a-repeated-request': 'pass',
      'shows-a-sent-event-to-the-members-of-the-room': 'it needs more users than the 1 that the configuration gives',
      'tells-anybody-its-name-and-version': 'peers cannot ask the target: the configuration has no federationUrl',
    });
    expect(stdout).toContain('untouched: media');
    expect(status).toBe(0);
  },
);
