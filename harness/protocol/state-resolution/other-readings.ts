import { otherReadings } from '../authorization/readings.ts';
import type { Oracle } from '../oracle.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';
import type { StateMapKey } from '../state-map-key.ts';
import { authDifferenceOfCited } from './auth-difference.ts';
import { isPowerEventByTheText, withAuthorizingByTheText } from './power-events.ts';
import type { ResolutionContext, Resolve } from './resolution.ts';
import { resolutionV1Of, type StepsV1, stepsV1 } from './resolution-v1.ts';
import { resolutionOf, type StepsV2, stepsV2, stepsV21 } from './resolution-v2.ts';
import { chainAmong, reverseTopologicalPowerOrder } from './reverse-topological-power-order.ts';
import type { RoomState } from './room-state.ts';

/** A reading of the algorithm that the text allows, or that homeservers in use have, besides the oracle's own. */
interface OtherSteps<Steps> {
  readonly steps: Partial<Steps>;
  readonly why: string;
}

const otherStepsV1: readonly OtherSteps<StepsV1>[] = [
  // It does not say in which order; two tell most of the difference.
  ...(['at once', 'at once, backwards'] as const).map((membershipsCount) => ({
    steps: { membershipsCount },
    why: 'the text lets each resolved membership count for those after it, implementations resolve all against the same state',
  })),
  {
    steps: { noneAllowed: 'absent' },
    why: 'the text does not say what becomes of an entry of which no event is allowed; implementations keep the first',
  },
  {
    steps: { thirdPartyInvitesFirst: true },
    why: 'some implementations resolve third-party invites before memberships, which the text does not say',
  },
];

const otherStepsV2: readonly OtherSteps<StepsV2>[] = [
  {
    steps: { authDifference: authDifferenceOfCited },
    why: 'the text leaves the events of a state out of its auth chain, implementations in use have them in it',
  },
  {
    steps: { withAuthorizing: withAuthorizingByTheText },
    why: 'the text adds everything in the auth chain of a power event that is in the full conflicted set, implementations stop where the chain leaves the set',
  },
  {
    steps: {
      withAuthorizing: withAuthorizingByTheText,
      powerOrder: (events, source, rules) =>
        reverseTopologicalPowerOrder(events, source, rules, { predecessors: chainAmong }),
    },
    why: 'an event may have to come after one that it rests on through events outside of the set; implementations look at direct citations only',
  },
  {
    steps: { isPowerEvent: isPowerEventByTheText },
    why: 'by the text power levels and join rules with any state key are power events and create events are not; implementations have it the other way round',
  },
  {
    steps: { skipsRejected: true },
    why: 'the text has events that were rejected by the state before them checked like all others, some implementations pass over them',
  },
];

/** Resolutions by other readings. */
function otherResolutions({ stateResolution }: RoomVersionRules): { resolve: Resolve; why: string }[] {
  if (stateResolution === 'v1') {
    return otherStepsV1.map(({ steps, why }) => ({ resolve: resolutionV1Of({ ...stepsV1, ...steps }), why }));
  }
  const own = stateResolution === 'v2.1' ? stepsV21 : stepsV2;
  return otherStepsV2.map(({ steps, why }) => ({ resolve: resolutionOf({ ...own, ...steps }), why }));
}

/** An entry of a resolved state on which readings of the specification differ. */
export interface AmbiguousEntry {
  readonly key: StateMapKey;
  /** The oracle's own answer first; undefined where the entry is absent. */
  readonly allowed: readonly (RoomEvent | undefined)[];
  readonly why: string;
}

/**
 * The entries that readings of the specification other than the oracle's resolve otherwise. Each reading is tried alone.
 *
 * @param own what the oracle resolved the states to
 */
export function ambiguousEntries(
  states: readonly RoomState[],
  own: RoomState,
  oracle: Oracle,
  context: Omit<ResolutionContext, 'note'>,
): AmbiguousEntry[] {
  const found = new Map<StateMapKey, { allowed: Set<RoomEvent | undefined>; why: Set<string> }>();
  const compare = (other: RoomState, why: string): void => {
    for (const key of own.differences(other)) {
      const entry = found.get(key) ?? { allowed: new Set([own.get(key)]), why: new Set() };
      entry.allowed.add(other.get(key));
      entry.why.add(why);
      found.set(key, entry);
    }
  };
  for (const { resolve, why } of otherResolutions(oracle.rules)) compare(resolve(states, context), why);
  for (const { readings, why } of otherReadings) {
    compare(oracle.resolve(states, { ...context, readings: { ...context.readings, ...readings } }), why);
  }
  return [...found].map(([key, { allowed, why }]) => ({ key, allowed: [...allowed], why: [...why].join('; ') }));
}
