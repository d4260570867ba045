import type { PlayedScenario, Outcome } from '../event-graph/scenario/scenario.ts';
import type { Pdu } from '../protocol/pdu.ts';

/** Entries of a state as scenarios write them: the name of an event by its type, or by `@user` where it is a membership. */
export type Entries = Readonly<Record<string, string>>;

/** The entries of a state. Two events for one entry are named both, and an event that nobody knows stands under its ID. */
export function entriesOf(eventIds: readonly string[], { graph, nameOf, scenario }: PlayedScenario): Entries {
  const names = Map.groupBy(eventIds, (eventId) =>
    graph.has(eventId) ? keyOf(graph.event(eventId), scenario.actors) : eventId,
  );
  return Object.fromEntries([...names].map(([key, ids]) => [key, ids.map((id) => nameOf(id) ?? id).join(' and ')]));
}

/** The entries with those of an outcome in their place; where this has none, there is none. */
export function withOutcome(entries: Entries, outcome: Outcome = {}): Entries {
  const all = Object.entries({ ...entries, ...outcome });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Members whom the scenario does not touch have their server with them. */
function keyOf({ type, state_key: stateKey = '' }: Pdu, actors: ReadonlyMap<string, string>): string {
  if (type !== 'm.room.member') return stateKey === '' ? type : `${type} ${stateKey}`;
  const user = stateKey.split(':')[0] ?? '';
  return actors.has(user.slice(1)) ? user : stateKey;
}
