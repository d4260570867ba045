import { inject } from 'vitest';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { Scenario } from '../../event-graph/scenario/scenario.ts';
import { hostedScenarios, performedVersionsOf } from './scenario-choice.ts';

/** The scenarios that the user chose, with the room versions in which each is performed. */
export function chosenScenarios(): { readonly scenario: Scenario; readonly roomVersions: readonly RoomVersion[] }[] {
  const { file, roomVersions: choice } = inject('choice').scenarios;
  return hostedScenarios(file).map((scenario) => ({ scenario, roomVersions: performedVersionsOf(scenario, choice) }));
}
