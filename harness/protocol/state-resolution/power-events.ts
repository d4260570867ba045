import { joinRulesKey, powerLevelsKey, createKey } from '../authorization/auth-context.ts';
import { ownValue } from '../authorization/power-levels.ts';
import type { RoomEvent } from '../room-event.ts';
import { withAuthChain } from './auth-chain.ts';
import type { EventSource } from './event-source.ts';

/**
 * Whether an event may take away somebody's right to do something: power levels, join rules, kicks and bans, and as every
 * implementation has it, create events.
 *
 * Source: "Power events" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function isPowerEvent(event: RoomEvent): boolean {
  const { key } = event;
  return key === powerLevelsKey || key === joinRulesKey || key === createKey || removesSomebody(event);
}

/** The text's own definition: whatever the state key of power levels and join rules, and without create events. */
export function isPowerEventByTheText(event: RoomEvent): boolean {
  const isNamed = event.type === 'm.room.power_levels' || event.type === 'm.room.join_rules';
  return (isNamed && event.stateKey !== undefined) || removesSomebody(event);
}

function removesSomebody({ type, stateKey, sender, content }: RoomEvent): boolean {
  if (type !== 'm.room.member' || stateKey === undefined || stateKey === sender) return false;
  const membership = ownValue(content, 'membership');
  return membership === 'leave' || membership === 'ban';
}

/** Adds to power events what authorizes them, directly or through others, as far as all between is in the full conflicted set. */
export function withAuthorizing(
  powerEvents: Iterable<RoomEvent>,
  fullConflictedSet: ReadonlySet<RoomEvent>,
  source: EventSource,
): Set<RoomEvent> {
  return withAuthChain(powerEvents, source, (event) => !fullConflictedSet.has(event));
}

/** Adds to power events everything in their auth chains that is in the full conflicted set, as the text has it literally. */
export function withAuthorizingByTheText(
  powerEvents: Iterable<RoomEvent>,
  fullConflictedSet: ReadonlySet<RoomEvent>,
  source: EventSource,
): Set<RoomEvent> {
  return new Set([...withAuthChain(powerEvents, source)].filter((event) => fullConflictedSet.has(event)));
}
