import { createHash } from 'node:crypto';
import { joinRulesKey, powerLevelsKey } from '../authorization/auth-context.ts';
import { authorize } from '../authorization/authorize.ts';
import { compareIntegers } from '../exact-integer.ts';
import type { RoomEvent } from '../room-event.ts';
import type { StateMapKey } from '../state-map-key.ts';
import { type Conflicts, contradictingConflicts } from './conflicts.ts';
import type { ResolutionContext, Resolve } from './resolution.ts';
import type { RoomState } from './room-state.ts';

/** Events that are in conflict with each other: those for one entry of the state. */
type Rivals = readonly RoomEvent[];

/** How the algorithm is read where its text leaves it open. */
export interface StepsV1 {
  readonly conflicts: typeof contradictingConflicts;
  readonly compareDepth: typeof compareDepth;
  /** A resolved membership counts for those after it, or only when all memberships are resolved. */
  readonly membershipsCount: 'at once' | 'at once, backwards' | 'together';
  /** What becomes of an entry of which no event is allowed: the first event by {@link compareDepth} holds, or it is gone. */
  readonly noneAllowed: 'first' | 'absent';
  /** Whether third-party invites are resolved like memberships, and before them. */
  readonly thirdPartyInvitesFirst: boolean;
}

/** Room version 1. Source: https://spec.matrix.org/v1.19/rooms/v1/#state-resolution */
export const stepsV1: StepsV1 = {
  conflicts: contradictingConflicts,
  compareDepth,
  membershipsCount: 'together',
  noneAllowed: 'first',
  thirdPartyInvitesFirst: false,
};

/** The less deep first; of equally deep ones, that with the greater SHA-1 of its ID. */
export function compareDepth(a: RoomEvent, b: RoomEvent): number {
  return compareIntegers(a.depth, b.depth) || Buffer.compare(sha1(b.eventId), sha1(a.eventId));
}

function sha1(text: string): Uint8Array {
  return createHash('sha1').update(text).digest();
}

/** The algorithm by some reading of its steps. */
export function resolutionV1Of(steps: StepsV1): Resolve {
  return (states, context) => {
    const conflicts = steps.conflicts(states);
    context.note?.({ step: 'conflicts', keys: [...conflicts.keys] });
    return resolveRivals(conflicts, steps, context);
  };
}

function resolveRivals(conflicts: Conflicts, steps: StepsV1, context: ResolutionContext): RoomState {
  const resolved = new Map<StateMapKey, RoomEvent>();
  const groups = byEntry(conflicts.events);
  const ofType = (type: string): Rivals[] => [...groups.values()].filter(([rival]) => rival?.type === type);
  const stage = (name: string, rivals: Iterable<Rivals>, how: StepsV1['membershipsCount'], pick: Pick): void => {
    const winners: RoomEvent[] = [];
    for (const group of how === 'at once, backwards' ? [...rivals].toReversed() : rivals) {
      const ordered = group.toSorted(steps.compareDepth);
      context.note?.({ step: 'depth order', of: name, events: ordered });
      const winner = pick(ordered, (key) => resolved.get(key) ?? conflicts.unconflicted(key), context, name);
      if (winner?.key === undefined) continue;
      groups.delete(winner.key);
      if (how === 'together') winners.push(winner);
      else resolved.set(winner.key, winner);
    }
    for (const winner of winners) if (winner.key !== undefined) resolved.set(winner.key, winner);
  };
  const one = (key: StateMapKey): Rivals[] => [groups.get(key) ?? []].filter((rivals) => rivals.length > 0);

  stage('power levels', one(powerLevelsKey), 'at once', lastAllowedInARow);
  stage('join rules', one(joinRulesKey), 'at once', lastAllowedInARow);
  if (steps.thirdPartyInvitesFirst) {
    stage('third-party invites', ofType('m.room.third_party_invite'), 'together', lastAllowedInARow);
  }
  stage('members', ofType('m.room.member'), steps.membershipsCount, lastAllowedInARow);
  stage('others', [...groups.values()], 'together', deepestAllowed(steps.noneAllowed));

  const [first] = conflicts.states;
  if (!first) throw new RangeError('There must be at least one state to resolve');
  return first.changed(conflicts.keys, [...conflicts.notInFirst, ...resolved.values()]);
}

function byEntry(events: Iterable<RoomEvent>): Map<StateMapKey, RoomEvent[]> {
  const groups = new Map<StateMapKey, RoomEvent[]>();
  for (const event of events) {
    if (event.key === undefined) continue;
    groups.set(event.key, [...(groups.get(event.key) ?? []), event]);
  }
  return groups;
}

/** Picks one of rivals that are ordered by {@link compareDepth}. */
type Pick = (
  rivals: Rivals,
  state: (key: StateMapKey) => RoomEvent | undefined,
  context: ResolutionContext,
  stage: string,
) => RoomEvent | undefined;

/** The first holds without a check; each next takes its place as long as it is allowed by the one before. */
const lastAllowedInARow: Pick = ([first, ...others], state, context, stage) => {
  let winner = first;
  for (const event of others) {
    const current = winner;
    if (!isAllowed(event, (key) => (key === current?.key ? current : state(key)), context, stage)) break;
    winner = event;
  }
  return winner;
};

/** The last that is allowed. */
function deepestAllowed(noneAllowed: StepsV1['noneAllowed']): Pick {
  return (rivals, state, context, stage) => {
    const allowed = rivals.toReversed().find((event) => isAllowed(event, state, context, stage));
    return allowed ?? (noneAllowed === 'first' ? rivals[0] : undefined);
  };
}

function isAllowed(
  event: RoomEvent,
  get: (key: StateMapKey) => RoomEvent | undefined,
  { authorization, readings, note }: ResolutionContext,
  stage: string,
): boolean {
  const verdict = authorize(authorization, event, { get }, { readings });
  note?.({ step: 'auth check', of: stage, event, verdict });
  return verdict.allowed;
}
