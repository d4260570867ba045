import { eventIdOf } from '../event-id.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type PduDraft, stringProperty } from '../pdu.ts';
import { RoomEvent } from '../room-event.ts';
import { allRoomVersions, isRoomVersion, type RoomVersion, roomVersions } from '../room-versions.ts';

/** A request that cannot be answered; the message says what is wrong with it and where. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** @throws RequestError */
export function requestObject(request: JsonValue): JsonObject {
  if (isJsonObject(request)) return request;
  throw new RequestError('a request must be an object');
}

/** @throws RequestError */
export function roomVersionOf(request: JsonObject): RoomVersion {
  const version = request['room_version'];
  if (typeof version === 'string' && isRoomVersion(version)) return version;
  throw new RequestError(
    `room_version must be one of the texts ${allRoomVersions.join(', ')}, found ${JSON.stringify(version ?? null)}`,
  );
}

/** @throws RequestError */
export function arrayAt(request: JsonObject, key: string): JsonValue[] {
  const value = request[key];
  if (Array.isArray(value)) return value;
  throw new RequestError(`${key} must be an array`);
}

/** @throws RequestError */
export function idsIn(value: JsonValue, where: string): string[] {
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value;
  throw new RequestError(`${where} must be an array of event IDs`);
}

/**
 * Reads an event of which no more is needed than what authorization and state resolution look at.
 *
 * @throws RequestError naming the key that it lacks
 */
export function looseEvent(pdu: JsonValue | undefined, roomVersion: RoomVersion, where: string): RoomEvent {
  if (!isJsonObject(pdu)) throw new RequestError(`${where} must be an event`);
  for (const key of ['type', 'sender']) {
    if (typeof pdu[key] !== 'string') throw new RequestError(`${where}.${key} must be a text`);
  }
  if (pdu['state_key'] !== undefined && typeof pdu['state_key'] !== 'string') {
    throw new RequestError(`${where}.state_key must be a text`);
  }
  if (!isJsonObject(pdu['content'])) throw new RequestError(`${where}.content must be an object`);
  return new RoomEvent(pdu as PduDraft, eventIdAt(pdu, roomVersion, where), roomVersions[roomVersion]);
}

function eventIdAt(pdu: JsonObject, roomVersion: RoomVersion, where: string): string {
  const given = stringProperty(pdu, 'event_id');
  if (given !== undefined) return given;
  try {
    return eventIdOf(pdu as PduDraft, roomVersion, { strict: false });
  } catch (error) {
    throw new RequestError(`${where} has no event ID: ${error instanceof Error ? error.message : String(error)}`);
  }
}
