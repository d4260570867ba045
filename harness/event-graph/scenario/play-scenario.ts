import type { RoomVersion } from '../../protocol/room-versions.ts';
import { exampleServers } from './example-servers.ts';
import type { PlayedScenario, Scenario } from './scenario.ts';
import { ScenarioPlay } from './scenario-play.ts';
import type { ScenarioServers } from './scenario-servers.ts';

/**
 * Builds all events of a scenario in a new room.
 *
 * @param servers default: servers that nobody runs, on which the events are the same each time
 */
export function playScenario(
  scenario: Scenario,
  roomVersion: RoomVersion,
  servers: ScenarioServers = exampleServers(scenario.slug),
): PlayedScenario {
  const play = new ScenarioPlay(scenario, roomVersion, servers);
  for (const [name, event] of [...scenario.events].slice(1)) play.tell(name, event);
  return play.played();
}
