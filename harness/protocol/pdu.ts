import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** How an event names a parent or an authorization event: with its hash in room versions 1 and 2, alone since version 3. */
export type EventReference = string | [eventId: string, hashes: { sha256: string }];

/** `hashes` of an event: the content hash as unpadded Base64. */
export interface EventHashes extends JsonObject {
  sha256: string;
}

/** `signatures` of a signed object: server name, then key ID, then the signature as unpadded Base64. */
export interface Signatures {
  [serverName: string]: { [keyId: string]: string };
}

/**
 * An event in the federation format that is not yet hashed or signed. Which keys it must have depends on the room version.
 *
 * The types are those of an event that keeps the format; `eventFormatDefects` tells whether a received one does.
 * Source: https://spec.matrix.org/v1.19/rooms/v12/#event-format and the same section of the other room versions
 */
export interface PduDraft extends JsonObject {
  type: string;
  sender: string;
  /** Absent only from the create event of room version 12 and later. */
  room_id?: string;
  /** Present exactly on state events. */
  state_key?: string;
  /** Milliseconds since 1970. */
  origin_server_ts: number;
  depth: number;
  prev_events: EventReference[];
  auth_events: EventReference[];
  content: JsonObject;
  hashes?: EventHashes;
  signatures?: Signatures;
  unsigned?: JsonObject;
  /** Room versions 1 and 2 only. */
  event_id?: string;
  /** Redaction events of room versions 1 to 10; later versions have it in `content`. */
  redacts?: string;
  /** A leftover of early servers, which redaction keeps up to room version 10. */
  origin?: string;
}

/** A persistent data unit: a hashed and signed event in the federation format. */
export interface Pdu extends PduDraft {
  hashes: EventHashes;
  signatures: Signatures;
}

/**
 * The event IDs in `prev_events` or `auth_events`, in the form of any room version.
 *
 * @throws TypeError naming the first entry that has neither form
 */
export function referencedIds(references: unknown): string[] {
  if (!Array.isArray(references)) {
    throw new TypeError(`Event references must be an array, found ${JSON.stringify(references)}`);
  }
  return references.map((reference: unknown, index) => {
    if (typeof reference === 'string') return reference;
    if (isHashedReference(reference)) return reference[0];
    throw new TypeError(
      `Event reference ${String(index)} must be an event ID or [event ID, {"sha256": hash}], found ${JSON.stringify(reference)}`,
    );
  });
}

/** Whether a value is an event reference of room versions 1 and 2. */
export function isHashedReference(value: unknown): value is [string, { sha256: string }] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [eventId, hashes]: unknown[] = value;
  return typeof eventId === 'string' && isJsonObject(hashes) && typeof hashes['sha256'] === 'string';
}

/**
 * The server name in a user ID, a room ID or an event ID: everything after the first colon, a port included.
 *
 * @throws TypeError if there is none (event IDs since room version 3 and room IDs since version 12 have no server name)
 * Source: https://spec.matrix.org/v1.19/appendices/#common-identifier-format
 */
export function serverNameOf(id: string): string {
  const serverName = serverNameAfterColon(id);
  if (serverName !== undefined) return serverName;
  throw new TypeError(`Expected an ID with a server name, such as @user:server, found ${JSON.stringify(id)}`);
}

/** The server name in an ID, such as {@link serverNameOf} gives it; undefined where there is none. */
export function serverNameAfterColon(id: string): string | undefined {
  const colon = id.indexOf(':');
  return colon === -1 || colon === id.length - 1 ? undefined : id.slice(colon + 1);
}

/** A string that an object has under a key of its own; undefined if there is none, or if it is no object. */
export function stringProperty(object: JsonValue | undefined, key: string): string | undefined {
  if (!isJsonObject(object) || !Object.hasOwn(object, key)) return undefined;
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}
