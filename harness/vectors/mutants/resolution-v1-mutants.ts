import { compareIntegers } from '../../protocol/exact-integer.ts';
import { differingConflicts } from '../../protocol/state-resolution/conflicts.ts';
import { type StepsV1, stepsV1 } from '../../protocol/state-resolution/resolution-v1.ts';
import type { StepMutant } from './step-mutant.ts';

/** Mistakes in the state resolution of room version 1. */
export const mutantsV1: readonly StepMutant<StepsV1>[] = [
  {
    id: 'v1-shallowest',
    mistake: 'the deepest comes first',
    steps: { compareDepth: (a, b) => stepsV1.compareDepth(b, a) },
  },
  {
    id: 'v1-ties-by-id',
    mistake: 'of equal depth the event ID decides, not its SHA-1',
    steps: { compareDepth: (a, b) => compareIntegers(a.depth, b.depth) || (a.eventId < b.eventId ? -1 : 1) },
  },
  {
    id: 'v1-ties-reversed',
    mistake: 'of equal depth the smaller SHA-1 comes first',
    steps: { compareDepth: (a, b) => compareIntegers(a.depth, b.depth) || stepsV1.compareDepth(b, a) },
  },
  {
    id: 'v1-with-v2-conflicts',
    mistake: 'an entry that one state lacks is a conflict',
    steps: { conflicts: differingConflicts },
  },
];
