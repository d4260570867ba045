import type { NameOf } from '../../event-graph/drawing/event-names.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';

/** A room with names for its events. */
export interface NamedRoom {
  readonly graph: RoomGraph;
  readonly nameOf?: NameOf;
}

/** A state that the target was asked for. */
export interface AskedState {
  readonly room: NamedRoom;
  /** The event before which it is. */
  readonly before: string;
  readonly actual: readonly string[];
}

/**
 * What a check knows of the event graph that it is about, in case that it fails: then the graph is drawn, with the events in
 * which the target's state differs from the oracle's, and the way to that state is explained.
 */
export class GraphEvidence {
  #asked: AskedState | undefined;
  #signs: () => readonly string[] = () => [];

  /** The state that was asked for last; undefined where none was. */
  get asked(): AskedState | undefined {
    return this.#asked;
  }

  /** What is a sign and no failure, in a sentence for each, such as `asked for TA, which it had been sent`. */
  get signs(): readonly string[] {
    return this.#signs();
  }

  /** Takes note of the state before an event, as the target has it. @param actual IDs of its events */
  stateBefore(room: NamedRoom, eventId: string, actual: readonly string[]): void {
    this.#asked = { room, before: eventId, actual };
  }

  /** Takes note of where to read the signs. */
  readSigns(read: () => readonly string[]): void {
    this.#signs = read;
  }
}
