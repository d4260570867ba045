import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Target } from '../target/target.ts';
import type { CheckLine } from './results.ts';

/** A line whose evidence the homeserver's own log may hold, and when its check ran (milliseconds since the epoch). */
export interface Incident {
  readonly line: CheckLine;
  readonly window: readonly [fromMs: number, toMs: number] | null;
}

/**
 * Where the homeserver's log of a check lies: beside its wire log.
 *
 * @returns relative to the results folder; null for a check without wire log
 */
export function homeserverLogOf({ wireLog }: Pick<CheckLine, 'wireLog'>): string | null {
  return wireLog === null ? null : wireLog.replace(/\.txt$/, '.homeserver.log');
}

/** Writes what the homeserver logged while checks ran that did not pass. What ran beside them is in it, too. */
export async function writeHomeserverLogs(
  target: Target,
  folder: string,
  incidents: readonly Incident[],
): Promise<void> {
  for (const { line, window } of incidents) {
    const file = homeserverLogOf(line);
    if (file === null || window === null || existsSync(join(folder, file))) continue;
    const log = await target.logLines(...window);
    if (log !== '') await writeFile(join(folder, file), log);
  }
}
