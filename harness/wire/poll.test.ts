import { expect, test } from 'vitest';
import { pollUntil } from './poll.ts';

test('asks again until there is an answer', async () => {
  let attempts = 0;
  const answer = await pollUntil(async () => (++attempts === 4 ? 'here' : undefined), 10_000);
  expect([answer, attempts]).toEqual(['here', 4]);
});

test('gives up when the limit has passed, after a last attempt', async () => {
  let attempts = 0;
  const answer = await pollUntil(async () => {
    attempts += 1;
    return undefined;
  }, 25);
  expect(answer).toBeUndefined();
  expect(attempts).toBeGreaterThanOrEqual(3);
});

test('takes null, false and 0 for answers', async () => {
  expect(await Promise.all([null, false, 0].map((answer) => pollUntil(async () => answer, 0)))).toEqual([
    null,
    false,
    0,
  ]);
});

test('passes on what the attempt throws', async () => {
  await expect(pollUntil(() => Promise.reject(new Error('no answer')), 10_000)).rejects.toThrow('no answer');
});
