import { ConfigurationError } from '../../target/errors.ts';
import type { CollectedCheck } from '../checks/collect.ts';

/** One part of a run that several machines share. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly of: number;
}

/** One check in one room version; null where it is not about rooms of a version. */
export interface Unit {
  readonly id: string;
  readonly roomVersion: string | null;
}

/** Reads `i/n`. @throws RangeError where it is not that */
export function parseShard(text: string): Shard {
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (index === undefined || of === undefined || Number(index) > Number(of))
    throw new RangeError('It must be i/n, such as 1/3, 2/3 and 3/3.');
  return { index: Number(index), of: Number(of) };
}

/** A shard as on the command line. */
export function shardText({ index, of }: Shard): string {
  return `${index}/${of}`;
}

/** How a unit is looked up. */
export function unitKey({ id, roomVersion }: Unit): string {
  return `${id} ${roomVersion ?? ''}`;
}

/** Each check in each room version in which it runs and that the user chose. */
export function unitsOf(checks: readonly CollectedCheck[], roomVersions: readonly string[]): Unit[] {
  return checks.flatMap(({ id, roomVersions: ofCheck }): Unit[] =>
    ofCheck.length === 0
      ? [{ id, roomVersion: null }]
      : ofCheck.filter((version) => roomVersions.includes(version)).map((roomVersion) => ({ id, roomVersion })),
  );
}

/**
 * The units of one shard. The shards of a run are disjoint, differ in size by at most one, and are everything together; they are
 * the same on every machine. Neighbours go to different shards, so that none gets all of a slow file.
 *
 * @throws ConfigurationError where there are fewer units than shards: an empty shard would be green
 */
export function unitsOfShard(units: readonly Unit[], { index, of }: Shard): Unit[] {
  if (units.length < of) {
    throw new ConfigurationError(
      `--shard ${index}/${of}: only ${units.length} checks (counted by room version) are chosen, too few for ${of} shards. ` +
        `Choose more checks, or at most ${units.length} shards.`,
    );
  }
  const key = (unit: Unit): string => unitKey(unit);
  return units.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).filter((_, position) => position % of === index - 1);
}
