import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { openGuardian } from './guarded-process.ts';
import { hasStopped } from './process-state.ts';

const forever = 'setInterval(() => {}, 60_000); console.log("up")';
const stubborn = `process.on('SIGTERM', () => {}); ${forever}`;
/** Prints the process id of a child of its own, which has the same process group. */
const withChild = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)']);
  require('node:fs').writeFileSync('child', String(child.pid));
  ${forever}`;

/** The limit that users are promised for a killed runner. */
const promised = { timeout: 5000, interval: 20 };

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'touchstone-test-'));

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch {
    return false;
  }
  // Where nothing reaps orphans, a process that has ended stays listed.
  if (process.platform !== 'linux') return true;
  return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${processId}/stat`, 'utf8'));
}

async function startRunner(
  folder: string,
  script: string,
  then: 'pause' | 'stop' | '' = '',
): Promise<{ runner: ChildProcess; processId: number }> {
  const program = fileURLToPath(new URL('../testing/runner.ts', import.meta.url));
  const runner = spawn(process.execPath, [program, folder, script, then], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // a group of its own, as a terminal gives it, to which Ctrl-C goes
  });
  if (runner.stdout === null) throw new Error('the runner has a standard output');
  const [line] = (await once(createInterface({ input: runner.stdout }), 'line')) as [string];
  // Killed earlier, it would not yet be what the script makes of it.
  await vi.waitUntil(() => readFileSync(join(folder, 'homeserver.log'), 'utf8') === 'up\n', promised);
  return { runner, processId: Number(line) };
}

describe('a runner that ends', () => {
  test.for([
    { how: 'is killed', signal: 'SIGKILL', script: forever, group: false },
    { how: 'is interrupted in the terminal', signal: 'SIGINT', script: forever, group: true },
    { how: 'is terminated', signal: 'SIGTERM', script: forever, group: false },
    { how: 'is killed while the homeserver does not want to end', signal: 'SIGKILL', script: stubborn, group: false },
  ] as const)('leaves no process and no folder when it $how', async ({ signal, script, group }) => {
    const folder = makeFolder();
    const { runner, processId } = await startRunner(folder, script);
    expect(isAlive(processId)).toBe(true);
    expect(existsSync(folder)).toBe(true);
    process.kill(group ? -(runner.pid ?? 0) : (runner.pid ?? 0), signal);
    await vi.waitFor(() => {
      expect({ alive: isAlive(processId), folder: existsSync(folder) }).toEqual({ alive: false, folder: false });
    }, promised);
  });

  test('leaves nothing when it is killed while the homeserver is paused', async () => {
    const folder = makeFolder();
    const { runner, processId } = await startRunner(folder, stubborn, 'pause');
    await vi.waitUntil(() => hasStopped(processId), promised);
    runner.kill('SIGKILL');
    await vi.waitFor(() => {
      expect({ alive: isAlive(processId), folder: existsSync(folder) }).toEqual({ alive: false, folder: false });
    }, promised);
  });

  test('leaves no folder when it is killed while the homeserver is stopped', async () => {
    const folder = makeFolder();
    const { runner, processId } = await startRunner(folder, forever, 'stop');
    await vi.waitUntil(() => !isAlive(processId), promised);
    expect(existsSync(folder)).toBe(true);
    runner.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), promised);
  });

  test('takes the children of the homeserver along', async () => {
    const folder = makeFolder();
    const { runner } = await startRunner(folder, withChild);
    const child = await vi.waitFor(() => Number(readFileSync(join(folder, 'child'), 'utf8')), promised);
    expect(isAlive(child)).toBe(true);
    runner.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), promised);
  });
});

describe('a guarded process', () => {
  test('ends, with its folder, when it is disposed of', async () => {
    const folder = makeFolder();
    const guardian = openGuardian(folder);
    const processId = await guardian.start(message(folder, process.execPath, forever));
    expect(isAlive(processId)).toBe(true);
    await guardian[Symbol.asyncDispose]();
    expect({ alive: isAlive(processId), folder: existsSync(folder) }).toEqual({ alive: false, folder: false });
  });

  test('is reported when it ends by itself, and its log stays until the end', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    await guardian.start(message(folder, process.execPath, 'console.error("out of luck"); process.exitCode = 7'));
    expect(await guardian.ended).toEqual({ exitCode: 7, signal: null });
    expect(readFileSync(join(folder, 'homeserver.log'), 'utf8')).toBe('out of luck\n');
  });

  test('is reported when somebody kills it', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    process.kill(await guardian.start(message(folder, process.execPath, forever)), 'SIGKILL');
    expect(await guardian.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  test('does not start without its program', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    await expect(guardian.start(message(folder, '/nowhere/homeserver', ''))).rejects.toThrow(
      "The homeserver's program could not be started: spawn /nowhere/homeserver ENOENT.",
    );
  });

  test('is stopped and started again in the same folder, and not reported', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    const ended = vi.fn<() => void>();
    const first = await guardian.start(message(folder, process.execPath, forever));
    void guardian.ended.then(ended);
    await guardian.stop();
    expect(isAlive(first)).toBe(false);
    const second = await guardian.start(message(folder, process.execPath, forever));
    expect(isAlive(second)).toBe(true);
    expect(ended).not.toHaveBeenCalled();
    process.kill(second, 'SIGKILL');
    expect(await guardian.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  test('is stopped by force where it does not want to end, also while it is paused', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    const processId = await guardian.start(message(folder, process.execPath, stubborn));
    await guardian.pause();
    await guardian.stop();
    expect(isAlive(processId)).toBe(false);
  });

  test('computes nothing while it is paused', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    const counting = `let n = 0; setInterval(() => require('node:fs').writeFileSync('count', String(n += 1)), 1)`;
    const processId = await guardian.start(message(folder, process.execPath, counting));
    const count = (): number => Number(readFileSync(join(folder, 'count'), 'utf8'));
    await vi.waitFor(() => expect(count()).toBeGreaterThan(1), promised);
    await guardian.pause();
    expect(hasStopped(processId)).toBe(true);
    const paused = count();
    await guardian.resume();
    await vi.waitFor(() => expect(count()).toBeGreaterThan(paused), promised);
  });

  test('does not outlive its guardian', async () => {
    const folder = makeFolder();
    await using guardian = openGuardian(folder);
    const script = `require('node:fs').writeFileSync('parent', String(process.ppid)); ${forever}`;
    const processId = await guardian.start(message(folder, process.execPath, script));
    const parent = await vi.waitFor(() => Number(readFileSync(join(folder, 'parent'), 'utf8')), promised);
    process.kill(parent, 'SIGKILL');
    expect(await guardian.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
    await vi.waitFor(() => expect(isAlive(processId)).toBe(false), promised);
  });
});

function message(
  folder: string,
  command: string,
  script: string,
): Parameters<ReturnType<typeof openGuardian>['start']>[0] {
  return { command, arguments: ['-e', script], environment: {}, folder, logFile: join(folder, 'homeserver.log') };
}
