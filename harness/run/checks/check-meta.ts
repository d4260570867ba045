import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { Feature } from '../../target/features.ts';
import type { Touch } from '../../target/touches.ts';
import type { Examination } from './examination.ts';
import type { Trial } from '../run-context.ts';

/** What a check says of itself; part of vitest's `meta`, so that every reporter sees it. */
export interface CheckMeta {
  /** The requirements that the check decides. */
  readonly requirements: readonly string[];
  /** The optional features that the target must declare, or else the check is not applicable. */
  readonly needs: readonly Feature[];
  /** What it touches on purpose; where the target's configuration wants that untouched the check is not applicable. */
  readonly touches: readonly Touch[];
  /** True where it holds only of users who were never used before; with accounts that are given it is not applicable. */
  readonly freshUsers: boolean;
  /** True where it is about the target and another homeserver together. */
  readonly companion: boolean;
}

/** What is known of a check once it ran. */
export interface CheckOutcome {
  /** False where the user's choice left it out. */
  selected: boolean;
  /** Why it does not apply to the target, else null. */
  notApplicable: string | null;
  /** What was examined of everything that the target emitted in this check. */
  examination: Examination | null;
  /** Path of the wire log below the results folder. */
  wireLog: string | null;
  /** What the order follows from in which a scenario was delivered last. */
  seed?: number;
  /** What the target made of a scenario, for who runs it alone. */
  told?: readonly string[];
  /** What was wrong on purpose, in a run with doctored answers. */
  doctored: string | null;
  /** The target that the check ran against, where there are several. */
  serverName: string;
  /** The homeserver beside it, in a check of both. */
  companion?: string;
  /** The homeserver's clock window of the check, milliseconds since the epoch. */
  window: readonly [fromMs: number, toMs: number] | null;
}

declare module 'vitest' {
  interface TaskMeta {
    check?: CheckMeta;
    outcome?: CheckOutcome;
    roomVersion?: RoomVersion;
    /** Set where the check has its homeserver to itself. */
    ownHomeserver?: true;
    trial?: Trial;
  }
}
