import { expect, test } from 'vitest';
import { expectedJobs, usualJobs, usualWorkers } from './usual-jobs.ts';

const some = (name: string, count = 1) => Array.from({ length: count }, () => ({ name }));

test('as many checks run at the same time as keep the homeservers busy that are started', () => {
  expect(usualJobs(some('synapse', 3), 4)).toBe(15);
  expect(usualJobs(some('dendrite'), 2)).toBe(10);
  expect(usualJobs(some('conduit', 2), 4)).toBe(16);
  expect(usualJobs(some('reference'), 2)).toBe(16);
  expect(usualJobs(some('external'), 2)).toBe(16);
});

test('several homeservers get no more to do together than the machine can compute', () => {
  expect(usualJobs(some('dendrite', 2), 2)).toBe(10);
  expect(usualJobs(some('dendrite', 4), 8)).toBe(40);
});

test('what can be known before they run is taken into account before they run', () => {
  expect(expectedJobs('synapse@1.163.2', 2, 2)).toBe(10);
  expect(expectedJobs('embedded', 1, 2)).toBe(16);
  expect(expectedJobs('image:touchstone/synapse', 2, 4)).toBe(16);
});

test('two workers share a homeserver that is started, but never more than there are checks at a time', () => {
  expect(usualWorkers(some('synapse'), 5)).toBe(2);
  expect(usualWorkers(some('synapse', 3), 15)).toBe(3);
  expect(usualWorkers(some('synapse', 3), 1)).toBe(1);
  expect(usualWorkers(some('reference', 1), 16)).toBe(1);
  expect(usualWorkers(some('external', 1), 16)).toBe(1);
});
