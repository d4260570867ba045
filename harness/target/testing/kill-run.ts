import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** When a run is killed: so many milliseconds after it began, or after it says what the homeserver claims. */
export interface Moment {
  readonly after: 'the start' | 'the first answers';
  readonly milliseconds: number;
}

/** How many runs are killed, and how many of them at the same time. */
const [kills, atOnce] = [20, 5];

/**
 * Moments from before anything is made to when checks run: half of them from the start of the run on, half while checks run.
 *
 * @param first any number; steps of the golden ratio from there spread the moments evenly
 */
export function anyMoments(first = Math.random()): Moment[] {
  return Array.from({ length: kills }, (_, index) => {
    const share = (first + index * 0.618) % 1;
    return index % 2 === 0
      ? { after: 'the start', milliseconds: Math.round(share * 3000) }
      : { after: 'the first answers', milliseconds: Math.round(share * 1000) };
  });
}

/**
 * Starts runs and kills their processes, each at its moment.
 *
 * @param target what they run on
 * @param before is given each run just before it is killed
 * @param environment is added to that of the runs
 * @returns what `before` made of each
 */
export async function killRuns<T>(
  moments: readonly Moment[],
  target: string,
  before: (run: ChildProcess) => T,
  environment: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  const killOne = async ({ after, milliseconds }: Moment): Promise<T> => {
    const run = spawn(process.execPath, ['harness/run/main.ts', 'run', 'client-server/**', '--target', target], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...environment },
    });
    const ended = once(run, 'exit');
    if (after === 'the first answers') await once(createInterface(run.stdout), 'line');
    else run.stdout.resume();
    await wait(milliseconds);
    const seen = before(run);
    run.kill('SIGKILL');
    await ended;
    return seen;
  };
  const seen: T[] = [];
  for (let at = 0; at < moments.length; at += atOnce)
    seen.push(...(await Promise.all(moments.slice(at, at + atOnce).map(killOne))));
  return seen;
}

/** For the message of a failure. */
export function momentsText(moments: readonly Moment[]): string {
  return moments.map(({ after, milliseconds }) => `${milliseconds} ms after ${after}`).join(', ');
}
