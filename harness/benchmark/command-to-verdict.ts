import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { packageRoot } from '../package-root.ts';
import { ask, type HowToAsk } from '../target/ask.ts';
import { containerPorts, imageStart } from '../target/containers/image-start.ts';
import { chooseFreePorts } from '../target/process/free-ports.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';

const [image = '', rounds = '7'] = process.argv.slice(2);
const checks = 'server-server/version/**';
const program = join(packageRoot, 'dist', 'harness', 'run', 'main.js');
if (image === '' || !existsSync(program))
  throw new Error('npm run benchmark:verdict -- IMAGE [ROUNDS]: an image that keeps the contract of Complement');

const authority = await createCertificateAuthority('rsa');
const folder = mkdtempSync(join(tmpdir(), 'command-to-verdict-'));
/** The container that is measured now. */
let measured: string | null = null;
process.on('exit', () => {
  if (measured !== null) docker('rm', '--force', measured);
  rmSync(folder, { recursive: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Seconds from `docker run`, without the harness, until the homeserver answers on both of its ports. */
async function containerStart(): Promise<number> {
  const serverName = `hs-${randomUUID().slice(0, 8)}`;
  const { client, federation } = await chooseFreePorts();
  const clientUrl = `http://127.0.0.1:${client}`;
  const start = await imageStart({ image, serverName, clientUrl, certificateAuthority: authority, restarts: false });
  for (const [file, content] of Object.entries(start.files)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const settings = [
    ...Object.entries(start.environment).map(([name, value]) => `--env=${name}=${value}`),
    ...Object.keys(start.files).map((file) => `--volume=${join(folder, file)}:${file}`),
    ...memoryFolders().map((each) => `--tmpfs=${each}:exec`),
    `--publish=127.0.0.1:${client}:${containerPorts.client}`,
    `--publish=127.0.0.1:${federation}:${containerPorts.federation}`,
  ];
  const began = performance.now();
  docker('run', '--detach', `--name=${serverName}`, ...settings, image);
  measured = serverName;
  try {
    await untilAnswered(`${clientUrl}/_matrix/client/versions`);
    await untilAnswered(`https://${serverName}/_matrix/federation/v1/version`, {
      certificateAuthorities: [authority.certificate],
      address: { host: '127.0.0.1', port: federation },
    });
    return (performance.now() - began) / 1000;
  } finally {
    docker('rm', '--force', serverName);
    measured = null;
  }
}

/** What the image says may be in memory: the harness has it there, too. */
function memoryFolders(): string[] {
  const label = '{{index .Config.Labels "org.matrix-touchstone.memory"}}';
  const named = docker('image', 'inspect', `--format=${label}`, image).trim();
  return named === '' || named === '<no value>' ? [] : named.split(',');
}

function docker(...words: string[]): string {
  return execFileSync('docker', words, { encoding: 'utf8' });
}

async function untilAnswered(url: string, how: HowToAsk = {}): Promise<void> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const answer = await ask(url, 2000, how).catch(() => null);
    if (answer?.status === 200) return;
    await wait(5);
  }
  throw new Error(`${image} does not answer ${url}`);
}

/** Seconds from the command, as an installed package has it, until its first verdicts are shown. */
async function verdict(): Promise<number> {
  const began = performance.now();
  const words = [program, 'run', checks, '--target', `image:${image}`, '--results', join(folder, 'results')];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let seconds: number | null = null;
  for await (const line of createInterface(child.stdout)) {
    if (/✓.* kept/.test(line)) seconds ??= (performance.now() - began) / 1000;
  }
  await ended;
  if (seconds === null) throw new Error(`touchstone run '${checks}' on ${image} has shown no verdict that is kept`);
  return seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await verdict(); // compiled code is kept from the first run on
const starts: number[] = [];
const verdicts: number[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  starts.push(await containerStart());
  verdicts.push(await verdict());
}
const beyond = verdicts.map((seconds, round) => seconds - (starts[round] ?? 0));
console.log(`${image}, medians of ${rounds} rounds, in turns`);
console.log(`  docker run until both ports answer  ${median(starts).toFixed(2)} s`);
console.log(`  command to verdict                  ${median(verdicts).toFixed(2)} s`);
console.log(`  beyond the start                    ${median(beyond).toFixed(2)} s (the difference of each round)`);
