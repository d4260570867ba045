import picomatch from 'picomatch';
import type { RoomVersion } from '../protocol/room-versions.ts';
import type { CheckMeta } from './check-meta.ts';
import type { RunContext } from './run-context.ts';
import { unitKey } from './shard.ts';

/** What decides whether a check runs. */
export interface Candidate {
  readonly id: string;
  readonly meta: CheckMeta;
  readonly roomVersion: RoomVersion | null;
}

/** Some checks, as a baseline names them. */
export interface CheckSet {
  /** Id of a check, or a glob. */
  readonly check: string;
  /** The room versions that are meant; all of them where it is left out. */
  readonly roomVersions?: readonly string[];
}

/** Tells whether a check is one of those. */
export function isIn({ check, roomVersions }: CheckSet, line: { id: string; roomVersion: string | null }): boolean {
  if (roomVersions && (line.roomVersion === null || !roomVersions.includes(line.roomVersion))) return false;
  return matchesGlob(check, line.id, []);
}

/** True where a glob matches the check's id, a folder or file of it, or a requirement that it decides. */
export function matchesGlob(glob: string, id: string, requirements: readonly string[]): boolean {
  const matches = picomatch([glob, `${glob.replace(/\/$/, '')}/**`], { dot: true });
  return matches(id) || requirements.some((requirement) => matches(requirement));
}

/** True where the user's choice of globs and room versions includes the check. */
export function isSelected(
  { id, meta, roomVersion }: Candidate,
  context: Pick<RunContext, 'globs' | 'roomVersions' | 'apart' | 'doctored' | 'shard'>,
): boolean {
  const { globs, roomVersions, apart, doctored, shard } = context;
  if (apart.checks.some((checks) => isIn(checks, { id, roomVersion })) !== apart.now) return false;
  if (roomVersion !== null && !roomVersions.includes(roomVersion)) return false;
  if (roomVersion !== null && doctored && doctored.roomVersionOf[id] !== roomVersion) return false;
  if (shard !== undefined && shard[unitKey({ id, roomVersion })] === undefined) return false;
  return globs.length === 0 || globs.some((glob) => matchesGlob(glob, id, meta.requirements));
}

/** Why a check does not apply to the target; null where it does. The target's own declarations decide, never its name. */
export function whyNotApplicable(
  { meta, roomVersion }: Candidate,
  context: Pick<RunContext, 'connections' | 'targetRoomVersions'>,
): string | null {
  const { targetRoomVersions } = context;
  const [{ features }] = context.connections;
  if (roomVersion !== null && !targetRoomVersions.includes(roomVersion)) {
    return `the target does not claim room version ${roomVersion}`;
  }
  const missing = meta.needs.find((feature) => !features.includes(feature));
  return missing === undefined ? null : `the target does not declare the feature ${missing}`;
}
