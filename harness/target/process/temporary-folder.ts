import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A homeserver's database, media and log of one run stay far below this. Containers often have a memory file system of
 * 64 MiB, which a long run could fill.
 */
const enoughBytes = 1024 ** 3;

const memoryFileSystem = '/dev/shm';

/**
 * Makes a temporary folder, on a memory file system where there is one with enough room: a homeserver's database waits
 * for the disk at each commit, which costs a run more than anything that it measures.
 *
 * @returns its path
 */
export function makeTemporaryFolder(): string {
  return mkdtempSync(join(isUsable(memoryFileSystem) ? memoryFileSystem : tmpdir(), 'touchstone-'));
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
}
