import { type AuthState, createKey } from '../authorization/auth-context.ts';
import { type Authorization, type AuthVerdict, authorize } from '../authorization/authorize.ts';
import type { Readings } from '../authorization/readings.ts';
import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';
import type { EventSource } from './event-source.ts';

/** What one event was found to be on its turn. */
export interface Checked {
  readonly event: RoomEvent;
  readonly verdict: AuthVerdict;
}

/** What the checks stand on. */
export interface CheckOptions {
  readonly authorization: Authorization;
  readonly source: EventSource;
  readonly readings: Readings;
  /** Passes over rejected events without a check. */
  readonly skipsRejected: boolean;
  readonly note?: ((checked: Checked) => void) | undefined;
}

/**
 * Goes through events in their order, and puts each that is allowed into the state.
 *
 * An entry that the state lacks is looked up among the events that the event itself cites, unless they are rejected.
 *
 * @param resolved the state to begin with, and to end with
 * @param beneath entries that hold as long as `resolved` has none
 * Source: "Iterative auth checks" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function iterativeAuthChecks(
  events: Iterable<RoomEvent>,
  resolved: Map<StateMapKey, RoomEvent>,
  beneath: (key: StateMapKey) => RoomEvent | undefined,
  { authorization, source, readings, skipsRejected, note }: CheckOptions,
): void {
  for (const event of events) {
    if (event.key === undefined || (skipsRejected && source.isRejected(event))) continue;
    const state: AuthState = {
      get: (key) => resolved.get(key) ?? beneath(key) ?? ownAuthEvent(event, key, source),
    };
    const verdict = authorize(authorization, event, state, { readings });
    if (verdict.allowed) resolved.set(event.key, event);
    note?.({ event, verdict });
  }
}

function ownAuthEvent(event: RoomEvent, key: StateMapKey, source: EventSource): RoomEvent | undefined {
  const cited = source.authEventsOf(event).find((one) => one.key === key && !source.isRejected(one));
  return cited ?? (key === createKey ? source.createOf(event) : undefined);
}
