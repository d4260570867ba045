import { plainNames, type NameOf } from '../drawing/event-names.ts';
import type { RoomGraph } from '../room-graph.ts';
import { explainResolution } from './explain-resolution.ts';
import { Words } from './words.ts';

/** Explains the verdict on an event, and how the state before it comes about. @throws Error if that cannot be known */
export function explainEvent(graph: RoomGraph, eventId: string, nameOf?: NameOf): string {
  const words = new Words(graph, nameOf);
  const judgement = graph.judgementOf(eventId);
  const name = words.nameOf(eventId);
  const verdict = judgement
    ? `${name} is ${judgement.verdict} by ${judgement.against}, rule ${judgement.rule} (${judgement.ruleId}): ${words.sentence(judgement.reason)}`
    : `What becomes of ${name} is not known, since the state before it is not`;
  const softFailed = graph.isSoftFailed(eventId) ? [`${name} is soft-failed: the current state does not allow it`] : [];
  const parents = graph.parentsOf(eventId);
  const state = judgement && parents.length > 0 ? [explainResolution(graph, parents, nameOf)] : [];
  return [`Event ${name}`, verdict, ...softFailed, ...state].join('\n');
}

/** Explains every event with something to explain: where branches meet, and what is rejected or soft-failed; then the current state. */
export function explainGraph(graph: RoomGraph, nameOf?: NameOf): string {
  const told = graph.eventIds.filter(
    (eventId) => graph.parentsOf(eventId).length > 1 || graph.isRejected(eventId) || graph.isSoftFailed(eventId),
  );
  const { forwardExtremities } = graph;
  const current =
    forwardExtremities.length > 1
      ? [
          `Current state, after ${forwardExtremities.map(plainNames(nameOf)).join(', ')}\n${explainResolution(graph, forwardExtremities, nameOf)}`,
        ]
      : [];
  const parts = [...told.map((eventId) => explainEvent(graph, eventId, nameOf)), ...current];
  return parts.length === 0 ? 'No branches meet, and no event is rejected.' : parts.join('\n\n');
}
