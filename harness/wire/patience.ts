import type { Exchange } from './wire.ts';

/** Factors on limits, for what need not come. */
const [most, least] = [0.6, 0.1];

/** Below so many answers it is not known how quick a homeserver is: it is given a time between the two. */
const [enoughAnswers, between] = [3, 0.3];

/** A homeserver is given the most time when its answers took this long on average, in milliseconds. */
const unhurriedMs = 240;

/**
 * How long to wait for what need not come, since nobody is alarmed by its absence: a homeserver that has answered quickly so far is
 * given up sooner. Of a limit of ten seconds it still has twenty-five times as long as an answer took on average.
 *
 * @param exchanges of the check so far
 * @returns a factor on the time that it has where it must come
 */
export function littlePatience(exchanges: readonly Pick<Exchange, 'toTarget' | 'target' | 'durationMs'>[]): number {
  const answers = exchanges.filter(({ toTarget, target }) => toTarget && !waitsByItself.test(target));
  if (answers.length < enoughAnswers) return between;
  const average = answers.reduce((sum, { durationMs }) => sum + durationMs, 0) / answers.length;
  return Math.min(most, Math.max(least, (most * average) / unhurriedMs));
}

/** A sync comes when there is news. */
const waitsByItself = /^\/_matrix\/client\/v3\/sync\b/;
