import { expect, test } from 'vitest';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { Arrivals } from './arrivals.ts';

const wait = { limitMs: 10_000, what: 'a number', describe: String };

test('gives what arrived before, the first that matches', async () => {
  const arrivals = new Arrivals<number>();
  for (const item of [1, 2, 3]) arrivals.add(item);
  expect(await arrivals.waitFor((item) => item > 1, wait)).toBe(2);
});

test('gives what arrives later, to everyone who waits for it', async () => {
  const arrivals = new Arrivals<number>();
  const waiting = [2, 3, 3].map((wanted) => arrivals.waitFor((item) => item === wanted, wait));
  for (const item of [1, 2, 3]) arrivals.add(item);
  expect(await Promise.all(waiting)).toEqual([2, 3, 3]);
});

test('gives up after the limit, and tells what came instead', async () => {
  const arrivals = new Arrivals<number>();
  arrivals.add(1);
  const waiting = arrivals.waitFor((item) => item > 1, { ...wait, limitMs: 10 });
  await expect(waiting).rejects.toThrow(UnexpectedAnswer);
  await expect(waiting).rejects.toMatchObject({ expected: 'a number', actual: 'came instead: 1' });
});

test('an error of who waits is not an error of what came', async () => {
  const arrivals = new Arrivals<number>();
  const broken = arrivals.waitFor(() => {
    throw new Error('wrong question');
  }, wait);
  const sound = arrivals.waitFor(() => true, wait);
  arrivals.add(1);
  await expect(broken).rejects.toThrow('wrong question');
  expect(await sound).toBe(1);
});
