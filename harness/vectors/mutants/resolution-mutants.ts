import { createKey } from '../../protocol/authorization/auth-context.ts';
import { compareIntegers } from '../../protocol/exact-integer.ts';
import { oracleFor } from '../../protocol/oracle.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { type RoomVersion, roomVersions, type RoomVersionRules } from '../../protocol/room-versions.ts';
import { contradictingConflicts, differingConflicts } from '../../protocol/state-resolution/conflicts.ts';
import type { EventSource } from '../../protocol/state-resolution/event-source.ts';
import { iterativeAuthChecks } from '../../protocol/state-resolution/iterative-auth-checks.ts';
import { comparePosition, mainlineOrder, type Positioned } from '../../protocol/state-resolution/mainline-order.ts';
import { isPowerEvent } from '../../protocol/state-resolution/power-events.ts';
import { resolutionV1Of, type StepsV1, stepsV1 } from '../../protocol/state-resolution/resolution-v1.ts';
import { resolutionOf, type StepsV2, stepsV2, stepsV21 } from '../../protocol/state-resolution/resolution-v2.ts';
import {
  type Candidate,
  comparePower,
  compareTime,
  reverseTopologicalPowerOrder,
} from '../../protocol/state-resolution/reverse-topological-power-order.ts';
import type { Mutant } from './mutant.ts';

type Compare = (a: Candidate, b: Candidate) => number;

/** The right order but for how candidates compare. */
const comparedBy =
  (compare: Compare): StepsV2['powerOrder'] =>
  (events, source, rules) =>
    reverseTopologicalPowerOrder(events, source, rules, { compare });

/** The order of the remaining events by something else. */
const sortedBy =
  (compare: (a: Positioned, b: Positioned) => number): StepsV2['mainlineOrder'] =>
  (events, powerLevels, source) =>
    mainlineOrder(events, powerLevels, source).toSorted(compare);

const byTime = (a: { readonly event: RoomEvent }, b: { readonly event: RoomEvent }): number =>
  compareTime(a.event, b.event);
const timeOf = ({ event }: { readonly event: RoomEvent }) => event.originServerTs;
const idOf = ({ event }: { readonly event: RoomEvent }) => event.eventId;

