import { powerLevelsKey } from '../authorization/auth-context.ts';
import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';
import { authDifference } from './auth-difference.ts';
import { conflictedSubgraph } from './conflicted-subgraph.ts';
import { type Conflicts, differingConflicts } from './conflicts.ts';
import { type Checked, iterativeAuthChecks } from './iterative-auth-checks.ts';
import { mainlineOf, mainlineOrder } from './mainline-order.ts';
import { isPowerEvent, withAuthorizing } from './power-events.ts';
import type { ResolutionContext, Resolve } from './resolution.ts';
import { reverseTopologicalPowerOrder } from './reverse-topological-power-order.ts';
import type { RoomState } from './room-state.ts';

/** The steps of the algorithm, by which its versions and readings differ. */
export interface StepsV2 {
  readonly conflicts: typeof differingConflicts;
  readonly authDifference: typeof authDifference;
  /** Only v2.1 has one. */
  readonly conflictedSubgraph: typeof conflictedSubgraph | null;
  readonly isPowerEvent: typeof isPowerEvent;
  readonly withAuthorizing: typeof withAuthorizing;
  readonly powerOrder: typeof reverseTopologicalPowerOrder;
  /** What the first iterative auth checks start from. */
  readonly initialState: 'unconflicted' | 'empty';
  readonly iterativeAuthChecks: typeof iterativeAuthChecks;
  readonly mainlineOrder: typeof mainlineOrder;
  /** Passes over rejected events, where the text has them checked like all others. */
  readonly skipsRejected: boolean;
}

/** Room versions 2 to 11. Source: https://spec.matrix.org/v1.19/rooms/v2/#state-resolution */
export const stepsV2: StepsV2 = {
  conflicts: differingConflicts,
  authDifference,
  conflictedSubgraph: null,
  isPowerEvent,
  withAuthorizing,
  powerOrder: reverseTopologicalPowerOrder,
  initialState: 'unconflicted',
  iterativeAuthChecks,
  mainlineOrder,
  skipsRejected: false,
};

/** Room version 12. Source: https://spec.matrix.org/v1.19/rooms/v12/#state-resolution */
export const stepsV21: StepsV2 = { ...stepsV2, conflictedSubgraph, initialState: 'empty' };

/** The algorithm that consists of some steps. */
export function resolutionOf(steps: StepsV2): Resolve {
  return (states, context) => {
    const conflicts = steps.conflicts(states);
    context.note?.({ step: 'conflicts', keys: [...conflicts.keys] });
    const [first] = states;
    if (conflicts.keys.size === 0 && first) return first;
    return resolveConflicts(conflicts, steps, context);
  };
}

function resolveConflicts(conflicts: Conflicts, steps: StepsV2, context: ResolutionContext): RoomState {
  const { source, authorization, readings, note } = context;
  const resolved = new Map<StateMapKey, RoomEvent>();
  const beneath = steps.initialState === 'empty' ? () => undefined : conflicts.unconflicted;
  const check = (events: readonly RoomEvent[], step: 'power events' | 'other events'): void => {
    const noteCheck = note && ((checked: Checked) => note({ step: 'auth check', of: step, ...checked }));
    const options = { authorization, source, readings, skipsRejected: steps.skipsRejected, note: noteCheck };
    steps.iterativeAuthChecks(events, resolved, beneath, options);
  };

  const conflicted = fullConflictedSet(conflicts, steps, context);
  const powerEvents = [...conflicted].filter(steps.isPowerEvent);
  const first = steps.withAuthorizing(powerEvents, conflicted, source);
  const powerOrder = steps.powerOrder(first, source, context.authorization.rules);
  note?.({ step: 'power order', events: powerOrder });
  check(
    powerOrder.map(({ event }) => event),
    'power events',
  );

  const powerLevels = resolved.get(powerLevelsKey) ?? beneath(powerLevelsKey);
  const remaining = [...conflicted].filter((event) => !first.has(event));
  const ordered = steps.mainlineOrder(remaining, powerLevels, source);
  note?.({ step: 'mainline order', mainline: mainlineOf(powerLevels, source), events: ordered });
  check(
    ordered.map(({ event }) => event),
    'other events',
  );

  return withUnconflicted(conflicts, resolved);
}

function fullConflictedSet(conflicts: Conflicts, steps: StepsV2, { source, note }: ResolutionContext): Set<RoomEvent> {
  const difference = steps.authDifference(conflicts, source);
  const subgraph = steps.conflictedSubgraph?.(conflicts, source) ?? new Set();
  note?.({ step: 'full conflicted set', conflicted: conflicts.events, authDifference: difference, subgraph });
  return new Set([...conflicts.events, ...difference, ...subgraph]);
}

/** The last step: whatever was resolved, entries that the states agree on stay. */
function withUnconflicted(conflicts: Conflicts, resolved: ReadonlyMap<StateMapKey, RoomEvent>): RoomState {
  const [first] = conflicts.states;
  if (!first) throw new RangeError('There must be at least one state to resolve');
  const won = [...resolved].filter(([key]) => conflicts.unconflicted(key) === undefined).map(([, event]) => event);
  return first.changed(conflicts.keys, [...conflicts.notInFirst, ...won]);
}
