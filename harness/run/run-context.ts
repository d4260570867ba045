import type { RoomVersion } from '../protocol/room-versions.ts';
import type { TargetConnection } from '../target/target.ts';
import type { Certificate } from '../wire/certificate-authority.ts';
import type { OwnHomeserversAccess } from './targets/own-homeservers.ts';
import type { CheckSet } from './checks/selection.ts';

/** What the main process tells the workers: plain data. */
export interface RunContext {
  /** Equal targets that share the checks: a homeserver is often single-threaded. No check may assume that there is one only. */
  readonly connections: readonly [TargetConnection, ...TargetConnection[]];
  /** That of all peers, which the targets trust; null where there can be none. */
  readonly peerCertificate: Certificate | null;
  /** How checks get a homeserver of their own. */
  readonly ownHomeservers: OwnHomeserversAccess;
  /** The specification version up to which the target is held to the text: what it claims, or what the user says. */
  readonly claim: string;
  /** The room versions that the target claims (`m.room_versions` of its capabilities). */
  readonly targetRoomVersions: readonly string[];
  /** Another homeserver that the target federates with; null where the user named none. */
  readonly companion: Companion | null;
  /** The room versions that the user chose. */
  readonly roomVersions: readonly RoomVersion[];
  /** Id globs that the user chose; empty for all. */
  readonly globs: readonly string[];
  /** Checks that bring the target down: left out, or the only ones that run now. */
  readonly apart: { readonly checks: readonly CheckSet[]; readonly now: boolean };
  /** Checks that would bring a target down which nobody here can start again. */
  readonly spared?: readonly CheckSet[];
  /** Failures that would be no alarm, so that their checks wait less long for what need not come. */
  readonly noAlarm?: NoAlarm;
  /** How scenarios are performed. */
  readonly scenarios: ScenarioChoice;
  /** The units of this run's shard, by {@link unitKey}; left out where the run is no shard. */
  readonly shard?: Readonly<Record<string, true>>;
  readonly timeoutFactor: number;
  readonly resultsFolder: string;
  /** Null for the target's true answers. */
  readonly doctored: DoctoredRound | null;
  /** In a sweep of faults what each check is held against, by its id: others do not run. Null in all other runs. */
  readonly trials: Readonly<Record<string, readonly Trial[]>> | null;
}

/** Which failures are no alarm. */
export interface NoAlarm {
  /** The checks of the baseline. */
  readonly known: readonly CheckSet[];
  /** Requirements that are newer than what the target claims. */
  readonly beyondClaim: readonly string[];
  /** Requirements that bind nobody. */
  readonly notBinding: readonly string[];
}

/** The homeserver beside the target in checks of interoperability. */
export interface Companion {
  readonly connection: TargetConnection;
  /** The room versions that it claims. */
  readonly roomVersions: readonly string[];
}

/** What a user chooses about the scenarios. */
export interface ScenarioChoice {
  /** The file of the only one; null for those of Touchstone. */
  readonly file: string | null;
  /** The room versions of those in which a scenario holds: the newest of each algorithm, those in which rules changed, or all. */
  readonly roomVersions: 'newest' | 'changed' | 'all';
  /** Of the first order in which events are delivered, and of what else the scenarios leave open. */
  readonly seed: number;
  /** In how many orders, one seed after the other. */
  readonly orders: number;
}

/** What is chosen of scenarios where nothing is said. */
export const usualScenarios: ScenarioChoice = { file: null, roomVersions: 'newest', seed: 1, orders: 1 };

/** One run of a check against a homeserver that breaks one rule. */
export interface Trial {
  /** Which of the connections leads to it. */
  readonly connection: number;
  /** Names the place of its wire log; empty for the homeserver without a fault. */
  readonly faultId: string;
  /** The room version in which the check runs, or that of its rooms where it is about no room version. */
  readonly roomVersion: RoomVersion;
}

/** A run in which each check is given one of its doctored answers and must fail. */
export interface DoctoredRound {
  /** Which of its doctored answers each check is given, counted from 0; in the round of truth none. */
  readonly round: 'truth' | number;
  /** One room version for each check that has any: a check that can fail in one can fail in all. */
  readonly roomVersionOf: Readonly<Record<string, RoomVersion>>;
}

/** What is known of a run when its files of checks are loaded. */
export type RunChoice = Pick<RunContext, 'globs' | 'scenarios' | 'timeoutFactor' | 'trials'>;

declare module 'vitest' {
  interface ProvidedContext {
    choice: RunChoice;
    /** Names the channel on which workers are told the rest. */
    briefing: string;
  }
}
