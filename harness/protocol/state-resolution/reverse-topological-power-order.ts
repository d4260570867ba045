import TinyQueue from 'tinyqueue';
import { powerLevelsKey } from '../authorization/auth-context.ts';
import { PowerLevels } from '../authorization/power-levels.ts';
import { compareBytes } from '../compare-bytes.ts';
import { compareIntegers } from '../exact-integer.ts';
import type { PowerLevel } from '../power-level.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';
import { withAuthChain } from './auth-chain.ts';
import type { EventSource } from './event-source.ts';

/** An event with the power level that its sender had, looking at its `auth_events`. */
export interface Candidate {
  readonly event: RoomEvent;
  readonly senderLevel: PowerLevel;
}

/** The power level of an event's sender by the events that the event itself cites. */
export function senderLevelOf(event: RoomEvent, source: EventSource, rules: RoomVersionRules): PowerLevel {
  const powerLevels = source.authEventsOf(event).find(({ key }) => key === powerLevelsKey);
  return new PowerLevels(powerLevels, source.createOf(event), rules).ofUser(event.sender);
}

/** More power first, then the earlier, then the smaller ID. */
export function comparePower(a: Candidate, b: Candidate): number {
  return compareIntegers(b.senderLevel, a.senderLevel) || compareTime(a.event, b.event);
}

/** The earlier first, then the smaller ID. */
export function compareTime(a: RoomEvent, b: RoomEvent): number {
  return compareIntegers(a.originServerTs, b.originServerTs) || compareBytes(a.eventId, b.eventId);
}

/** The events among some that each of them has to come after. */
type Predecessors = (event: RoomEvent, among: ReadonlySet<RoomEvent>, source: EventSource) => Iterable<RoomEvent>;

/** Those that it cites itself. */
export const citedAmong: Predecessors = (event, among, source) =>
  new Set(source.authEventsOf(event).filter((cited) => among.has(cited)));

/** Those in its auth chain, also where the way there leads through events that are not among them. */
export const chainAmong: Predecessors = (event, among, source) =>
  [...withAuthChain(source.authEventsOf(event), source)].filter((reached) => among.has(reached));

/**
 * Orders events so that each comes after those that authorize it, and as early as {@link comparePower} has it: Kahn's
 * algorithm, which takes the smallest of the candidates at each step.
 *
 * Source: "Reverse topological power ordering" in https://spec.matrix.org/v1.19/rooms/v2/#definitions
 */
export function reverseTopologicalPowerOrder(
  events: ReadonlySet<RoomEvent>,
  source: EventSource,
  rules: RoomVersionRules,
  {
    predecessors = citedAmong,
    compare = comparePower,
  }: { predecessors?: Predecessors; compare?: typeof comparePower } = {},
): Candidate[] {
  const waitingFor = new Map<RoomEvent, number>();
  const followers = new Map<RoomEvent, RoomEvent[]>();
  for (const event of events) {
    let count = 0;
    for (const before of predecessors(event, events, source)) {
      count += 1;
      const list = followers.get(before);
      if (list) list.push(event);
      else followers.set(before, [event]);
    }
    waitingFor.set(event, count);
  }
  const candidate = (event: RoomEvent): Candidate => ({ event, senderLevel: senderLevelOf(event, source, rules) });
  const free = [...events].filter((event) => waitingFor.get(event) === 0);
  const candidates = new TinyQueue(free.map(candidate), compare);
  const ordered: Candidate[] = [];
  for (let next = candidates.pop(); next !== undefined; next = candidates.pop()) {
    ordered.push(next);
    for (const follower of followers.get(next.event) ?? []) {
      const left = (waitingFor.get(follower) ?? 0) - 1;
      waitingFor.set(follower, left);
      if (left === 0) candidates.push(candidate(follower));
    }
  }
  return ordered;
}
