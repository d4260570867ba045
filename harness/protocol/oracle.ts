import type { Authorization } from './authorization/authorize.ts';
import { authorizationRules, numbered } from './authorization/authorization-rules.ts';
import { ownReadings, type Readings } from './authorization/readings.ts';
import { type RoomVersion, roomVersions, type RoomVersionRules } from './room-versions.ts';
import type { Resolve } from './state-resolution/resolution.ts';
import { resolutionV1Of, stepsV1 } from './state-resolution/resolution-v1.ts';
import { resolutionOf, stepsV2, stepsV21 } from './state-resolution/resolution-v2.ts';

/** Everything by which the events of a room version are judged. */
export interface Oracle {
  readonly rules: RoomVersionRules;
  readonly authorization: Authorization;
  readonly resolve: Resolve;
  readonly readings: Readings;
}

const resolutions: Readonly<Record<RoomVersionRules['stateResolution'], Resolve>> = {
  v1: resolutionV1Of(stepsV1),
  v2: resolutionOf(stepsV2),
  'v2.1': resolutionOf(stepsV21),
};

const oracles = new Map<RoomVersion, Oracle>();

/** The oracle of a room version. */
export function oracleOf(roomVersion: RoomVersion): Oracle {
  const known = oracles.get(roomVersion);
  if (known) return known;
  const oracle = oracleFor(roomVersions[roomVersion]);
  oracles.set(roomVersion, oracle);
  return oracle;
}

/** The oracle that follows from a row of the room-version table. */
export function oracleFor(rules: RoomVersionRules): Oracle {
  return {
    rules,
    authorization: { rules, list: numbered(authorizationRules(rules)) },
    resolve: resolutions[rules.stateResolution],
    readings: ownReadings,
  };
}
