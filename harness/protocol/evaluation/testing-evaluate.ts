import type { JsonValue } from '../json.ts';
import type { TestingRoom } from '../state-resolution/testing-events.ts';
import { type EvaluatedEvent, evaluateEvents } from './evaluate-events.ts';

// For the unit tests only.

/** A result with the IDs of its states. */
export function plain({ verdict, rule, reason, stateBefore, stateAfter }: EvaluatedEvent) {
  return { verdict, rule, reason, before: stateBefore?.eventIds(), after: stateAfter?.eventIds() };
}

/** What becomes of the events of a room, and of others that are given with them. */
export function evaluate(room: TestingRoom, ...more: readonly JsonValue[]) {
  const results = evaluateEvents([...room.pdus, ...more], room.roomVersion);
  const of = (eventId: string): Partial<ReturnType<typeof plain>> => {
    const result = results.get(eventId);
    return result ? plain(result) : {};
  };
  const verdicts = Object.fromEntries([...results].map(([eventId, { verdict }]) => [eventId, verdict]));
  return { results, of, verdicts };
}

/** An array in an array, and so on. */
export function nestedArray(depth: number): JsonValue {
  let value: JsonValue = [];
  for (let count = 1; count < depth; count++) value = [value];
  return value;
}
