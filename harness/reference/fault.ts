import type { Oracle } from '../protocol/oracle.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import type { Doctor } from '../wire/wire.ts';
import type { Rules } from './rules.ts';

/** A deliberate defect of the reference homeserver: one rule that it breaks. */
export interface Fault {
  /** Permanent name, such as `receipt.keeps-events-with-a-wrong-hash`. */
  readonly id: string;
  /** One sentence: what such a homeserver does. */
  readonly does: string;
  /** The requirements that it breaks. */
  readonly breaks: readonly [string, ...string[]];
  /** The room versions in which it shows; all where it is left out. */
  readonly roomVersions?: readonly RoomVersion[];
  /** The checks that it is held against, as a glob: where not all can tell that decide or examine what it breaks, or fewer will do. */
  readonly shownIn?: string;
  /** The rules that it replaces. */
  readonly rules?: Partial<Rules>;
  /** Another oracle in the place of that of a room version; undefined where that would be right. */
  readonly oracle?: (own: Oracle, roomVersion: RoomVersion) => Oracle | undefined;
  /** Changes what is answered, or asked of other homeservers: for what is wrong on the surface only. */
  readonly doctor?: Doctor;
}
