import type { JsonObject } from '../../protocol/json.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { Session } from '../users/account.ts';
import { bundledRelations } from './relations.ts';
import type { Room } from './room.ts';

/** For whom an event is written, and where it will stand. */
export interface ClientEventOptions {
  /** The client that is told; one that sent the event itself finds its transaction ID in it. */
  readonly session?: Session;
  /** Leaves `room_id` out, as `/sync` does. */
  readonly withoutRoomId?: boolean;
  /** With aggregations of the events that relate to it, as far as the client may see them; by default wherever there is one. */
  readonly bundled?: boolean;
}

/**
 * An event as clients see it.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#room-event-format
 */
export function clientEvent(room: Room, eventId: string, options: ClientEventOptions = {}): JsonObject {
  const { session, withoutRoomId = false, bundled = session !== undefined } = options;
  const event = room.shownEvent(eventId);
  const { type, sender, content, stateKey, pdu } = event;
  const redacts = room.redactedBy(event);
  const places = room.rules.showsRedactsIn(roomVersions[room.roomVersion].redactsLocation);
  return {
    type,
    sender,
    content: redacts === undefined ? content : contentOfRedaction(content, places.includes('content') && redacts),
    event_id: eventId,
    origin_server_ts: pdu.origin_server_ts,
    ...(!withoutRoomId && { room_id: room.roomId }),
    ...(stateKey !== undefined && { state_key: stateKey }),
    ...(redacts !== undefined && places.includes('event') && { redacts }),
    unsigned: {
      ...unsignedOf(room, eventId, session),
      ...(session &&
        bundled &&
        bundledRelations(room, event, session, (one) => clientEvent(room, one, { session, bundled: false }))),
    },
  };
}

function contentOfRedaction({ redacts: _redacts, ...content }: JsonObject, redacts: string | false): JsonObject {
  return redacts === false ? content : { ...content, redacts };
}

function unsignedOf(room: Room, eventId: string, session: Session | undefined): JsonObject {
  const { key, originServerTs } = room.shownEvent(eventId);
  const transactionId = session?.sent.get(eventId);
  const before = room.stateKnownBefore(eventId);
  const replaced = key === undefined ? undefined : before?.get(key);
  const redaction = room.redactionOf(eventId);
  const membership = session && before && room.membershipAt(eventId, session.account.userId);
  return {
    age: Math.max(0, Date.now() - Number(originServerTs)),
    ...(transactionId !== undefined && { transaction_id: transactionId }),
    ...(membership !== undefined && { membership }),
    ...(replaced && { prev_content: room.shownEvent(replaced.eventId).content, replaces_state: replaced.eventId }),
    ...(redaction && { redacted_because: clientEvent(room, redaction.eventId) }),
  };
}
