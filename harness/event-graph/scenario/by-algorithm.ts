import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { Algorithm, ByAlgorithm } from './scenario.ts';

const algorithms: readonly Algorithm[] = ['v1', 'v2', 'v2.1'];

/** The state resolution algorithms of some room versions, the oldest first. */
export function algorithmsOf(versions: readonly RoomVersion[]): Algorithm[] {
  const used = new Set(versions.map((version) => roomVersions[version].stateResolution));
  return algorithms.filter((algorithm) => used.has(algorithm));
}

/** Whether something is said for each algorithm by itself. */
export function isByAlgorithm(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => algorithms.includes(key as Algorithm));
}

/** What is written once for all algorithms, or for each by itself; what is said of v2 holds for v2.1 unless this has its own. */
export function byAlgorithm<Value extends object>(
  written: Value | ByAlgorithm<Value>,
  used: readonly Algorithm[],
): ByAlgorithm<Value> {
  const isApart = isByAlgorithm(written);
  const entries = used.flatMap((algorithm): [Algorithm, Value][] => {
    const apart = written as ByAlgorithm<Value>;
    const own = isApart ? (apart[algorithm] ?? (algorithm === 'v2.1' ? apart.v2 : undefined)) : (written as Value);
    return own === undefined ? [] : [[algorithm, own]];
  });
  return Object.fromEntries(entries);
}
