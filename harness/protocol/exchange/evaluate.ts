import { compareBytes } from '../compare-bytes.ts';
import { evaluateEvents } from '../evaluation/evaluate-events.ts';
import type { VerifyKeys } from '../evaluation/signature-checks.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { RoomState } from '../state-resolution/room-state.ts';
import { arrayAt, RequestError, requestObject, roomVersionOf } from './read-request.ts';

/**
 * Answers a request to evaluate an event graph.
 *
 * @param request `{"room_version", "events": [PDU, …], "keys"?: {server: {key ID: public key}}}`
 * @returns `{"events": {event ID: {"verdict", "rule", "reason", "state_before", "state_after"}}}`
 * @throws RequestError, RangeError
 */
export function answerEvaluate(request: JsonValue): JsonObject {
  const asked = requestObject(request);
  const roomVersion = roomVersionOf(asked);
  const results = evaluateEvents(arrayAt(asked, 'events'), roomVersion, { keys: keysOf(asked) });
  const answers = [...results].map(([eventId, { verdict, rule, reason, stateBefore, stateAfter }]) => {
    const answer = { verdict, rule, reason, state_before: sorted(stateBefore), state_after: sorted(stateAfter) };
    return [eventId, answer] as const;
  });
  return { events: Object.fromEntries(answers) };
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
