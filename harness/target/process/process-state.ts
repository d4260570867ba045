import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Whether a process that was sent SIGSTOP has stopped, with all its threads: on a busy machine they compute for a while after
 * the signal.
 *
 * @param processId a process of this machine; one that is gone computes nothing either
 */
export function hasStopped(processId: number): boolean {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'state=', '-p', String(processId)], { encoding: 'utf8' }).startsWith('T');
    const threads = `/proc/${processId}/task`;
    return readdirSync(threads).every((thread) => isStopped(readFileSync(`${threads}/${thread}/stat`, 'utf8')));
  } catch {
    return !isThere(processId);
  }
}

/** Whether a process, or what is left of it until its parent has asked for it, is there. */
function isThere(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Reads `/proc/PID/stat`: the state stands behind the name, which may hold spaces and parentheses. */
export function isStopped(stat: string): boolean {
  return /^[TtZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}
