import type { ExactInteger } from '../../protocol/exact-integer.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { readStateMapKey, type StateMapKey } from '../../protocol/state-map-key.ts';
import { type NameOf, plainNames, withNames } from '../drawing/event-names.ts';
import { padded, plainText, widthOf } from '../drawing/plain-text.ts';
import { userNames, type UserNames } from '../drawing/user-names.ts';
import type { RoomGraph } from '../room-graph.ts';

/** The words of an explanation: events by their names, users without their server where all are on one, times from a common start. */
export class Words {
  readonly nameOf: (eventId: string) => string;
  readonly #graph: RoomGraph;
  readonly #users: UserNames;

  constructor(graph: RoomGraph, nameOf: NameOf | undefined) {
    this.#graph = graph;
    this.nameOf = plainNames(nameOf);
    this.#users = userNames(graph.eventIds.map((eventId) => graph.event(eventId).sender));
  }

  readonly event = ({ eventId }: RoomEvent): string => this.nameOf(eventId);

  events(events: Iterable<RoomEvent>): string {
    return list([...events].map(this.event));
  }

  user(userId: string): string {
    return this.#users.short(userId);
  }

  /** An entry of the state, such as `m.room.member @bob`. */
  entry(key: StateMapKey): string {
    const [type, stateKey] = readStateMapKey(key);
    return stateKey === '' ? plainText(type) : `${plainText(type)} ${this.#users.short(stateKey)}`;
  }

  /** A sentence of the oracle's, with names in it. */
  sentence(text: string): string {
    return this.#users.short(
      withNames(text, (eventId) => this.#graph.has(eventId), this.nameOf),
      300,
    );
  }
}

/** Names in a row; a word for none. */
export function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

/** How long after another a time is, such as `+1500 ms`. */
export function since(start: ExactInteger, time: ExactInteger): string {
  const difference = BigInt(time) - BigInt(start);
  return `${difference < 0n ? '' : '+'}${difference} ms`;
}

/** Rows of cells, in columns that stand below each other. */
export function table(rows: readonly (readonly string[])[], indent = '   '): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => padded(cell, widths[column] ?? 0));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}
