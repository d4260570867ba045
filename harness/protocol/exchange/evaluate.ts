import { compareBytes } from '../compare-bytes.ts';
import { evaluateEvents } from '../evaluation/evaluate-events.ts';
import type { EventGraphEvaluation } from '../evaluation/event-graph-evaluation.ts';
import type { VerifyKeys } from '../evaluation/signature-checks.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { ResolutionStep } from '../state-resolution/resolution.ts';
import type { RoomState } from '../state-resolution/room-state.ts';
import { ambiguousJson } from './ambiguous-json.ts';
import { explainStep } from './explain-step.ts';
import { arrayAt, RequestError, requestObject, roomVersionOf } from './read-request.ts';

/**
 * Answers a request to evaluate an event graph.
 *
 * @param request `{"room_version", "events": [PDU, …], "keys"?: {server: {key ID: public key}}}`
 * @param options `explain` adds to each event what other readings of the specification make of it, and how the state before it
 *   was resolved
 * @returns `{"events": {event ID: {"verdict", "rule", "reason", "state_before", "state_after"}}}`
 * @throws RequestError, RangeError
 */
export function answerEvaluate(request: JsonValue, { explain = false }: { explain?: boolean } = {}): JsonObject {
  const asked = requestObject(request);
  const explanations = new Map<string, JsonObject>();
  const explore = (graph: EventGraphEvaluation): void => {
    for (const eventId of graph.eventIds) explanations.set(eventId, explanation(eventId, graph));
  };
  const options = { keys: keysOf(asked), ...(explain && { explore }) };
  const results = evaluateEvents(arrayAt(asked, 'events'), roomVersionOf(asked), options);
  const answers = [...results].map(([eventId, { verdict, rule, reason, stateBefore, stateAfter }]) => {
    const states = { state_before: sorted(stateBefore), state_after: sorted(stateAfter) };
    return [eventId, { verdict, rule, reason, ...states, ...explanations.get(eventId) }] as const;
  });
  return { events: Object.fromEntries(answers) };
}

function explanation(eventId: string, graph: EventGraphEvaluation): JsonObject {
  const verdicts = graph.otherJudgementsOf(eventId).map(({ verdict, rule, reason, why }) => {
    return { verdict, rule, reason, why };
  });
  const entries = graph.ambiguousBefore(eventId).map(ambiguousJson);
  const steps: ResolutionStep[] = [];
  graph.stateAfterAll(graph.store.get(eventId)?.prevEvents ?? [], (step) => void steps.push(step));
  const isAmbiguous = verdicts.length > 0 || entries.length > 0;
  return { ambiguous: isAmbiguous ? { verdicts, state_before: entries } : null, steps: steps.map(explainStep) };
}

function sorted(state: RoomState | undefined): string[] {
  return state?.eventIds().toSorted(compareBytes) ?? [];
}

function keysOf(request: JsonObject): VerifyKeys | undefined {
  const keys = request['keys'];
  if (keys === undefined || keys === null) return undefined;
  const isKeys =
    isJsonObject(keys) &&
    Object.values(keys).every(
      (ofServer) => isJsonObject(ofServer) && Object.values(ofServer).every((key) => typeof key === 'string'),
    );
  if (!isKeys) throw new RequestError('keys must be {server name: {key ID: public key}}');
  return keys as unknown as VerifyKeys;
}
