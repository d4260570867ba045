import { describe } from 'vitest';
import {
  allRoomVersions,
  type RoomVersion,
  type RoomVersionRules,
  roomVersions,
} from '../../protocol/room-versions.ts';
import type { CheckMeta } from './check-meta.ts';
import { test } from './fixtures.ts';
import type { Catalogue } from './requirement.ts';

/**
 * Makes the `decides` of a catalogue: the options of a check that name the requirements it decides.
 *
 * An id that is not in the catalogue does not compile: its type is all that is needed of it.
 */
export function decidesFrom<C extends Catalogue>() {
  type Id = keyof C & string;
  return (first: Id, ...rest: (Id | Circumstances)[]): { meta: { check: CheckMeta } } => {
    const circumstances = rest.filter((item) => typeof item !== 'string');
    return {
      meta: {
        check: {
          requirements: [first, ...rest.filter((item) => typeof item === 'string')],
          needs: circumstances.flatMap(({ needs = [] }) => needs),
          touches: circumstances.flatMap(({ touches = [] }) => touches),
          freshUsers: circumstances.some(({ freshUsers = false }) => freshUsers),
          companion: circumstances.some(({ companion = false }) => companion),
        },
      },
    };
  };
}

/** What decides on which targets a check runs: the same as in {@link CheckMeta}, each where there is something to say. */
type Circumstances = Partial<Pick<CheckMeta, 'needs' | 'touches' | 'freshUsers' | 'companion'>>;

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
