import type { RoomGraph } from '../room-graph.ts';
import type { DrawingOptions } from './drawing.ts';
import { type NameOf, plainNames } from './event-names.ts';
import { plainText, shortened } from './plain-text.ts';

/** A state as it has to be, and as a homeserver has it, by the IDs of the events. */
export interface StatePair {
  /** Which state it is, such as `before merge`. */
  readonly of: string;
  readonly expected: Iterable<string>;
  readonly actual: Iterable<string>;
}

const shownEntries = 20;

/** Marks in a drawing the events in which two states differ, and says above it in which entries. */
export function stateDifference(
  graph: RoomGraph,
  { of, expected, actual }: StatePair,
  nameOf?: NameOf,
): Required<Pick<DrawingOptions, 'differences' | 'notes'>> {
  const [should, does] = [new Set(expected), new Set(actual)];
  const missing = [...should].filter((eventId) => !does.has(eventId));
  const surplus = [...does].filter((eventId) => !should.has(eventId));
  const entries = Map.groupBy([...missing, ...surplus], (eventId) => entryOf(graph, eventId));
  const name = plainNames(nameOf);
  const names = (ids: readonly string[], among: readonly string[]): string =>
    among
      .filter((eventId) => ids.includes(eventId))
      .map(name)
      .join(' and ') || 'nothing';
  const notes = [...entries].slice(0, shownEntries).map(([entry, ids]) => {
    return `State ${of}: ${entry} has to be ${names(ids, missing)}, and is ${names(ids, surplus)}`;
  });
  const more = entries.size - notes.length;
  return {
    differences: new Map([
      ...missing.map((eventId) => [eventId, `expected in the state ${of}, and not there`] as const),
      ...surplus.map((eventId) => [eventId, `in the state ${of}, and not expected there`] as const),
    ]),
    notes: more > 0 ? [...notes, `and ${more} entries more`] : notes,
  };
}

function entryOf(graph: RoomGraph, eventId: string): string {
  if (!graph.has(eventId)) return `the unknown event ${plainText(shortened(eventId, 60))}`;
  const { type, state_key: stateKey } = graph.event(eventId);
  if (stateKey === undefined) return `${plainText(type)}, which is no state event,`;
  return plainText(shortened(stateKey === '' ? type : `${type} ${stateKey}`, 80));
}
