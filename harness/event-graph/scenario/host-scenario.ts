import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { AppendedEvent } from '../append-event.ts';
import type { RoomGraph } from '../room-graph.ts';
import type { PlayedScenario, Scenario } from './scenario.ts';
import { beginningLength, type BegunRoom, ScenarioPlay } from './scenario-play.ts';
import type { ScenarioServers } from './scenario-servers.ts';

/** A scenario in a room with strangers in it whom it does not touch, such as a guest from the server under test. */
export interface HostedScenario extends PlayedScenario {
  /** What happened after the strangers came, parents first, and at last the message `end`, which follows all that nothing else follows. */
  readonly events: readonly AppendedEvent[];
}

/**
 * Milliseconds from now to what follows the strangers' joins: it happens after that however long they take, since some
 * homeservers drop what is older.
 */
const head = 60_000;

/** Names for the joins of strangers, by their user IDs. */
export type Strangers = ReadonlyMap<string, string>;

/**
 * Plays a scenario in a new room. Strangers join as soon as there are join rules that allow it, before which no branches part.
 *
 * @param welcome is given the room, lets the strangers join, and tells who they are
 */
export async function hostScenario(
  scenario: Scenario,
  roomVersion: RoomVersion,
  servers: ScenarioServers,
  welcome: (room: RoomGraph) => Promise<Strangers>,
): Promise<HostedScenario> {
  const play = new ScenarioPlay(scenario, roomVersion, servers);
  const beginning = [...scenario.events].slice(1, beginningLength(scenario));
  for (const [name, event] of beginning) play.tell(name, event);
  return playOn(play, scenario, await welcome(play.graph));
}

/**
 * Plays a scenario in a room that was begun by somebody else, in which its creator has the power that a creator has.
 *
 * @param begun what stands for the events with which the scenario begins
 */
export function continueScenario(
  scenario: Scenario,
  servers: ScenarioServers,
  begun: BegunRoom,
  strangers: Strangers,
): HostedScenario {
  return playOn(new ScenarioPlay(scenario, begun.graph.roomVersion, servers, begun), scenario, strangers);
}

function playOn(play: ScenarioPlay, scenario: Scenario, strangers: Strangers): HostedScenario {
  const { graph } = play;
  for (const eventId of graph.eventIds) {
    const { type, state_key: user = '' } = graph.event(eventId);
    const name = type === 'm.room.member' ? strangers.get(user) : undefined;
    if (name !== undefined) play.meet(name, eventId);
  }
  const [last, ...others] = graph.forwardExtremities;
  if (last === undefined || others.length > 0 || !play.hasMet) {
    throw new Error(`Nobody joined the room of the scenario ${scenario.slug}, or it has several ends`);
  }
  // Most often it is the join of a stranger; their server may have sent something since.
  play.goOnAfter(last, Date.now() + head);
  const named = [...scenario.events].slice(beginningLength(scenario));
  const events = named.map(([name, event]) => play.tell(name, event));
  const [creator = ''] = scenario.actors.keys();
  const end = play.tell('end', { type: 'm.room.message', sender: creator, content: {}, after: play.ends() });
  const played = play.played();
  const mergesOrProbes = [...new Set([...played.mergesOrProbes, 'end'])];
  return { ...played, mergesOrProbes, events: [...events, end] };
}
