import type { Fault } from '../reference/fault.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import type { CollectedCheck } from './collect.ts';
import type { Trial } from './run-context.ts';

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

/** The checks that decide a requirement which a fault breaks; of one that no check decides those that examine it on the wire. */
export function planFault(fault: Fault, { checks, roomVersions, witnesses, allChecks }: PlanOptions): FaultPlan {
  const usable = fault.roomVersions
    ? roomVersions.filter((version) => fault.roomVersions?.includes(version))
    : roomVersions;
  const chosen = allChecks ? checks : checks.filter(isChosenFor(fault, checks, witnesses));
  return { fault, checks: chosen.flatMap((check) => planned(check, usable)) };
}

/** One room version: the newest that fault, check and homeserver have in common. */
export function planned({ id, roomVersions }: CollectedCheck, usable: readonly RoomVersion[]): PlannedCheck[] {
  const roomVersion = usable.findLast((version) => roomVersions.length === 0 || roomVersions.includes(version));
  return roomVersion === undefined ? [] : [{ id, roomVersion }];
}

/** Whether a check decides one of some requirements. */
export function decidesAny({ requirements }: CollectedCheck, ids: readonly string[]): boolean {
  return requirements.some((id) => ids.includes(id));
}

function isChosenFor(
  { breaks }: Fault,
  checks: readonly CollectedCheck[],
  witnesses: Witnesses,
): (check: CollectedCheck) => boolean {
  const deciding = new Set(checks.filter((check) => decidesAny(check, breaks)).map(({ id }) => id));
  const decided = new Set(checks.flatMap(({ requirements }) => requirements));
  const examining = breaks
    .filter((id) => !decided.has(id))
    .map((id) => [...(witnesses.get(id) ?? [])].toSorted())
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
