import type { RoomGraph } from '../room-graph.ts';
import { type NameOf, plainNames, withNames } from './event-names.ts';
import { contentText, plainText, shortened } from './plain-text.ts';
import { userNames, type UserNames } from './user-names.ts';

/** How an event is drawn. */
export type Kind = 'accepted' | 'rejected' | 'soft-failed' | 'unknown state';

/** An event as both kinds of drawings show it. All texts are plain, and on one line. */
export interface DrawnEvent {
  readonly name: string;
  /** Type and state key. */
  readonly entry: string;
  readonly sender: string;
  readonly content: string;
  readonly kind: Kind;
  /** In what expectation and truth differ here; undefined where they do not. */
  readonly difference: string | undefined;
  /** What else is to be said of it: why it is rejected, what it follows that is not known. */
  readonly remarks: readonly string[];
  /** The parents that are drawn, by their places in the list. They stand before it. */
  readonly parents: readonly number[];
  readonly eventId: string;
}

/** A room's events, ready to be drawn. */
export interface Drawing {
  readonly title: string;
  /** Sentences above the events. */
  readonly notes: readonly string[];
  /** Each after its parents. */
  readonly events: readonly DrawnEvent[];
}

export interface DrawingOptions {
  readonly title?: string;
  readonly nameOf?: NameOf | undefined;
  /** The events that have to stand out, and why, by their IDs. */
  readonly differences?: ReadonlyMap<string, string>;
  readonly notes?: readonly string[];
  /** IDs of events that are soft-failed, besides those of which the graph knows it. */
  readonly softFailed?: ReadonlySet<string>;
}

/** Of more events nobody gets a picture, and laying them out takes seconds. */
export const drawnEvents = 150;

/** A room has more events than anybody would look at. */
export class TooManyEvents extends Error {
  override readonly name = 'TooManyEvents';
}

/**
 * Makes a drawing of all events of a room.
 *
 * @throws TooManyEvents if there are more than {@link drawnEvents}
 */
export function drawingOf(graph: RoomGraph, options: DrawingOptions = {}): Drawing {
  const { eventIds } = graph;
  if (eventIds.length > drawnEvents) {
    throw new TooManyEvents(`the room has ${eventIds.length} events, and more than ${drawnEvents} are not drawn`);
  }
  const ordered = parentsFirst(graph);
  const places = new Map(ordered.map((eventId, index) => [eventId, index]));
  const users = userNames(eventIds.map((eventId) => graph.event(eventId).sender));
  const { title = `Room version ${graph.roomVersion}`, notes = [] } = options;
  return {
    title: plainText(title),
    notes: [...(users.note === undefined ? [] : [users.note]), ...notes.map(plainText)],
    events: ordered.map((eventId) => drawnEvent(eventId, { graph, options, places, users })),
  };
}

/** In the order in which they came, as far as each comes after its parents; in a circle of events, one does not. */
function parentsFirst(graph: RoomGraph): string[] {
  const ordered = new Set<string>();
  const entered = new Set<string>();
  for (const eventId of graph.eventIds) {
    const pending = [eventId];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const parents = entered.has(next) ? [] : graph.parentsOf(next).toReversed();
      entered.add(next);
      const waiting = parents.filter((parent) => graph.has(parent) && !entered.has(parent));
      if (waiting.length > 0) pending.push(...waiting);
      else ordered.add(pending.pop() ?? next);
    }
  }
  return [...ordered];
}

interface Surroundings {
  readonly graph: RoomGraph;
  readonly options: DrawingOptions;
  readonly places: ReadonlyMap<string, number>;
  readonly users: UserNames;
}

function drawnEvent(eventId: string, { graph, options, places, users }: Surroundings): DrawnEvent {
  const { type, state_key: stateKey, sender, content } = graph.event(eventId);
  const nameOf = plainNames(options.nameOf);
  const place = places.get(eventId) ?? 0;
  const parents = [...new Set(graph.parentsOf(eventId))];
  const isDrawnBefore = (parent: string): boolean => (places.get(parent) ?? Infinity) < place;
  const isCircular = (parent: string): boolean => (places.get(parent) ?? -1) >= place;
  const judgement = graph.judgementOf(eventId);
  const isRejected = judgement?.verdict === 'rejected';
  const reason = withNames(judgement?.reason ?? '', (id) => graph.has(id), nameOf);
  return {
    name: nameOf(eventId),
    entry: `${plainText(shortened(type, 60))}${stateKey ? ` ${users.short(stateKey)}` : ''}`,
    sender: users.short(sender),
    content: users.short(contentText(content), 200),
    kind: kindOf(eventId, graph, options.softFailed),
    difference: options.differences?.has(eventId) ? plainText(options.differences.get(eventId) ?? '') : undefined,
    remarks: [
      ...(isRejected ? [users.short(`by ${judgement.against}, rule ${judgement.rule}: ${reason}`, 200)] : []),
      ...sentence('follows what is not known', parents.filter((parent) => !places.has(parent)).map(nameOf)),
      ...sentence('follows in a circle', parents.filter((parent) => isCircular(parent)).map(nameOf)),
    ],
    parents: parents.filter(isDrawnBefore).map((parent) => places.get(parent) ?? 0),
    eventId: plainText(shortened(eventId, 255)),
  };
}

function sentence(what: string, names: readonly string[]): string[] {
  return names.length > 0 ? [`${what}: ${shortened(names.join(', '), 120)}`] : [];
}

function kindOf(eventId: string, graph: RoomGraph, softFailed?: ReadonlySet<string>): Kind {
  const judgement = graph.judgementOf(eventId);
  if (judgement?.verdict === 'rejected' || graph.isKnownRejected(eventId)) return 'rejected';
  if (graph.isSoftFailed(eventId) || softFailed?.has(eventId)) return 'soft-failed';
  return judgement ? 'accepted' : 'unknown state';
}
