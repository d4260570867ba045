import type { Authorization } from '../authorization/authorize.ts';
import type { Readings } from '../authorization/readings.ts';
import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';
import type { EventSource } from './event-source.ts';
import type { Checked } from './iterative-auth-checks.ts';
import type { Positioned } from './mainline-order.ts';
import type { Candidate } from './reverse-topological-power-order.ts';
import type { RoomState } from './room-state.ts';

/** One step of a resolution, for those who want to follow it. */
export type ResolutionStep =
  | { readonly step: 'conflicts'; readonly keys: readonly StateMapKey[] }
  | {
      readonly step: 'full conflicted set';
      readonly conflicted: ReadonlySet<RoomEvent>;
      readonly authDifference: ReadonlySet<RoomEvent>;
      readonly subgraph: ReadonlySet<RoomEvent>;
    }
  | { readonly step: 'power order'; readonly events: readonly Candidate[] }
  | { readonly step: 'mainline order'; readonly mainline: readonly RoomEvent[]; readonly events: readonly Positioned[] }
  | ({ readonly step: 'auth check'; readonly of: string } & Checked)
  | { readonly step: 'depth order'; readonly of: string; readonly events: readonly RoomEvent[] };

/** What a resolution stands on. */
export interface ResolutionContext {
  readonly authorization: Authorization;
  readonly source: EventSource;
  readonly readings: Readings;
  readonly note?: ((step: ResolutionStep) => void) | undefined;
}

/**
 * Resolves states into one.
 *
 * @param states at least one
 */
export type Resolve = (states: readonly RoomState[], context: ResolutionContext) => RoomState;
