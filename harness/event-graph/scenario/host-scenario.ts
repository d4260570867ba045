import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { AppendedEvent } from '../append-event.ts';
import type { RoomGraph } from '../room-graph.ts';
import type { SigningKeyOf } from '../seal-event.ts';
import type { PlayedScenario, Scenario } from './scenario.ts';
import { beginningLength, ScenarioPlay } from './scenario-play.ts';

/** The server that stands for all those of a scenario: what a fake homeserver can do. */
export interface ScenarioHost {
  readonly serverName: string;
  readonly signingKeyOf: SigningKeyOf;
  readonly replicas: { keep(room: RoomGraph): void };
}

/** A scenario in a room of its host, with a guest in it whom it does not touch; `guest` is the name of the guest's join. */
export interface HostedScenario extends PlayedScenario {
  /** What happened after the guest came, parents first, and at last the message `end`, which follows all that nothing else follows. */
  readonly events: readonly AppendedEvent[];
}

/**
 * Milliseconds from now to what follows the guest's join: it happens after that however long it takes, since some homeservers
 * drop what is older.
 */
const head = 60_000;

/**
 * Plays a scenario in a new room. The guest joins as soon as there are join rules that allow it, before which no branches part.
 *
 * @param welcome lets the guest join by way of the host
 */
export async function hostScenario(
  scenario: Scenario,
  roomVersion: RoomVersion,
  host: ScenarioHost,
  welcome: (room: RoomGraph) => Promise<unknown>,
): Promise<HostedScenario> {
  const { serverName, signingKeyOf } = host;
  const play = new ScenarioPlay(scenario, roomVersion, { serverNameOf: () => serverName, signingKeyOf });
  host.replicas.keep(play.graph);
  const named = [...scenario.events];
  const beginning = beginningLength(scenario);
  for (const [name, event] of named.slice(1, beginning)) play.tell(name, event);
  await welcome(play.graph);
  const [guest] = play.graph.forwardExtremities;
  if (guest === undefined || play.nameOf(guest) !== undefined) {
    throw new Error(`Nobody joined the room of the scenario ${scenario.slug}`);
  }
  play.goOnAfter('guest', guest, Date.now() + head);
  const events = named.slice(beginning).map(([name, event]) => play.tell(name, event));
  const [creator = ''] = scenario.actors.keys();
  const end = play.tell('end', { type: 'm.room.message', sender: creator, content: {}, after: play.ends() });
  const played = play.played();
  const mergesOrProbes = [...new Set([...played.mergesOrProbes, 'end'])];
  return { ...played, mergesOrProbes, events: [...events, end] };
}
