import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Drawing, drawingOf, TooManyEvents } from '../../event-graph/drawing/drawing.ts';
import type { NameOf } from '../../event-graph/drawing/event-names.ts';
import { plainText } from '../../event-graph/drawing/plain-text.ts';
import { stateDifference } from '../../event-graph/drawing/state-difference.ts';
import { svgDrawing } from '../../event-graph/drawing/svg-drawing.ts';
import { textDrawing } from '../../event-graph/drawing/text-drawing.ts';
import { explainEvent } from '../../event-graph/explanation/explain-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { explanationMark, graphFilesOf } from './graph-files.ts';

/** A room with names for its events. */
interface NamedRoom {
  readonly graph: RoomGraph;
  readonly nameOf?: NameOf;
}

/** A state that the target was asked for. */
interface AskedState {
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

  /** The room of which a state was asked for. */
  get room(): NamedRoom | undefined {
    return this.#asked?.room;
  }

  /** Takes note of the state before an event, as the target has it. @param actual IDs of its events */
  stateBefore(room: NamedRoom, eventId: string, actual: readonly string[]): void {
    this.#asked = { room, before: eventId, actual };
  }

  /** Takes note of what is a sign and no failure. @param read gives a sentence for each, such as `asked for TA, which it had been sent` */
  signs(read: () => readonly string[]): void {
    this.#signs = read;
  }

  /** The graph of a room, with what is known of it. @throws TooManyEvents */
  drawing(room: NamedRoom): Drawing {
    const { graph, nameOf } = room;
    const { differences, notes = [] } = this.#asked?.room === room ? differenceIn(this.#asked) : {};
    const signs = this.#signs().map((sentence) => `The homeserver ${sentence}`);
    return drawingOf(graph, { nameOf, ...(differences && { differences }), notes: [...notes, ...signs] });
  }

  /** How the state came about that was asked for last; undefined where none was. */
  explanation(): string | undefined {
    if (!this.#asked) return undefined;
    const { room, before } = this.#asked;
    const { graph, nameOf } = room;
    return explainEvent(graph, before, { nameOf });
  }
}

function differenceIn({
  room: { graph, nameOf },
  before,
  actual,
}: AskedState): Partial<ReturnType<typeof stateDifference>> {
  const state = graph.stateBefore(before);
  const of = `before ${nameOf?.(before) ?? before}`;
  return stateDifference(graph, { of, expected: state.eventIds(), actual }, nameOf);
}

/**
 * Writes the event graph of a check that failed: the room that it took note of, else the largest of its peers' rooms. What cannot
 * be drawn must not hide why the check failed, and is told in the text file.
 */
export async function writeGraphEvidence(
  evidence: GraphEvidence,
  rooms: readonly RoomGraph[],
  folder: string,
  wireLog: string,
): Promise<void> {
  const files = graphFilesOf(wireLog);
  const [svgFile, textFile] = [join(folder, files.svg), join(folder, files.text)];
  // Another run may have left its own.
  await Promise.all([svgFile, textFile].map((file) => rm(file, { force: true })));
  const [largest] = rooms.toSorted((a, b) => b.eventIds.length - a.eventIds.length);
  const room = evidence.room ?? (largest && { graph: largest });
  if (!room) return;
  const texts: string[] = [];
  try {
    const drawing = evidence.drawing(room);
    texts.push(textDrawing(drawing));
    await writeFile(svgFile, svgDrawing(drawing));
  } catch (error) {
    const why = error instanceof TooManyEvents ? error.message : `it cannot be drawn: ${sentenceOf(error)}`;
    texts.push(`The event graph is not drawn: ${why}`);
  }
  texts.push(...explained(evidence));
  await writeFile(textFile, `${texts.join(explanationMark)}\n`);
}

function explained(evidence: GraphEvidence): string[] {
  try {
    const explanation = evidence.explanation();
    return explanation === undefined ? [] : [explanation];
  } catch (error) {
    return [`The state cannot be explained: ${sentenceOf(error)}`];
  }
}

function sentenceOf(error: unknown): string {
  return plainText(error instanceof Error ? error.message : String(error));
}
