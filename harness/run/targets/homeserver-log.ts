import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckOutcome } from '../checks/check-meta.ts';
import type { CheckLine } from '../results/results.ts';
import type { Targets } from './targets.ts';

/** A line whose evidence the homeserver's own log may hold, and when and against which homeserver its check ran. */
export interface Incident {
  readonly line: CheckLine;
  readonly outcome: Pick<CheckOutcome, 'serverName' | 'companion' | 'window'>;
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
  targets: Pick<Targets, 'logLines'>,
  folder: string,
  incidents: readonly Incident[],
): Promise<void> {
  const written = new Set<string>();
  for (const { line, outcome } of incidents) {
    const file = homeserverLogOf(line);
    if (file === null || outcome.window === null || written.has(file)) continue;
    written.add(file);
    const { serverName, companion, window } = outcome;
    const logs = {
      [file]: await targets.logLines(serverName, window),
      ...(companion !== undefined && {
        [file.replace(/homeserver\.log$/, 'companion.log')]: await targets.logLines(companion, window),
      }),
    };
    for (const [name, log] of Object.entries(logs)) if (log !== '') await writeFile(join(folder, name), log);
  }
}
