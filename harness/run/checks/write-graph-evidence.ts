import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Drawing, drawingOf, TooManyEvents } from '../../event-graph/drawing/drawing.ts';
import { plainText } from '../../event-graph/drawing/plain-text.ts';
import { stateDifference } from '../../event-graph/drawing/state-difference.ts';
import { svgDrawing } from '../../event-graph/drawing/svg-drawing.ts';
import { textDrawing } from '../../event-graph/drawing/text-drawing.ts';
import { explainEvent } from '../../event-graph/explanation/explain-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { AskedState, GraphEvidence, NamedRoom } from './graph-evidence.ts';
import { explanationMark, graphFilesOf } from './graph-files.ts';

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
  const room = evidence.asked?.room ?? (largest && { graph: largest });
  if (!room) return;
  const texts: string[] = [];
  try {
    const drawing = drawingIn(room, evidence);
    texts.push(textDrawing(drawing));
    await writeFile(svgFile, svgDrawing(drawing));
  } catch (error) {
    const why = error instanceof TooManyEvents ? error.message : `it cannot be drawn: ${sentenceOf(error)}`;
    texts.push(`The event graph is not drawn: ${why}`);
  }
  texts.push(...explained(evidence));
  await writeFile(textFile, `${texts.join(explanationMark)}\n`);
}

/** The graph of a room, with what is known of it. @throws TooManyEvents */
function drawingIn(room: NamedRoom, { asked, signs }: GraphEvidence): Drawing {
  const { graph, nameOf } = room;
  const { differences, notes = [] } = asked?.room === room ? differenceIn(asked) : {};
  const told = signs.map((sentence) => `The homeserver ${sentence}`);
  return drawingOf(graph, { nameOf, ...(differences && { differences }), notes: [...notes, ...told] });
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

/** How the state came about that was asked for last; undefined where none was. */
function explanationOf({ asked }: GraphEvidence): string | undefined {
  if (!asked) return undefined;
  const { graph, nameOf } = asked.room;
  return explainEvent(graph, asked.before, { nameOf });
}

function explained(evidence: GraphEvidence): string[] {
  try {
    const explanation = explanationOf(evidence);
    return explanation === undefined ? [] : [explanation];
  } catch (error) {
    return [`The state cannot be explained: ${sentenceOf(error)}`];
  }
}

function sentenceOf(error: unknown): string {
  return plainText(error instanceof Error ? error.message : String(error));
}
