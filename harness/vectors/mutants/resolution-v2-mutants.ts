import { createKey, powerLevelsKey } from '../../protocol/authorization/auth-context.ts';
import { compareIntegers } from '../../protocol/exact-integer.ts';
import type { PowerLevel } from '../../protocol/power-level.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { contradictingConflicts } from '../../protocol/state-resolution/conflicts.ts';
import { iterativeAuthChecks } from '../../protocol/state-resolution/iterative-auth-checks.ts';
import { comparePosition, mainlineOrder, type Positioned } from '../../protocol/state-resolution/mainline-order.ts';
import { isPowerEvent } from '../../protocol/state-resolution/power-events.ts';
import { type StepsV2, stepsV2, stepsV21 } from '../../protocol/state-resolution/resolution-v2.ts';
import {
  type Candidate,
  compareTime,
  reverseTopologicalPowerOrder,
} from '../../protocol/state-resolution/reverse-topological-power-order.ts';
import type { StepMutant } from './step-mutant.ts';
import { backward, byTime, comparedBy, idOf, inBrackets, sortedBy, stepsOff, timeOf, without } from './wrong-orders.ts';

/** Mistakes in the state resolution of room version 2 and later. */
export const mutantsV2: readonly StepMutant<StepsV2>[] = [
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
    id: 'others-with-creator-power',
    mistake: 'where no power levels are cited everybody has the power of the creator',
    steps: {
      powerOrder: (events, source, rules) => {
        const levelOf = ({ event, senderLevel }: Candidate): PowerLevel =>
          source.authEventsOf(event).some(({ key }) => key === powerLevelsKey) ? senderLevel : 100;
        const compare = (a: Candidate, b: Candidate): number =>
          compareIntegers(levelOf(b), levelOf(a)) || compareTime(a.event, b.event);
        return reverseTopologicalPowerOrder(events, source, rules, { compare });
      },
    },
  },
  {
    id: 'creator-by-content',
    mistake: 'for the order the creator is the one whom the content of the create event names',
    steps: {
      powerOrder: (events, source, rules) =>
        reverseTopologicalPowerOrder(events, source, { ...rules, creatorIs: 'content.creator' }),
    },
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
    id: 'additional-creators-as-anybody',
    mistake: 'for the order only the sender of the create event has the power of a creator',
    steps: {
      powerOrder: (events, source, rules) =>
        reverseTopologicalPowerOrder(events, source, { ...rules, creatorIs: 'sender' }),
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
    id: 'mainline-ids-reversed',
    mistake: 'of equal position and time the greater event ID comes first',
    steps: {
      mainlineOrder: sortedBy((a, b) =>
        a.position === b.position && timeOf(a) === timeOf(b) ? byTime(b, a) : comparePosition(a, b),
      ),
    },
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
    id: 'all-other-state-is-power',
    mistake: 'all state but memberships is ordered by power',
    steps: { isPowerEvent: (event) => isPowerEvent(event) || event.type !== 'm.room.member' },
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
