import type { Fault } from '../../reference/fault.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import type { Trial } from '../run-context.ts';
import { matchesGlob } from '../checks/selection.ts';

/** A check that is held against a fault, in one room version. */
export interface PlannedCheck {
  readonly id: string;
  readonly roomVersion: RoomVersion;
}

/** What a fault is held against. */
export interface FaultPlan {
  readonly fault: Fault;
  readonly checks: readonly PlannedCheck[];
}

/** Which checks examine a requirement on the wire, beyond what they assert: seen in a run without a fault. */
export type Witnesses = ReadonlyMap<string, ReadonlySet<string>>;

/** What no check decides is examined in many; some of them will do. */
const witnessesEach = 3;

/** What plans are made from. */
export interface PlanOptions {
  readonly checks: readonly CollectedCheck[];
  /** The room versions of the homeserver, oldest first. */
  readonly roomVersions: readonly RoomVersion[];
  readonly witnesses: Witnesses;
  /** Every check, and not just those that decide a requirement which the fault breaks. */
  readonly allChecks: boolean;
}

/**
 * The checks that decide a requirement which a fault breaks; of one that no check decides those that examine it on the wire. Each in
 * one room version: the newest in which fault, check and homeserver meet.
 */
export function planFault(fault: Fault, options: PlanOptions): FaultPlan {
  const { checks, witnesses, allChecks } = options;
  const usable = usableVersions(fault, options);
  const chosen = allChecks ? checks : checks.filter(isChosenFor(fault, checks, witnesses));
  return { fault, checks: chosen.flatMap((check) => planned(check, versionsToTell(check, fault, usable))) };
}

/** The same in all other room versions, for a fault that the newest did not tell. */
export function planRest(fault: Fault, options: PlanOptions): FaultPlan {
  const usable = usableVersions(fault, options);
  const deciding = options.checks.filter((check) => isHeldAgainst(check, fault));
  const rest = deciding.flatMap((check) => {
    const [, ...others] = versionsToTell(check, fault, usable).toReversed();
    return others
      .filter((version) => check.roomVersions.includes(version))
      .map((roomVersion) => ({ id: check.id, roomVersion }));
  });
  return { fault, checks: rest };
}

function usableVersions(fault: Fault, { roomVersions }: PlanOptions): readonly RoomVersion[] {
  return fault.roomVersions ? roomVersions.filter((version) => fault.roomVersions?.includes(version)) : roomVersions;
}

/** The room versions in which a check decides what a fault breaks; all of them for a check that only examines it, or runs anyway. */
function versionsToTell(
  check: CollectedCheck,
  { breaks }: Fault,
  usable: readonly RoomVersion[],
): readonly RoomVersion[] {
  const own =
    check.roomVersions.length === 0 ? usable : usable.filter((version) => check.roomVersions.includes(version));
  const deciding = own.filter((version) => check.requirementsIn(version).some((id) => breaks.includes(id)));
  return deciding.length > 0 ? deciding : own;
}

/** Enough that slow checks do not keep the others waiting at the end; and the memory of some hundred homeservers is not needed at once. */
const plansAtOnce = 64;
/** The peers of a check keep their ports until the end of a batch, and a process has some thousand to give. */
const checksAtOnce = 4000;

/** Parts of the plans, in their order, of which each is small enough to be run at once. */
export function* inBatches<Plan extends Pick<FaultPlan, 'checks'>>(plans: readonly Plan[]): Generator<Plan[]> {
  let batch: Plan[] = [];
  let checks = 0;
  for (const plan of plans) {
    if (batch.length === plansAtOnce || (batch.length > 0 && checks + plan.checks.length > checksAtOnce)) {
      yield batch;
      [batch, checks] = [[], 0];
    }
    batch.push(plan);
    checks += plan.checks.length;
  }
  if (batch.length > 0) yield batch;
}

/** One room version: the newest that check and homeserver have in common. */
export function planned({ id, roomVersions }: CollectedCheck, usable: readonly RoomVersion[]): PlannedCheck[] {
  const roomVersion = usable.findLast((version) => roomVersions.length === 0 || roomVersions.includes(version));
  return roomVersion === undefined ? [] : [{ id, roomVersion }];
}

/** Whether a check decides what a fault breaks, and is among those that the fault is held against. */
export function isHeldAgainst(
  check: Pick<CollectedCheck, 'id' | 'requirements'>,
  { breaks, shownIn = '**' }: Pick<Fault, 'breaks' | 'shownIn'>,
): boolean {
  return decidesAny(check, breaks) && matchesGlob(shownIn, check.id, []);
}

/** Whether a check decides one of some requirements. */
export function decidesAny({ requirements }: Pick<CollectedCheck, 'requirements'>, ids: readonly string[]): boolean {
  return requirements.some((id) => ids.includes(id));
}

function isChosenFor(
  { breaks, shownIn = '**' }: Fault,
  checks: readonly CollectedCheck[],
  witnesses: Witnesses,
): (check: CollectedCheck) => boolean {
  const deciding = new Set(checks.filter((check) => isHeldAgainst(check, { breaks, shownIn })).map(({ id }) => id));
  const decided = new Set(checks.flatMap(({ requirements }) => requirements));
  const examining = breaks
    .filter((id) => !decided.has(id))
    .map((id) => [...(witnesses.get(id) ?? [])].filter((check) => matchesGlob(shownIn, check, [])).toSorted())
    .filter((ids) => !ids.some((id) => deciding.has(id)))
    .flatMap((ids) => ids.slice(0, witnessesEach));
  return ({ id }) => deciding.has(id) || examining.includes(id);
}

/** The trials of some plans, by check; the n-th plan is that of the n-th connection. */
export function trialsOf(
  plans: readonly { readonly fault: Pick<Fault, 'id'>; readonly checks: readonly PlannedCheck[] }[],
): Record<string, Trial[]> {
  const trials: Record<string, Trial[]> = {};
  for (const [connection, { fault, checks }] of plans.entries()) {
    for (const { id, roomVersion } of checks) (trials[id] ??= []).push({ connection, faultId: fault.id, roomVersion });
  }
  return trials;
}
