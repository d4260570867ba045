import { setTimeout as pause } from 'node:timers/promises';

/** Small against what a homeserver needs for one event. */
const firstPauseMs = 10;
/** Polling more often costs the target more than it saves the check; less often would show in the time of a run. */
const longestPauseMs = 200;
const growth = 1.5;

/**
 * Asks again and again until there is an answer, for what nobody announces. The only place where the harness lets time pass.
 *
 * @param attempt returns undefined where it is to be asked again; what it throws ends the polling
 * @param limitMs how long to go on, in milliseconds, with the timeout factor applied; the first attempt is always made
 * @returns undefined if the limit passed
 */
export async function pollUntil<T>(attempt: () => Promise<T | undefined>, limitMs: number): Promise<T | undefined> {
  const endMs = performance.now() + limitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * growth, longestPauseMs)) {
    const answer = await attempt();
    if (answer !== undefined) return answer;
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) return undefined;
    await pause(Math.min(pauseMs, leftMs));
  }
}
