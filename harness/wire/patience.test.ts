import { expect, test } from 'vitest';
import { littlePatience } from './patience.ts';

const answer = (durationMs: number, target = '/_matrix/client/v3/createRoom') => ({
  toTarget: true,
  target,
  durationMs,
});
const quick = [answer(1), answer(2), answer(3)];

test.for([
  ['nothing was answered', [], 0.3],
  ['hardly anything was answered', [answer(1), answer(1)], 0.3],
  ['all was answered quickly', quick, 0.1],
  ['answers took longer', [answer(20), answer(80), answer(140)], 0.2],
  ['answers took twice as long', [answer(40), answer(160), answer(280)], 0.4],
  ['answers took long', [answer(200), answer(2000), answer(500)], 0.6],
  ['only a sync took long', [...quick, answer(5000, '/_matrix/client/v3/sync?timeout=5000')], 0.1],
  ['only a peer took long', [...quick, { ...answer(5000), toTarget: false }], 0.1],
] as const)('where %s, the factor is %3$f', ([, exchanges, factor]) => {
  expect(littlePatience(exchanges)).toBeCloseTo(factor);
});
