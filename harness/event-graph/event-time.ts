let last = 0;

/**
 * The time for a new event: now, but later than any time that it gave before, so that the order of events that are built
 * within a millisecond can be told from their `origin_server_ts`.
 *
 * @returns milliseconds since 1970
 */
export function eventTime(): number {
  last = Math.max(last + 1, Date.now());
  return last;
}
