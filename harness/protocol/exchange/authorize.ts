import { createKey } from '../authorization/auth-context.ts';
import { authorize, otherVerdicts } from '../authorization/authorize.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Oracle, oracleOf } from '../oracle.ts';
import type { RoomEvent } from '../room-event.ts';
import { arrayAt, looseEvent, requestObject, roomVersionOf } from './read-request.ts';

/**
 * Answers a request to authorize an event against some state.
 *
 * The item of the rules about `auth_events` is asked of the events that the event itself cites, if all of them are given; in
 * any case no two may be for the same entry, and none of another room. Further state events are no fault.
 *
 * @param request `{"room_version", "event": PDU, "auth_events": [PDU, …]}`: the state events that the rules may consult, the
 *   create event always among them
 * @param oracle default: that of the room version
 * @returns `{"allowed", "rule", "reason", "ambiguous": null | [{"allowed", "rule", "reason", "why"}]}`
 * @throws RequestError
 */
export function answerAuthorize(request: JsonValue, oracle?: Oracle): JsonObject {
  const asked = requestObject(request);
  const roomVersion = roomVersionOf(asked);
  const { authorization, readings } = oracle ?? oracleOf(roomVersion);
  const event = looseEvent(asked['event'], roomVersion, 'event');
  const given = arrayAt(asked, 'auth_events').map((pdu, index) =>
    looseEvent(pdu, roomVersion, `auth_events[${index}]`),
  );
  const state = new Map(given.map((one) => [one.key, one]));
  const judged = judgedAuthEvents(event, given).map((one) => ({ event: one, rejected: false }));
  const options = { readings, authEvents: judged.length === 0 ? undefined : judged };
  const { allowed, rule, reason } = authorize(authorization, event, state, options);
  const others = otherVerdicts(authorization, event, state, options);
  return {
    allowed,
    rule,
    reason,
    ambiguous:
      others.length === 0
        ? null
        : others.map((other) => ({ allowed: other.allowed, rule: other.rule, reason: other.reason, why: other.why })),
  };
}

/** The events to which the item about `auth_events` applies. */
function judgedAuthEvents(event: RoomEvent, given: readonly RoomEvent[]): RoomEvent[] {
  const byId = new Map(given.map((one) => [one.eventId, one]));
  const cited = event.authEvents.map((eventId) => byId.get(eventId)).filter((one) => one !== undefined);
  const areAllGiven = cited.length > 0 && cited.length === event.authEvents.length;
  const keys = given.map(({ key }) => key);
  const misplaced = given.filter((one, index) => keys.indexOf(one.key) !== index || one.roomId !== event.roomId);
  if (misplaced.length === 0) return areAllGiven ? cited : [];
  // Only what is misplaced is the question then, and not what may be missing.
  return given.filter((one) => one.key === createKey || misplaced.some(({ key }) => key === one.key));
}
