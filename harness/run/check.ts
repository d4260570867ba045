import { describe } from 'vitest';
import { allRoomVersions, type RoomVersion, type RoomVersionRules, roomVersions } from '../protocol/room-versions.ts';
import type { Feature } from '../target/features.ts';
import type { Examination } from './examination.ts';
import { test } from './fixtures.ts';
import type { Catalogue } from './requirement.ts';

/** What a check says of itself; part of vitest's `meta`, so that every reporter sees it. */
export interface CheckMeta {
  /** The requirements that the check decides. */
  readonly requirements: readonly string[];
  /** The optional features that the target must declare, or else the check is not applicable. */
  readonly needs: readonly Feature[];
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
  /** What was wrong on purpose, in a run with doctored answers. */
  doctored: string | null;
  /** The homeserver's clock window of the check, milliseconds since the epoch. */
  window: readonly [fromMs: number, toMs: number] | null;
}

declare module 'vitest' {
  interface TaskMeta {
    check?: CheckMeta;
    outcome?: CheckOutcome;
    roomVersion?: RoomVersion;
  }
}

/**
 * Makes the `decides` of a catalogue: the options of a check that name the requirements it decides.
 *
 * An id that is not in the catalogue does not compile.
 */
export function decidesFrom<C extends Catalogue>(_catalogue: C) {
  type Id = keyof C & string;
  return (first: Id, ...rest: (Id | { readonly needs: readonly Feature[] })[]): { meta: { check: CheckMeta } } => ({
    meta: {
      check: {
        requirements: [first, ...rest.filter((item) => typeof item === 'string')],
        needs: rest.flatMap((item) => (typeof item === 'string' ? [] : item.needs)),
      },
    },
  });
}

/**
 * Runs the checks inside once for each room version that has a property, with the fixture `roomVersion` set.
 *
 * @param body declares the checks; it is given the room version and its rules
 * @param where which room versions, by their rules; all of them where it is left out
 */
export function eachRoomVersion(
  body: (roomVersion: RoomVersion, rules: RoomVersionRules) => void,
  where: (rules: RoomVersionRules) => boolean = () => true,
): void {
  for (const roomVersion of allRoomVersions.filter((version) => where(roomVersions[version]))) {
    describe(`room version ${roomVersion}`, { meta: { roomVersion } }, () => {
      test.override({ roomVersion });
      body(roomVersion, roomVersions[roomVersion]);
    });
  }
}
