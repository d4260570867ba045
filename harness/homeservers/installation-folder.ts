import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../target/errors.ts';

/** Unfinished installations have this name, which no version has. */
const unfinished = '.installing-';
/** An installation takes some minutes at most; one that is older than this was killed. */
const abandonedMs = 60 * 60 * 1000;

/**
 * Makes an installation in a folder of its own, which is gone afterwards unless `keepInstallation` gave it its name.
 *
 * So several installations may run at once, and a killed one is never taken for whole: the next removes it.
 *
 * @param folder where the versions of this homeserver are; it is made
 * @param work gets the empty folder
 * @throws {ConfigurationError} if the folder cannot be made
 */
export async function inUnfinishedFolder<T>(
  folder: string,
  work: (unfinishedFolder: string) => Promise<T>,
): Promise<T> {
  await makeFolder(folder);
  await removeAbandoned(folder);
  const made = await mkdtemp(join(folder, unfinished));
  try {
    return await work(made);
  } finally {
    await rm(made, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Gives a whole installation the name of its version.
 *
 * @param made where it was made
 * @param target the folder of its version
 * @param program what has to be in that folder; without it, whatever has the name is not whole, and is replaced
 */
export async function keepInstallation(made: string, target: string, program: string): Promise<void> {
  if (!existsSync(program)) await rm(target, { recursive: true, force: true });
  try {
    await rename(made, target);
  } catch (error) {
    // Another installation of the same version was faster, and is as good.
    if (!existsSync(program)) throw error;
  }
}

/** The last lines of a program that failed say why. */
export function quoteEnd(lines: readonly string[]): string {
  return lines
    .slice(-8)
    .map((line) => `  | ${line.slice(0, 300)}`)
    .join('\n');
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new ConfigurationError(
      `The cache folder ${folder} cannot be made: ${(error as Error).message}. Name another one in XDG_CACHE_HOME.`,
      { cause: error },
    );
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(unfinished)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
  }
}
