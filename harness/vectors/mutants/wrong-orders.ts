import type { RoomEvent } from '../../protocol/room-event.ts';
import type { EventSource } from '../../protocol/state-resolution/event-source.ts';
import { mainlineOrder, type Positioned } from '../../protocol/state-resolution/mainline-order.ts';
import type { StepsV2 } from '../../protocol/state-resolution/resolution-v2.ts';
import {
  type Candidate,
  comparePower,
  compareTime,
  reverseTopologicalPowerOrder,
} from '../../protocol/state-resolution/reverse-topological-power-order.ts';

type Compare = (a: Candidate, b: Candidate) => number;

/** The right order but for how candidates compare. */
export const comparedBy =
  (compare: Compare): StepsV2['powerOrder'] =>
  (events, source, rules) =>
    reverseTopologicalPowerOrder(events, source, rules, { compare });

/** The order of the remaining events by something else. */
export const sortedBy =
  (compare: (a: Positioned, b: Positioned) => number): StepsV2['mainlineOrder'] =>
  (events, powerLevels, source) =>
    mainlineOrder(events, powerLevels, source).toSorted(compare);

export const byTime = (a: { readonly event: RoomEvent }, b: { readonly event: RoomEvent }): number =>
  compareTime(a.event, b.event);
export const timeOf = ({ event }: { readonly event: RoomEvent }) => event.originServerTs;
export const idOf = ({ event }: { readonly event: RoomEvent }) => event.eventId;

/** From those that nobody cites back to those that cite nobody, the largest first, and then turned round. */
export const backward: StepsV2['powerOrder'] = (events, source, rules) => {
  const right = reverseTopologicalPowerOrder(events, source, rules);
  const left = new Set(right);
  const ordered: Candidate[] = [];
  while (left.size > 0) {
    const cited = new Set([...left].flatMap(({ event }) => source.authEventsOf(event)));
    const free = [...left].filter(({ event }) => !cited.has(event)).toSorted(comparePower);
    const largest = free.at(-1);
    if (!largest) break;
    left.delete(largest);
    ordered.unshift(largest);
  }
  return ordered;
};

/** All that cite nobody, sorted; then all that cite only those, sorted; and so on. */
export const inBrackets: StepsV2['powerOrder'] = (events, source, rules) => {
  const left = new Set(reverseTopologicalPowerOrder(events, source, rules));
  const ordered: Candidate[] = [];
  while (left.size > 0) {
    const waiting = new Set([...left].map(({ event }) => event));
    const free = [...left].filter(({ event }) => !source.authEventsOf(event).some((cited) => waiting.has(cited)));
    for (const candidate of free) left.delete(candidate);
    ordered.push(...free.toSorted(comparePower));
  }
  return ordered;
};

/** A source in which something is not found. */
export const without = (source: EventSource, changes: Partial<EventSource>): EventSource => ({
  get: (eventId) => source.get(eventId),
  authEventsOf: (event) => source.authEventsOf(event),
  citedBy: (event) => source.citedBy(event),
  isRejected: (event) => source.isRejected(event),
  createOf: (event) => source.createOf(event),
  ...changes,
});

/** How many power levels events lie between an event and the mainline, as one implementation compares before the time. */
export function stepsOff({ event }: Positioned, source: EventSource, mainline: ReadonlySet<RoomEvent>): number {
  const levels = source.authEventsOf(event).find(({ type }) => type === 'm.room.power_levels');
  if (!levels || mainline.has(levels)) return 0;
  return 1 + stepsOff({ event: levels, position: 0 }, source, mainline);
}
