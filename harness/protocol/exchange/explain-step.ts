import type { JsonObject } from '../json.ts';
import type { RoomEvent } from '../room-event.ts';
import { readStateMapKey } from '../state-map-key.ts';
import type { ResolutionStep } from '../state-resolution/resolution.ts';

const ids = (events: Iterable<RoomEvent>): string[] => [...events].map(({ eventId }) => eventId);

/** A step of a resolution as JSON. Levels and positions are texts, since they may be infinite. */
export function explainStep(step: ResolutionStep): JsonObject {
  switch (step.step) {
    case 'conflicts':
      return { step: step.step, keys: step.keys.map((key) => readStateMapKey(key)) };
    case 'full conflicted set':
      return {
        step: step.step,
        conflicted: ids(step.conflicted),
        auth_difference: ids(step.authDifference),
        conflicted_subgraph: ids(step.subgraph),
      };
    case 'power order':
      return {
        step: step.step,
        events: step.events.map(({ event, senderLevel }) => ({
          event_id: event.eventId,
          sender_level: String(senderLevel),
          origin_server_ts: String(event.originServerTs),
        })),
      };
    case 'mainline order':
      return {
        step: step.step,
        mainline: ids(step.mainline),
        events: step.events.map(({ event, position }) => ({
          event_id: event.eventId,
          mainline_position: String(position),
          origin_server_ts: String(event.originServerTs),
        })),
      };
    case 'depth order':
      return {
        step: step.step,
        of: step.of,
        events: step.events.map(({ eventId, depth }) => ({ event_id: eventId, depth: String(depth) })),
      };
    case 'auth check':
      break;
  }
  const { allowed, rule, reason } = step.verdict;
  return { step: step.step, of: step.of, event_id: step.event.eventId, allowed, rule, reason };
}
