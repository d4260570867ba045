import { powerLevelsKey } from '../authorization/auth-context.ts';
import type { RoomEvent } from '../room-event.ts';
import type { EventSource } from './event-source.ts';
import { compareTime } from './reverse-topological-power-order.ts';

/** The power levels event that an event cites. */
function citedPowerLevels(event: RoomEvent, source: EventSource): RoomEvent | undefined {
  return source.authEventsOf(event).find(({ key }) => key === powerLevelsKey);
}

/**
 * A power levels event, the one that it cites, the one that that cites, and so on.
 *
 * @param powerLevels undefined where the partially resolved state has none: then the mainline is empty
 */
export function mainlineOf(powerLevels: RoomEvent | undefined, source: EventSource): RoomEvent[] {
  // A set, since nothing but good manners keeps events of room versions 1 and 2 from citing each other in a circle.
  const mainline = new Set<RoomEvent>();
  let event = powerLevels;
  while (event !== undefined && !mainline.has(event)) {
    mainline.add(event);
    event = citedPowerLevels(event, source);
  }
  return [...mainline];
}

/** An event with its mainline position: 0 is the newest of the mainline, `Infinity` where the event has no part in it. */
export interface Positioned {
  readonly event: RoomEvent;
  readonly position: number;
}

/** Further back in the mainline first, then the earlier, then the smaller ID. */
export function comparePosition(a: Positioned, b: Positioned): number {
  // Not by subtraction: Infinity - Infinity is NaN.
  return a.position === b.position ? compareTime(a.event, b.event) : a.position > b.position ? -1 : 1;
}

/**
 * Orders events by the power levels event of the mainline that each of them rests on.
 *
 * Source: "Mainline ordering" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function mainlineOrder(
  events: Iterable<RoomEvent>,
  powerLevels: RoomEvent | undefined,
  source: EventSource,
): Positioned[] {
  const positions = new Map(mainlineOf(powerLevels, source).map((event, index) => [event, index]));
  return [...events]
    .map((event) => ({ event, position: positionOf(citedPowerLevels(event, source), positions, source) }))
    .toSorted(comparePosition);
}

/** Walks back from a power levels event until the mainline, and notes the way for those that come by it again. */
function positionOf(start: RoomEvent | undefined, positions: Map<RoomEvent, number>, source: EventSource): number {
  const way = new Set<RoomEvent>();
  let event = start;
  while (event !== undefined && !positions.has(event) && !way.has(event)) {
    way.add(event);
    event = citedPowerLevels(event, source);
  }
  const position = (event && positions.get(event)) ?? Infinity;
  for (const passed of way) positions.set(passed, position);
  return position;
}
