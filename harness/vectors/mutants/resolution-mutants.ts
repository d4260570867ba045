import { oracleFor } from '../../protocol/oracle.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { numbered } from '../../protocol/authorization/authorization-rules.ts';
import { otherwiseAllow } from '../../protocol/authorization/rule.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { resolutionV1Of, stepsV1 } from '../../protocol/state-resolution/resolution-v1.ts';
import { resolutionOf, stepsV2, stepsV21 } from '../../protocol/state-resolution/resolution-v2.ts';
import type { Mutant } from './mutant.ts';
import { mutantsV1 } from './resolution-v1-mutants.ts';
import { mutantsV2 } from './resolution-v2-mutants.ts';
import type { StepMutant } from './step-mutant.ts';

const versionsWith = (roomVersion: RoomVersion, only: StepMutant<unknown>['only']): boolean => {
  const { stateResolution } = roomVersions[roomVersion];
  return stateResolution !== 'v1' && (only === undefined || only === stateResolution);
};

/** Mistakes in state resolution, each in one step. */
export const resolutionMutants: readonly Mutant[] = [
  ...mutantsV2.map(({ id, mistake, steps, only }): Mutant => {
    return {
      id: `resolution.${id}`,
      mistake,
      told: 'by every algorithm',
      oracleOf(roomVersion) {
        if (!versionsWith(roomVersion, only)) return undefined;
        const own = roomVersions[roomVersion].stateResolution === 'v2.1' ? stepsV21 : stepsV2;
        return { ...oracleFor(roomVersions[roomVersion]), resolve: resolutionOf({ ...own, ...steps }) };
      },
    };
  }),
  ...mutantsV1.map(({ id, mistake, steps }): Mutant => {
    return {
      id: `resolution.${id}`,
      mistake,
      told: 'by every algorithm',
      oracleOf(roomVersion) {
        if (roomVersions[roomVersion].stateResolution !== 'v1') return undefined;
        return { ...oracleFor(roomVersions[roomVersion]), resolve: resolutionV1Of({ ...stepsV1, ...steps }) };
      },
    };
  }),
  {
    id: 'resolution.first-branch',
    mistake: 'the state of the first branch is taken',
    told: 'by every algorithm',
    oracleOf: (roomVersion) => ({
      ...oracleFor(roomVersions[roomVersion]),
      resolve: ([first = RoomState.empty]) => first,
    }),
  },
  {
    id: 'resolution.last-branch',
    mistake: 'the state of the last branch is taken',
    told: 'by every algorithm',
    oracleOf: (roomVersion) => ({
      ...oracleFor(roomVersions[roomVersion]),
      resolve: (states) => states.at(-1) ?? RoomState.empty,
    }),
  },
  {
    id: 'resolution.v1-nothing-is-checked',
    mistake: 'every event in conflict is allowed',
    told: 'by every algorithm',
    oracleOf(roomVersion) {
      const oracle = oracleFor(roomVersions[roomVersion]);
      if (oracle.rules.stateResolution !== 'v1') return undefined;
      const authorization = { ...oracle.authorization, list: numbered([otherwiseAllow('anything', 'by mistake')]) };
      return { ...oracle, resolve: (states, context) => oracle.resolve(states, { ...context, authorization }) };
    },
  },
  {
    id: 'resolution.v1-as-v2',
    mistake: 'v2 in the place of v1',
    told: 'by every algorithm',
    oracleOf: (roomVersion) =>
      roomVersions[roomVersion].stateResolution === 'v1'
        ? oracleFor({ ...roomVersions[roomVersion], stateResolution: 'v2' })
        : undefined,
  },
];
