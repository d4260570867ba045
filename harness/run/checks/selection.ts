import picomatch from 'picomatch';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { TargetConnection } from '../../target/target.ts';
import { lastingTouches, touches } from '../../target/touches.ts';
import type { CheckMeta } from './check-meta.ts';
import type { RunContext } from '../run-context.ts';
import { unitKey } from '../results/shard.ts';

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

/** True where nobody has to hear of it if the check fails. */
export function mayFail(candidate: Candidate, { noAlarm }: Pick<RunContext, 'noAlarm'>): boolean {
  if (!noAlarm) return false;
  const { known, beyondClaim, notBinding } = noAlarm;
  const { requirements } = candidate.meta;
  return (
    known.some((entry) => isIn(entry, candidate)) ||
    requirements.some((id) => beyondClaim.includes(id)) ||
    requirements.every((id) => notBinding.includes(id))
  );
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
  { id, meta, roomVersion }: Candidate,
  context: Pick<RunContext, 'connections' | 'targetRoomVersions' | 'companion' | 'spared'>,
): string | null {
  const { targetRoomVersions, companion, spared = [] } = context;
  const [{ features, registration, untouched = [] }] = context.connections;
  if (roomVersion !== null && !targetRoomVersions.includes(roomVersion)) {
    return `the target does not claim room version ${roomVersion}`;
  }
  if (meta.companion) {
    if (companion === null) return 'it takes two homeservers, and --with names no second one';
    if (roomVersion !== null && !companion.roomVersions.includes(roomVersion))
      return `the other homeserver does not claim room version ${roomVersion}`;
  }
  if (spared.some((checks) => isIn(checks, { id, roomVersion })))
    return 'it ends the homeserver, as the baseline has it, and nobody here could start that again';
  const missing = meta.needs.find((feature) => !features.includes(feature));
  if (missing !== undefined) return `the target does not declare the feature ${missing}`;
  const touched = meta.touches.find((touch) => untouched.includes(touch));
  if (touched !== undefined) return `${touches[touched]}, and the configuration wants ${touched} untouched`;
  if (registration.method !== 'accounts') return null;
  const lasting = meta.touches.find((touch) => lastingTouches.includes(touch));
  if (lasting !== undefined) return `${touches[lasting]}, and accounts that are given stay as they are`;
  return meta.freshUsers ? 'it needs users who were never used before, and the configuration gives accounts' : null;
}

/** Why there can be no peers of a target, which only a check that asks for one needs to know; null where there can. */
export function whyNoPeers(connection: TargetConnection): string | null {
  const { untouched = [], federationUrl, certificateAuthority } = connection;
  if (untouched.includes('federation'))
    return `${touches.federation}, and the configuration wants federation untouched`;
  if (federationUrl === null) return 'peers cannot ask the target: the configuration has no federationUrl';
  if (certificateAuthority === null)
    return 'the target cannot trust peers: the configuration has no certificateAuthority that signs their certificates';
  return null;
}

/** What of a target is not checked as its configuration has it, a line each: nobody shall take a short run for a whole one. */
export function limitsOf(connection: TargetConnection): string[] {
  const { untouched = [], registration } = connection;
  const noPeers = whyNoPeers(connection);
  return [
    ...(noPeers === null ? [] : [`no checks of federation: ${noPeers}`]),
    ...(untouched.length === 0 ? [] : [`untouched: ${untouched.join(', ')}`]),
    ...(registration.method === 'accounts'
      ? [
          `${registration.accounts.length} given accounts, used by one check after the other; nothing that would stay with them`,
        ]
      : []),
  ];
}
