import {
  citedIds,
  type JsonObject,
  objectAt,
  type Pdu,
  type RoomGraph,
  roomVersions,
  stringAt,
} from '../../harness/index.ts';

/** The ids of events of a room as the target sent them. @throws UnexpectedAnswer where one is so malformed that it has none */
export function eventIdsOf(room: RoomGraph, pdus: readonly JsonObject[]): string[] {
  const isGiven = roomVersions[room.roomVersion].eventIdFormat === 'given';
  return pdus.map((pdu) =>
    isGiven
      ? stringAt(pdu, 'event_id')
      : room.eventIdOf({ ...(pdu as Pdu), type: stringAt(pdu, 'type'), content: objectAt(pdu, 'content') }),
  );
}

/** The ids of all events that some events cite in `auth_events`. */
export function citedByAll(pdus: readonly JsonObject[]): string[] {
  return pdus.flatMap((pdu) => citedIds(pdu['auth_events']));
}
