import { beginningLength } from '../scenario/scenario-play.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Chance } from './chance.ts';

/** Where a scenario is played. */
export interface Arrangement {
  /** Who makes the room: a fake homeserver, whose room the target joins, or the target, whose room they join. */
  readonly host: Host;
  /** The scenario, with its actors on their servers. */
  readonly scenario: Scenario;
}

export type Host = 'peer' | 'target';

/** One in so many times the target makes the room, and the actors of a scenario that says nothing of servers live on several. */
const [targetHosts, actorsSpread] = [4, 3];

/** The servers besides that of the creator, on which actors may live. */
const others = ['a', 'b', 'c'];

/** Chooses where a scenario is played, as far as it leaves that open. @param host chosen already */
export function arrange(scenario: Scenario, chance: Chance, host?: Host): Arrangement {
  const isTargets = chance.oneIn(targetHosts);
  const isSpread = chance.oneIn(actorsSpread);
  return {
    host: host ?? (isTargets && mayBeginOnTarget(scenario) ? 'target' : 'peer'),
    scenario: isSpread && isOnOneServer(scenario) ? spread(scenario, chance) : scenario,
  };
}

/**
 * Whether the room of a scenario can be made by somebody who is none of its actors: it begins as any room does, and no state is told
 * in which the events of such a room would be missing.
 */
export function mayBeginOnTarget(scenario: Scenario): boolean {
  const beginning = [...scenario.events.values()].slice(0, beginningLength(scenario));
  const [create] = beginning;
  const hasPowerLevels = beginning.some(({ type }) => type === 'm.room.power_levels');
  const isTold = [...scenario.events.values()].some(({ toldState }) => toldState);
  return hasPowerLevels && !isTold && Object.keys(create?.content ?? {}).length === 0;
}

function isOnOneServer({ actors, events }: Scenario): boolean {
  return new Set(actors.values()).size === 1 && [...events.values()].every(({ signedBy }) => !signedBy);
}

function spread(scenario: Scenario, chance: Chance): Scenario {
  const [creator, ...guests] = [...scenario.actors];
  const elsewhere = guests.map(([actor]): [string, string] => [actor, chance.of(others)]);
  return { ...scenario, actors: new Map([...(creator ? [creator] : []), ...elsewhere]) };
}
