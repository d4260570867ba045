import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Linux reports to programs in ticks of 10 ms on every architecture (`USER_HZ`). */
const ticksPerSecond = 100;

/**
 * The CPU time of a process so far, all its threads, user and system.
 *
 * @param processId a process of this machine
 * @returns seconds, to 10 ms; null where it cannot be read, as when the process is gone
 */
export function cpuSecondsOf(processId: number): number | null {
  try {
    if (process.platform === 'linux') return parseProcStat(readFileSync(`/proc/${processId}/stat`, 'utf8'));
    return parsePsTime(execFileSync('ps', ['-o', 'time=', '-p', String(processId)], { encoding: 'utf8' }));
  } catch {
    return null;
  }
}

/**
 * Reads `/proc/PID/stat`: fields 14 and 15 are user and system time. Field 2, the program's name, may hold spaces and
 * parentheses, so that fields are counted from behind it.
 */
export function parseProcStat(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks / ticksPerSecond : null;
}

/** Reads what `ps -o time=` prints: `[[DD-]HH:]MM:SS[.CC]`. */
export function parsePsTime(time: string): number | null {
  const match = /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(time);
  if (match === null) return null;
  const [, days = '0', hours = '0', minutes, seconds] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
