import {
  type Doctor,
  eventIdOf,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectAt,
  type Pdu,
} from '../../harness/doctoring.ts';

/** A target that shows its users every event that it is sent, whatever it should make of it. */
export function showingEveryPdu(): Doctor {
  const received: JsonObject[] = [];
  return ({ kind, method, target, json, asked, roomVersion }) => {
    if (kind !== 'answer') return undefined;
    if (method === 'PUT' && target.startsWith('/_matrix/federation/v1/send/')) {
      received.push(
        ...pdusOf(asked).map((pdu) => ({
          ...pdu,
          event_id: eventIdOf(pdu as Pdu, roomVersion ?? '12', { strict: false }),
        })),
      );
    }
    return target.startsWith('/_matrix/client/v3/sync') ? { json: withEvents(json, received) } : undefined;
  };
}

function pdusOf(transaction: JsonValue | undefined): JsonObject[] {
  const pdus = isJsonObject(transaction) ? transaction['pdus'] : [];
  return Array.isArray(pdus) ? pdus.filter(isJsonObject) : [];
}

function withEvents(sync: JsonValue | undefined, events: readonly JsonObject[]): JsonValue {
  const rooms = isJsonObject(sync) && isJsonObject(sync['rooms']) ? objectAt(sync, 'rooms', 'join') : {};
  const joined = Object.entries(rooms).map(([roomId, room]) => {
    const timeline = objectAt(room, 'timeline');
    const shown = Array.isArray(timeline['events']) ? timeline['events'] : [];
    return [
      roomId,
      {
        ...objectAt(room),
        timeline: { ...timeline, events: [...shown, ...events.filter((event) => event['room_id'] === roomId)] },
      },
    ];
  });
  return { ...objectAt(sync), rooms: { join: Object.fromEntries(joined) as JsonObject } };
}
