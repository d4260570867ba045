import { compareIntegers } from '../../protocol/exact-integer.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { Candidate } from '../../protocol/state-resolution/reverse-topological-power-order.ts';
import { list, type Words } from './words.ts';

/**
 * Why each event of a reverse topological power ordering has its place: what it cites of them had to come first, and of those
 * that could come next it had the most power, else the earliest time, else the smallest ID.
 */
export function powerOrderReasons(order: readonly Candidate[], words: Words): string[] {
  const ids = new Set(order.map(({ event }) => event.eventId));
  const done = new Set<string>();
  return order.map((chosen, index) => {
    const later = order.slice(index + 1);
    const missing = (one: Candidate): string[] => citedAmong(one.event, ids).filter((id) => !done.has(id));
    const rivals = later.filter((one) => missing(one).length === 0);
    const held = later.filter((one) => missing(one).length > 0 && hasMore(one, chosen));
    const reasons = [
      ...some(citedAmong(chosen.event, ids).map(words.nameOf), (cited) => `cites ${cited}`),
      ...[...Map.groupBy(rivals, (rival) => advantage(chosen, rival))].map(
        ([why, them]) => `before ${words.events(them.map(({ event }) => event))}: ${why}`,
      ),
      ...held.map(
        (one) => `${words.event(one.event)} has more power, but waits for ${list(missing(one).map(words.nameOf))}`,
      ),
    ];
    done.add(chosen.event.eventId);
    return reasons.join('; ');
  });
}

function hasMore(one: Candidate, other: Candidate): boolean {
  return compareIntegers(one.senderLevel, other.senderLevel) > 0;
}

function some(names: readonly string[], sentence: (names: string) => string): string[] {
  return names.length > 0 ? [sentence(list(names))] : [];
}

function citedAmong(event: RoomEvent, ids: ReadonlySet<string>): string[] {
  return [...new Set(event.authEvents)].filter((cited) => ids.has(cited));
}

function advantage(chosen: Candidate, rival: Candidate): string {
  if (compareIntegers(chosen.senderLevel, rival.senderLevel) !== 0) return 'its sender has more power';
  return timeAdvantage(chosen.event, rival.event, 'the same power');
}

/** Why one of two events is the first where it depends on their times. @param same what else they have in common */
export function timeAdvantage(first: RoomEvent, second: RoomEvent, same: string): string {
  const differ = compareIntegers(first.originServerTs, second.originServerTs) !== 0;
  return differ ? `${same}, and the earlier` : `${same} and time, and the smaller event ID`;
}
