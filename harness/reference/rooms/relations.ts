import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { compareBytes } from '../../protocol/compare-bytes.ts';
import type { Session } from '../users/account.ts';
import { ignoredUsers } from '../users/ignored-users.ts';
import { relationOf } from './relation-index.ts';
import type { Room, ShownEvent } from './room.ts';
import { mayUserSee } from './visibility.ts';

/**
 * The events that relate to another one, oldest first: those that a user may see, without redacted ones and those of ignored users.
 *
 * @param relationType such as `m.thread`; all of them where it is left out
 * Source: https://spec.matrix.org/v1.19/client-server-api/#aggregations-of-child-events
 */
export function relatedEvents(room: Room, eventId: string, session: Session, relationType?: string): ShownEvent[] {
  const children = room.relations.childrenOf(eventId);
  if (children.length === 0) return [];
  const { userId } = session.account;
  const ignored = ignoredUsers(session.account);
  return children.filter(
    ({ event }) =>
      (relationType === undefined || relationOf(event)?.type === relationType) &&
      !ignored.has(event.sender) &&
      room.rules.relates(room.redactionOf(event.eventId) !== undefined) &&
      mayUserSee(room, room, event.eventId, userId),
  );
}

/** Writes an event for the client, without aggregations. */
type Show = (eventId: string) => JsonObject;

/**
 * `m.relations` of `unsigned`: what became of the events that relate to an event; nothing for state events.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#aggregations-of-child-events
 */
export function bundledRelations(room: Room, event: RoomEvent, session: Session, show: Show): JsonObject {
  if (event.stateKey !== undefined || room.relations.childrenOf(event.eventId).length === 0) return {};
  const relations = { ...simpleRelations(room, event, session, show), ...threadOf(room, event, session, show) };
  return Object.keys(relations).length === 0 ? {} : { 'm.relations': relations };
}

/** `m.replace` and `m.reference`, which hold no other aggregations. */
function simpleRelations(room: Room, event: RoomEvent, session: Session, show: Show): JsonObject {
  const replacement = replacementOf(room, event, session);
  const references = relatedEvents(room, event.eventId, session, 'm.reference');
  return {
    ...(replacement && { 'm.replace': show(replacement.eventId) }),
    ...(references.length > 0 && {
      'm.reference': { chunk: references.map(({ eventId }) => ({ event_id: eventId })) },
    }),
  };
}

/**
 * The most recent valid replacement of an event.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#server-side-aggregation-of-mreplace-relationships
 */
export function replacementOf(room: Room, event: RoomEvent, session: Session): RoomEvent | undefined {
  if (room.redactionOf(event.eventId)) return undefined;
  return relatedEvents(room, event.eventId, session, 'm.replace')
    .map((shown) => shown.event)
    .filter((replacement) => room.rules.mayReplace(replacement, event))
    .toSorted(byTime)
    .at(-1);
}

/** https://spec.matrix.org/v1.19/client-server-api/#server-side-aggregation-of-mthread-relationships */
function threadOf(room: Room, root: RoomEvent, session: Session, show: Show): JsonObject {
  const thread = relatedEvents(room, root.eventId, session, 'm.thread');
  const latest = thread.at(-1);
  if (!latest) return {};
  const relations = simpleRelations(room, latest.event, session, show);
  const event = show(latest.eventId);
  const unsigned = { ...(event['unsigned'] as JsonObject), 'm.relations': relations };
  return {
    'm.thread': {
      latest_event: Object.keys(relations).length === 0 ? event : { ...event, unsigned },
      count: thread.length,
      current_user_participated: participates(root, thread, session.account.userId),
    },
  };
}

/** Whether a user began a thread, or said something in it. */
export function participates(root: RoomEvent, thread: readonly ShownEvent[], userId: string): boolean {
  return root.sender === userId || thread.some(({ event }) => event.sender === userId);
}

function byTime(a: RoomEvent, b: RoomEvent): number {
  return Number(a.originServerTs) - Number(b.originServerTs) || compareBytes(a.eventId, b.eventId);
}
