import { plainNames, type NameOf } from '../drawing/event-names.ts';
import type { RoomGraph } from '../room-graph.ts';
import { explainResolution } from './explain-resolution.ts';
import { Words } from './words.ts';

export interface ExplainOptions {
  readonly nameOf?: NameOf | undefined;
  /** IDs of events that are soft-failed, besides those of which the graph knows it. */
  readonly softFailed?: ReadonlySet<string>;
}

/** Explains the verdict on an event, and how the state before it comes about. */
export function explainEvent(graph: RoomGraph, eventId: string, options: ExplainOptions = {}): string {
  const words = new Words(graph, options.nameOf);
  const judgement = graph.judgementOf(eventId);
  const name = words.nameOf(eventId);
  const verdict = judgement
    ? `${name} is ${judgement.verdict} by ${judgement.against}, rule ${judgement.rule} (${judgement.ruleId}): ${words.sentence(judgement.reason)}`
    : `What becomes of ${name} is not known, since the state before it is not`;
  const softFailed = isSoftFailed(graph, eventId, options)
    ? [`${name} is soft-failed: the current state does not allow it`]
    : [];
  const parents = graph.parentsOf(eventId);
  const areKnown = parents.length > 0 && parents.every((parent) => graph.judgementOf(parent) !== undefined);
  const state = areKnown ? [explainResolution(graph, parents, options.nameOf)] : [];
  return [`Event ${name}`, verdict, ...softFailed, ...state].join('\n');
}

/** Explains every event with something to explain: where branches meet, and what is rejected or soft-failed; then the current state. */
export function explainGraph(graph: RoomGraph, options: ExplainOptions = {}): string {
  const told = graph.eventIds.filter(
    (eventId) =>
      graph.parentsOf(eventId).length > 1 || graph.isRejected(eventId) || isSoftFailed(graph, eventId, options),
  );
  const parts = [...told.map((eventId) => explainEvent(graph, eventId, options)), ...currentState(graph, options)];
  return parts.length === 0 ? 'No branches meet, and no event is rejected.' : parts.join('\n\n');
}

function currentState(graph: RoomGraph, { nameOf }: ExplainOptions): string[] {
  const { forwardExtremities } = graph;
  const areKnown = forwardExtremities.every((eventId) => graph.judgementOf(eventId) !== undefined);
  if (forwardExtremities.length < 2 || !areKnown) return [];
  const names = forwardExtremities.map(plainNames(nameOf)).join(', ');
  return [`Current state, after ${names}\n${explainResolution(graph, forwardExtremities, nameOf)}`];
}

function isSoftFailed(graph: RoomGraph, eventId: string, { softFailed }: ExplainOptions): boolean {
  return graph.isSoftFailed(eventId) || softFailed?.has(eventId) === true;
}
