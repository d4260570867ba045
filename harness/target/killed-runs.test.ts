import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dendrite } from '../homeservers/dendrite.ts';
import { cacheFolder } from './cache-folder.ts';
import { anyMoments, killRuns, momentsText } from './testing/kill-run.ts';

const installed = (await dendrite.installed(cacheFolder())).length > 0;
const canLook = existsSync('/proc/self/environ');
const why = installed
  ? canLook
    ? ''
    : ' (skipped: the processes of this system cannot be looked at)'
  : ' (skipped: Dendrite is not installed here, touchstone target install dendrite)';

/** Inherited by everything that a run starts. */
const mark = { name: 'TOUCHSTONE_KILLED_RUNS', value: randomUUID() };

/** The command lines of the processes of all runs, or of those below one of them. */
function processes(): string[] {
  return readdirSync('/proc').flatMap((entry) => {
    try {
      const marked = readFileSync(`/proc/${entry}/environ`, 'utf8').includes(`${mark.name}=${mark.value}`);
      return marked ? [readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
    } catch {
      return []; // no process, or one that is gone by now, or somebody else's
    }
  });
}

/** The temporary folders of all runs: each is the argument of its guardian. */
function folders(): string[] {
  return processes().flatMap((line) => / \S*guardian\.[jt]s (\S+)/.exec(line)?.[1] ?? []);
}

test.skipIf(why !== '')(
  `of a run that is killed nothing is left, at whatever moment${why}`,
  { timeout: 120_000 },
  async () => {
    const moments = anyMoments();
    const seen = new Set((await killRuns(moments, 'dendrite', folders, { [mark.name]: mark.value })).flat());
    expect(seen.size, 'homeservers that ran').toBeGreaterThanOrEqual(moments.length / 2);
    const left = (): string[] => [...processes(), ...[...seen].filter((folder) => existsSync(folder))];
    await expect.poll(left, { timeout: 10_000, message: `killed ${momentsText(moments)}` }).toEqual([]);
  },
);
