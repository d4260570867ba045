import type { AppendedEvent } from '../append-event.ts';
import { type Pdu, serverNameOf, stringProperty } from '../../protocol/pdu.ts';
import type { RoomGraph } from '../room-graph.ts';
import type { HostedScenario } from '../scenario/host-scenario.ts';
import type { Chance } from './chance.ts';

/** Events that one server sends at once. */
export interface Transaction {
  /** Server name. */
  readonly from: string;
  readonly events: readonly AppendedEvent[];
}

/** In what order events are sent, and in which transactions. An event in none of them is withheld: the target has to ask for it. */
export type Delivery = readonly Transaction[];

/** One in so many times an event is sent twice, and a transaction ends before it has to. */
const [repeated, cut] = [4, 5];

/**
 * Chooses how the events of a scenario are delivered: in any order in which parents come first, in any transactions of the servers
 * that they are from. Its last event comes last.
 *
 * @param withGap one event is withheld, at least until its children came: a homeserver may ask for it, and need not
 */
export function deliveryOf(hosted: HostedScenario, chance: Chance, { withGap = false } = {}): Delivery {
  const { scenario, graph } = hosted;
  if (scenario.deliver) return deliveryAsTold(hosted, scenario.deliver.transactions);
  const ordered = anyOrder(graph, hosted.events, chance);
  const late = withGap ? lateEvents(ordered, chance, graph) : [];
  const sent = ordered.filter((event) => !late.includes(event));
  // What comes a second time, or when it was asked for already, must make no difference.
  const again = [...late.filter(() => chance.oneIn(2)), ...(chance.oneIn(repeated) ? [chance.of(sent)] : [])];
  for (const event of again) {
    const place = placeBehind(sent, event, graph);
    if (place < sent.length) sent.splice(place, 0, event);
  }
  return inTransactions(hosted, sent, () => chance.oneIn(cut));
}

/** Every event in a transaction of its own, in the order of the scenario: nothing about what becomes of them is left open. */
export function deliveryOneByOne(hosted: HostedScenario): Delivery {
  return inTransactions(hosted, hosted.events, () => true);
}

/** As a scenario tells it, and its last event after that. */
function deliveryAsTold(hosted: HostedScenario, told: readonly (readonly string[])[]): Delivery {
  const { idOf, events } = hosted;
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const named = (name: string): AppendedEvent => {
    const event = byId.get(idOf(name));
    if (event) return event;
    throw new RangeError(`${name} is no event that can be delivered`);
  };
  const all = [...told.map((names) => names.map(named)), events.slice(-1)];
  return all.flatMap((ofOne) => inTransactions(hosted, ofOne, () => false));
}

/** A random order in which parents come before their children. */
function anyOrder(graph: RoomGraph, events: readonly AppendedEvent[], chance: Chance): AppendedEvent[] {
  const waiting = new Map(events.map((event) => [event.eventId, event]));
  const ordered: AppendedEvent[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ eventId }) =>
      graph.parentsOf(eventId).every((parent) => !waiting.has(parent)),
    );
    const next = chance.of(ready);
    waiting.delete(next.eventId);
    ordered.push(next);
  }
  return ordered;
}

/** One of the events but the last; its children and what follows them is sent without it. */
function lateEvents(ordered: readonly AppendedEvent[], chance: Chance, graph: RoomGraph): AppendedEvent[] {
  const candidates = ordered.slice(0, -1).filter(({ eventId }) => graph.judgementOf(eventId)?.verdict === 'accepted');
  return candidates.length > 0 ? [chance.of(candidates)] : [];
}

/** Behind the event itself, or the first of its children. */
function placeBehind(sent: readonly AppendedEvent[], { eventId }: AppendedEvent, graph: RoomGraph): number {
  const first = sent.findIndex((one) => one.eventId === eventId || graph.parentsOf(one.eventId).includes(eventId));
  return first + 1;
}

function inTransactions(
  hosted: HostedScenario,
  events: readonly AppendedEvent[],
  cutsHere: () => boolean,
): Transaction[] {
  const transactions: { from: string; events: AppendedEvent[] }[] = [];
  for (const event of events) {
    const from = senderOf(hosted, event);
    const last = transactions.at(-1);
    const goesOn = last?.from === from && !last.events.includes(event) && !cutsHere();
    if (goesOn) last.events.push(event);
    else transactions.push({ from, events: [event] });
  }
  return transactions;
}

/**
 * The server that sends an event: that of its sender, or that of the scenario's creator where somebody is the first of a server to
 * join, which goes by way of a server that is in the room.
 */
function senderOf({ graph, idOf, scenario }: HostedScenario, { eventId, pdu }: AppendedEvent): string {
  const own = serverNameOf(pdu.sender);
  const isFirst = isJoin(pdu) && graph.judgementOf(eventId) && !residentsBefore(graph, eventId).has(own);
  const [creator = ''] = scenario.actors.keys();
  return isFirst ? serverNameOf(graph.event(idOf(creator)).sender) : own;
}

function residentsBefore(graph: RoomGraph, eventId: string): Set<string> {
  const state = graph
    .stateBefore(eventId)
    .eventIds()
    .map((one) => graph.event(one));
  return new Set(state.filter(isJoin).map(({ sender }) => serverNameOf(sender)));
}

function isJoin({ type, content }: Pdu): boolean {
  return type === 'm.room.member' && stringProperty(content, 'membership') === 'join';
}
