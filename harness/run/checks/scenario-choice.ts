import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { readScenario, scenariosIn } from '../../event-graph/scenario/read-scenario.ts';
import type { Scenario } from '../../event-graph/scenario/scenario.ts';
import type { ScenarioChoice } from '../run-context.ts';

/** The room versions in which an algorithm or a rule that scenarios are about changed. */
const changed: readonly RoomVersion[] = ['1', '2', '3', '6', '8', '10', '11', '12'];

/**
 * The scenarios whose branches meet in events. Of the states in the others only a homeserver that lies could tell.
 *
 * @param file of the only one; by default all of Touchstone
 */
export function hostedScenarios(file: string | null = null): Scenario[] {
  const scenarios = file === null ? scenariosIn() : [readScenario(file)];
  return scenarios.filter(({ resolve }) => Object.keys(resolve).length === 0);
}

/** The room versions in which a scenario is performed: those that are chosen, of the algorithms of which it decides something. */
export function performedVersionsOf(
  { decides, roomVersions: all }: Scenario,
  choice: ScenarioChoice['roomVersions'] = 'newest',
): RoomVersion[] {
  const decided = all.filter((version) => decides[roomVersions[version].stateResolution] !== undefined);
  if (choice === 'all') return decided;
  if (choice === 'changed') return decided.filter((version) => changed.includes(version));
  return [...new Map(decided.map((version) => [roomVersions[version].stateResolution, version])).values()];
}
