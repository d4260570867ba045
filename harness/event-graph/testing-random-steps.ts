import { type Arbitrary, array, constant, integer, nat, oneof, record, tuple } from 'fast-check';
import type { RandomStep } from './random-step.ts';

/** How histories branch and go wrong. */
export interface StepOptions {
  /** In a hundred, how many events have more than one parent; as many begin a branch. */
  readonly forks?: number;
  /** In a hundred, how many events stay although they are to be rejected. */
  readonly rejected?: number;
  /** Default 0. */
  readonly minLength?: number;
}

/** Random histories for property tests: arrays of steps that shrink by leaving steps out. */
export function randomSteps(
  length: number,
  { forks = 35, rejected = 10, minLength = 0 }: StepOptions = {},
): Arbitrary<RandomStep[]> {
  const older = nat(5);
  const parents = oneof(
    { weight: 100 - 2 * Math.min(forks, 49), arbitrary: constant([5]) },
    { weight: Math.min(forks, 49), arbitrary: tuple(older) },
    { weight: Math.min(forks, 49), arbitrary: array(older, { minLength: 2, maxLength: 4 }) },
  );
  const step = record({
    parents,
    actor: oneof(nat(5), nat(1)),
    action: nat(9999),
    target: nat(9999),
    argument: nat(9999),
    after: oneof(integer({ min: -40, max: 40 }), constant(0), integer({ min: 1, max: 1000 })),
    citesStale: chance(15),
    keepsRejected: chance(rejected),
  });
  return array(step, { minLength, maxLength: length, size: 'max' });
}

/** True as often as is said, and false where it shrinks. */
function chance(percent: number): Arbitrary<boolean> {
  return nat(99).map((drawn) => drawn >= 100 - percent);
}
