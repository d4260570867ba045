import { type RoomVersion, roomVersions, type Scenario, scenariosIn } from '../../harness/doctoring.ts';

/** The scenarios whose branches meet in events. Of the states in the others only a homeserver that lies could tell. */
export const hostedScenarios: readonly Scenario[] = scenariosIn().filter(
  ({ resolve }) => Object.keys(resolve).length === 0,
);

/** The room versions in which a scenario is played: for each algorithm of which it decides something the newest, which most homeservers have. */
export function hostedVersionsOf({ decides, roomVersions: all }: Scenario): RoomVersion[] {
  const newest = new Map(all.map((version) => [roomVersions[version].stateResolution, version]));
  return [...newest].filter(([algorithm]) => decides[algorithm] !== undefined).map(([, version]) => version);
}
