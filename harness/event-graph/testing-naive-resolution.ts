import { joinRulesKey, powerLevelsKey, createKey } from '../protocol/authorization/auth-context.ts';
import { authorize } from '../protocol/authorization/authorize.ts';
import { compareBytes } from '../protocol/compare-bytes.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import type { StateMapKey } from '../protocol/state-map-key.ts';
import type { EventSource } from '../protocol/state-resolution/event-source.ts';
import { senderLevelOf } from '../protocol/state-resolution/reverse-topological-power-order.ts';

// State resolution v2 and v2.1 once more, for the property tests: as short and as slow as the definitions are, sharing nothing
// with the oracle but the authorization rules and the sender's power level.

type State = ReadonlyMap<StateMapKey, RoomEvent>;

/** Resolves states of room version 2 or later. */
export function naiveResolution(states: readonly State[], source: EventSource, roomVersion: RoomVersion): State {
  const { authorization, rules } = oracleOf(roomVersion);
  const isV21 = rules.stateResolution === 'v2.1';
  const keys = [...new Set(states.flatMap((state) => [...state.keys()]))];
  const agreed = keys.filter((key) => new Set(states.map((state) => state.get(key))).size === 1);
  const unconflicted = new Map(agreed.map((key) => [key, states[0]?.get(key) as RoomEvent]));
  const conflicted = new Set(
    states.flatMap((state) => [...state.values()].filter(({ key = '0:' }) => !unconflicted.has(key))),
  );

  const chain = (event: RoomEvent): RoomEvent[] => [event, ...source.authEventsOf(event).flatMap(chain)];
  const chains = states.map((state) => new Set([...state.values()].flatMap(chain)));
  const everywhere = (event: RoomEvent): boolean => chains.every((one) => one.has(event));
  const difference = chains.flatMap((one) => [...one]).filter((event) => !everywhere(event));
  const between = (from: RoomEvent, to: RoomEvent): RoomEvent[] =>
    chain(from).filter((event) => chain(event).includes(to));
  const subgraph = isV21 ? [...conflicted].flatMap((from) => [...conflicted].flatMap((to) => between(from, to))) : [];
  const full = new Set([...conflicted, ...difference, ...subgraph]);

  const reach = (event: RoomEvent): RoomEvent[] =>
    full.has(event) ? [event, ...source.authEventsOf(event).flatMap(reach)] : [];
  const first = new Set([...full].filter(isPower).flatMap(reach));
  const smaller = (a: RoomEvent, b: RoomEvent): boolean => {
    const [levelA, levelB] = [a, b].map((event) => senderLevelOf(event, source, rules)) as [number, number];
    return levelA === levelB ? byTime(a, b) < 0 : levelA > levelB;
  };
  const ordered: RoomEvent[] = [];
  while (ordered.length < first.size) {
    const isFree = (event: RoomEvent): boolean =>
      !ordered.includes(event) &&
      source.authEventsOf(event).every((cited) => !first.has(cited) || ordered.includes(cited));
    const free = [...first].filter(isFree);
    ordered.push(free.reduce((least, event) => (smaller(event, least) ? event : least)));
  }

  const resolved = new Map(isV21 ? [] : unconflicted);
  const check = (events: readonly RoomEvent[]): void => {
    for (const event of events) {
      const own = source.authEventsOf(event).filter((cited) => !source.isRejected(cited));
      const state = new Map(
        [...own, source.createOf(event)].flatMap((one) => (one?.key ? [[one.key, one] as const] : [])),
      );
      for (const [key, value] of resolved) state.set(key, value);
      if (event.key && authorize(authorization, event, state).allowed) resolved.set(event.key, event);
    }
  };
  check(ordered);
  const levels = (event: RoomEvent | undefined): RoomEvent | undefined =>
    event && source.authEventsOf(event).find(({ key }) => key === powerLevelsKey);
  const mainline: RoomEvent[] = [];
  for (let one = resolved.get(powerLevelsKey); one; one = levels(one)) mainline.push(one);
  const position = (event: RoomEvent | undefined): number => {
    const cited = levels(event);
    if (!cited) return Infinity;
    return mainline.includes(cited) ? mainline.indexOf(cited) : position(cited);
  };
  const rest = [...full].filter((event) => !first.has(event));
  check(rest.toSorted((a, b) => (position(a) === position(b) ? byTime(a, b) : position(a) > position(b) ? -1 : 1)));
  return new Map([...resolved, ...unconflicted]);
}

function isPower({ key, type, sender, stateKey, content }: RoomEvent): boolean {
  if (key === powerLevelsKey || key === joinRulesKey || key === createKey) return true;
  const removes = content['membership'] === 'leave' || content['membership'] === 'ban';
  return type === 'm.room.member' && removes && sender !== stateKey;
}

function byTime(a: RoomEvent, b: RoomEvent): number {
  return Number(a.originServerTs) - Number(b.originServerTs) || compareBytes(a.eventId, b.eventId);
}
