import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { KnownFailure } from '../results/baseline.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import type { DoctoredRound } from '../run-context.ts';
import { isIn } from '../checks/selection.ts';

/** A check that a baseline says something of. */
export interface ListedCheck {
  readonly id: string;
  readonly entry: KnownFailure;
}

/** In which room version each check is proven, and which are not. */
export interface ProofPlan {
  readonly roomVersionOf: DoctoredRound['roomVersionOf'];
  /** Checks that bring the homeserver down wherever they could be proven, and all others with it. */
  readonly endings: readonly ListedCheck[];
}

/**
 * Chooses one room version for each check: the newest in which it is not known to fail, else the newest in which it does not bring
 * the homeserver down.
 *
 * @param usable the room versions that the user and the target have in common, in their order
 */
export function planProofs(
  checks: readonly Pick<CollectedCheck, 'id' | 'roomVersions'>[],
  usable: readonly RoomVersion[],
  baseline: readonly KnownFailure[],
): ProofPlan {
  const plans = checks.map(({ id, roomVersions }) => {
    const candidates: (RoomVersion | null)[] =
      roomVersions.length === 0 ? [null] : roomVersions.filter((version) => usable.includes(version));
    const entriesIn = (roomVersion: RoomVersion | null): KnownFailure[] =>
      baseline.filter((entry) => isIn(entry, { id, roomVersion }));
    const bearable = candidates.filter((version) => entriesIn(version).every(({ endsHomeserver }) => !endsHomeserver));
    const chosen = bearable.findLast((version) => entriesIn(version).length === 0) ?? bearable.at(-1);
    const ending = candidates.flatMap(entriesIn).find(({ endsHomeserver }) => endsHomeserver);
    return { id, chosen, ...(bearable.length === 0 && ending && { ending }) };
  });
  return {
    roomVersionOf: Object.fromEntries(plans.flatMap(({ id, chosen }) => (chosen ? [[id, chosen]] : []))),
    endings: plans.flatMap(({ id, ending }) => (ending ? [{ id, entry: ending }] : [])),
  };
}