/** From those that nobody cites back to those that cite nobody, the largest first, and then turned round. */
const backward: StepsV2['powerOrder'] = (events, source, rules) => {
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
const inBrackets: StepsV2['powerOrder'] = (events, source, rules) => {
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
const without = (source: EventSource, changes: Partial<EventSource>): EventSource => ({
  get: (eventId) => source.get(eventId),
  authEventsOf: (event) => source.authEventsOf(event),
  citedBy: (event) => source.citedBy(event),
  isRejected: (event) => source.isRejected(event),
  createOf: (event) => source.createOf(event),
  ...changes,
});

/** How many power levels events lie between an event and the mainline, as one implementation compares before the time. */
function stepsOff({ event }: Positioned, source: EventSource, mainline: ReadonlySet<RoomEvent>): number {
  const levels = source.authEventsOf(event).find(({ type }) => type === 'm.room.power_levels');
  if (!levels || mainline.has(levels)) return 0;
  return 1 + stepsOff({ event: levels, position: 0 }, source, mainline);
}

interface StepMutant<Steps> {
  readonly id: string;
  readonly mistake: string;
  readonly steps: Partial<Steps>;
  /** Default: all that have the algorithm. */
  readonly only?: RoomVersionRules['stateResolution'];
}

const mutantsV2: readonly StepMutant<StepsV2>[] = [
  { id: 'no-auth-difference', mistake: 'the auth difference is empty', steps: { authDifference: () => new Set() } },
  {
    id: 'v1-conflicts',
    mistake: 'an entry that one state lacks is no conflict',
    steps: { conflicts: contradictingConflicts },
  },
  { id: 'backward-order', mistake: 'the topological order is made from the end', steps: { powerOrder: backward } },
  { id: 'bracket-order', mistake: 'the topological order is made level by level', steps: { powerOrder: inBrackets } },
  { id: 'power-ignored', mistake: 'power events are ordered by time alone', steps: { powerOrder: comparedBy(byTime) } },
  {
    id: 'power-reversed',
    mistake: 'less power comes first',
    steps: {
      powerOrder: comparedBy((a, b) => compareIntegers(a.senderLevel, b.senderLevel) || byTime(a, b)),
    },
  },
  {
    id: 'time-reversed',
    mistake: 'of equal power the later comes first',
    steps: {
      powerOrder: comparedBy(
        (a, b) =>
          compareIntegers(b.senderLevel, a.senderLevel) || compareIntegers(timeOf(b), timeOf(a)) || byTime(a, b),
      ),
    },
  },
  {
    id: 'power-ties-reversed',
    mistake: 'of equal power and time the greater event ID comes first',
    steps: {
      powerOrder: comparedBy(
        (a, b) =>
          compareIntegers(b.senderLevel, a.senderLevel) || compareIntegers(timeOf(a), timeOf(b)) || byTime(b, a),
      ),
    },
  },
  {
    id: 'power-ties-by-locale',
    mistake: 'event IDs of power events are compared as a language has it',
    steps: {
      powerOrder: comparedBy(
        (a, b) =>
          compareIntegers(b.senderLevel, a.senderLevel) ||
          compareIntegers(timeOf(a), timeOf(b)) ||
          idOf(a).localeCompare(idOf(b), 'en'),
      ),
    },
  },
  {
    id: 'no-creator-power',
    mistake: 'where no power levels are cited nobody has power',
    steps: {
      powerOrder: (events, source, rules) =>
        reverseTopologicalPowerOrder(events, without(source, { createOf: () => undefined }), rules),
    },
    only: 'v2',
  },
  {
    id: 'creators-as-anybody',
    mistake: 'creators have no more power than the power levels give them',
    steps: {
      powerOrder: (events, source, rules) =>
        reverseTopologicalPowerOrder(events, source, { ...rules, creatorPower: '100-by-default' }),
    },
    only: 'v2.1',
  },
  {
    id: 'mainline-ignored',
    mistake: 'the remaining events are ordered by time alone',
    steps: { mainlineOrder: sortedBy(byTime) },
  },
  {
    id: 'mainline-reversed',
    mistake: 'the newest of the mainline comes first',
    steps: { mainlineOrder: sortedBy((a, b) => comparePosition(b, a)) },
  },
  {
    id: 'mainline-ties-reversed',
    mistake: 'of equal position the later comes first',
    steps: { mainlineOrder: sortedBy((a, b) => (a.position === b.position ? byTime(b, a) : comparePosition(a, b))) },
  },
  {
    id: 'mainline-ties-by-locale',
    mistake: 'event IDs of the remaining events are compared as a language has it',
    steps: {
      mainlineOrder: sortedBy((a, b) =>
        a.position === b.position && timeOf(a) === timeOf(b)
          ? idOf(a).localeCompare(idOf(b), 'en')
          : comparePosition(a, b),
      ),
    },
  },
  {
    id: 'no-mainline-as-oldest',
    mistake: 'an event without power levels counts as resting on the oldest of the mainline',
    steps: {
      mainlineOrder: (events, powerLevels, source) => {
        const ordered = mainlineOrder(events, powerLevels, source);
        const oldest = Math.max(0, ...ordered.map(({ position }) => (position === Infinity ? 0 : position)));
        const moved = ordered.map((one) => ({ ...one, position: Math.min(one.position, oldest) }));
        return moved.toSorted(comparePosition);
      },
    },
  },
  {
    id: 'mainline-steps',
    mistake: 'of equal position the one with fewer power levels events off the mainline comes first',
    steps: {
      mainlineOrder: (events, powerLevels, source) => {
        const mainline = new Set<RoomEvent>();
        for (
          let one = powerLevels;
          one;
          one = source.authEventsOf(one).find(({ type }) => type === 'm.room.power_levels')
        ) {
          mainline.add(one);
        }
        const steps = (one: Positioned): number => stepsOff(one, source, mainline);
        return mainlineOrder(events, powerLevels, source).toSorted((a, b) =>
          a.position === b.position ? steps(a) - steps(b) || byTime(a, b) : comparePosition(a, b),
        );
      },
    },
  },
  {
    id: 'kicks-are-no-power',
    mistake: 'kicks and bans are no power events',
    steps: { isPowerEvent: (event) => isPowerEvent(event) && event.type !== 'm.room.member' },
  },
  {
    id: 'join-rules-are-no-power',
    mistake: 'join rules are no power events',
    steps: { isPowerEvent: (event) => isPowerEvent(event) && event.type !== 'm.room.join_rules' },
  },
  {
    id: 'all-members-are-power',
    mistake: 'every membership is a power event',
    steps: { isPowerEvent: (event) => isPowerEvent(event) || event.type === 'm.room.member' },
  },
  {
    id: 'power-events-alone',
    mistake: 'what authorizes power events is not sorted with them',
    steps: { withAuthorizing: (powerEvents) => new Set(powerEvents) },
  },
  {
    id: 'no-own-auth-events',
    mistake: 'what the state lacks is not looked up among the auth events',
    steps: {
      iterativeAuthChecks: (events, resolved, beneath, options) => {
        const createOf = (event: RoomEvent) => options.source.createOf(event);
        iterativeAuthChecks(events, resolved, beneath, {
          ...options,
          source: without(options.source, {
            authEventsOf: (event) => options.source.authEventsOf(event).filter(({ key }) => key === createKey),
            createOf,
          }),
        });
      },
    },
  },
  {
    id: 'own-auth-events-first',
    mistake: 'the auth events of an event count before the resolved state',
    steps: {
      iterativeAuthChecks: (events, resolved, beneath, options) => {
        for (const event of events) {
          const alone = new Map(resolved);
          for (const cited of options.source.authEventsOf(event)) if (cited.key) alone.delete(cited.key);
          const own = new Set(options.source.authEventsOf(event).map(({ key }) => key));
          iterativeAuthChecks([event], alone, (key) => (own.has(key) ? undefined : beneath(key)), options);
          if (event.key && alone.get(event.key) === event) resolved.set(event.key, event);
        }
      },
    },
  },
  {
    id: 'event-authorizes-itself',
    mistake: 'an event that its state lacks is looked up before it is allowed',
    steps: {
      iterativeAuthChecks: (events, resolved, beneath, options) => {
        for (const event of events) {
          const own = (key: string): RoomEvent | undefined => (key === event.key ? event : undefined);
          iterativeAuthChecks([event], resolved, (key) => beneath(key) ?? own(key), options);
        }
      },
    },
  },
  {
    id: 'rejected-auth-events',
    mistake: 'rejected auth events are used where the state lacks an entry',
    steps: {
      iterativeAuthChecks: (events, resolved, beneath, options) => {
        iterativeAuthChecks(events, resolved, beneath, {
          ...options,
          source: without(options.source, { isRejected: () => false }),
        });
      },
    },
  },
  {
    id: 'nothing-is-checked',
    mistake: 'every event is allowed',
    steps: {
      iterativeAuthChecks: (events, resolved) => {
        for (const event of events) if (event.key) resolved.set(event.key, event);
      },
    },
  },
  {
    id: 'no-subgraph',
    mistake: 'v2.1 without the conflicted state subgraph',
    steps: { conflictedSubgraph: null },
    only: 'v2.1',
  },
  {
    id: 'not-from-empty',
    mistake: 'v2.1 starts from the unconflicted state',
    steps: { initialState: 'unconflicted' },
    only: 'v2.1',
  },
  { id: 'v2.1-as-v2', mistake: 'v2 in the place of v2.1', steps: stepsV2, only: 'v2.1' },
  { id: 'v2-as-v2.1', mistake: 'v2.1 in the place of v2', steps: stepsV21, only: 'v2' },
];

const mutantsV1: readonly StepMutant<StepsV1>[] = [
  {
    id: 'v1-shallowest',
    mistake: 'the deepest comes first',
    steps: { compareDepth: (a, b) => stepsV1.compareDepth(b, a) },
  },
  {
    id: 'v1-ties-by-id',
    mistake: 'of equal depth the event ID decides, not its SHA-1',
    steps: { compareDepth: (a, b) => compareIntegers(a.depth, b.depth) || (a.eventId < b.eventId ? -1 : 1) },
  },
  {
    id: 'v1-ties-reversed',
    mistake: 'of equal depth the smaller SHA-1 comes first',
    steps: { compareDepth: (a, b) => compareIntegers(a.depth, b.depth) || stepsV1.compareDepth(b, a) },
  },
  {
    id: 'v1-with-v2-conflicts',
    mistake: 'an entry that one state lacks is a conflict',
    steps: { conflicts: differingConflicts },
  },
];

const versionsWith = (roomVersion: RoomVersion, only: StepMutant<unknown>['only']): boolean => {
  const { stateResolution } = roomVersions[roomVersion];
  return stateResolution !== 'v1' && (only === undefined || only === stateResolution);
};

/** Mistakes in state resolution, each in one step. */
export const resolutionMutants: readonly Mutant[] = [
  ...mutantsV2.map(({ id, mistake, steps, only }): Mutant => {
    return {
      id: `resolution.${id}`,
      mistake,
      told: 'by every algorithm',
      oracleOf(roomVersion) {
        if (!versionsWith(roomVersion, only)) return undefined;
        const own = roomVersions[roomVersion].stateResolution === 'v2.1' ? stepsV21 : stepsV2;
        return { ...oracleFor(roomVersions[roomVersion]), resolve: resolutionOf({ ...own, ...steps }) };
      },
    };
  }),
  ...mutantsV1.map(({ id, mistake, steps }): Mutant => {
    return {
      id: `resolution.${id}`,
      mistake,
      told: 'by every algorithm',
      oracleOf(roomVersion) {
        if (roomVersions[roomVersion].stateResolution !== 'v1') return undefined;
        return { ...oracleFor(roomVersions[roomVersion]), resolve: resolutionV1Of({ ...stepsV1, ...steps }) };
      },
    };
  }),
  {
    id: 'resolution.v1-as-v2',
    mistake: 'v2 in the place of v1',
    told: 'by every algorithm',
    oracleOf: (roomVersion) =>
      roomVersions[roomVersion].stateResolution === 'v1'
        ? oracleFor({ ...roomVersions[roomVersion], stateResolution: 'v2' })
        : undefined,
  },
];
