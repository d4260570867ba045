import { canonicalJsonBytes } from './canonical-json.ts';
import { isEventId, isRoomId, isUserId, sha256Text } from './id-grammar.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from './json.ts';
import { isHashedReference } from './pdu.ts';
import { type RoomVersion, roomVersions, type RoomVersionRules } from './room-versions.ts';
import { maxAuthEvents, maxEventBytes, maxKeyBytes, maxPrevEvents } from './size-limits.ts';

/** What is not asked of an event, for graphs that are made up to be judged and never go over a wire. */
export interface FormatOptions {
  /** The IDs of events, and of rooms that are made of them, are given and may be any text. */
  readonly anyIds?: boolean;
  /** `hashes` and `signatures` may be absent or wrong. */
  readonly unsigned?: boolean;
}

/**
 * Everything that keeps a value from being a valid event of a room version: the first of the checks on receipt of a PDU.
 *
 * Hashes, signatures and authorization are not looked at.
 *
 * @param pdu what was received, read without loss (numbers that JavaScript cannot hold are `JsonNumber`)
 * @returns one sentence a defect, each naming the key; empty for a valid event
 * Source: https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu, "Event format" of the
 *   room version, and https://spec.matrix.org/v1.19/client-server-api/#size-limits
 */
export function eventFormatDefects(
  pdu: JsonValue,
  roomVersion: RoomVersion,
  { anyIds = false, unsigned = false }: FormatOptions = {},
): string[] {
  if (!isJsonObject(pdu)) return [`the event must be an object, found ${show(pdu)}`];
  const rules = roomVersions[roomVersion];
  const ids = anyIds ? anyForm : formOf(rules);
  return [
    ...requiredStringDefects(pdu, 'type'),
    ...requiredStringDefects(pdu, 'sender'),
    ...idDefect(pdu, 'sender', 'a user ID', isUserId),
    ...roomIdDefects(pdu, rules, ids),
    ...eventIdDefects(pdu, rules, ids),
    ...optionalStringDefects(pdu, 'state_key'),
    ...(pdu['type'] === 'm.room.redaction' && rules.redactsLocation === 'event'
      ? optionalStringDefects(pdu, 'redacts')
      : []),
    ...['type', 'sender', 'room_id', 'event_id', 'state_key'].flatMap((key) => keySizeDefects(pdu, key)),
    ...integerDefects(pdu, 'origin_server_ts'),
    ...depthDefects(pdu, rules),
    ...objectDefects(pdu, 'content', true),
    ...objectDefects(pdu, 'unsigned', false),
    ...referenceDefects(pdu, 'prev_events', maxPrevEvents, rules, ids),
    ...referenceDefects(pdu, 'auth_events', maxAuthEvents, rules, ids),
    ...(unsigned ? [] : [...hashDefects(pdu), ...signatureDefects(pdu)]),
    ...encodingDefects(pdu, rules),
  ];
}

/** What IDs look like. */
interface IdForms {
  isRoomId(text: string): boolean;
  isEventId(text: string): boolean;
  isReference(value: JsonValue): boolean;
  /** Whether an event may carry an ID, or a room, that its room version computes. */
  readonly mayBeGiven: boolean;
}

function formOf(rules: RoomVersionRules): IdForms {
  const isEventIdOf = (text: string): boolean => isEventId(text, rules);
  return {
    isRoomId: (text) => isRoomId(text, rules),
    isEventId: isEventIdOf,
    isReference: (value) =>
      rules.eventReferences === 'id-and-hash'
        ? isHashedReference(value) && isEventIdOf(value[0]) && sha256Text.test(value[1].sha256)
        : typeof value === 'string' && isEventIdOf(value),
    mayBeGiven: false,
  };
}

const anyForm: IdForms = {
  isRoomId: (text) => text.startsWith('!'),
  isEventId: (text) => text.startsWith('$'),
  isReference: (value) => typeof (Array.isArray(value) ? value[0] : value) === 'string',
  mayBeGiven: true,
};

function requiredStringDefects(pdu: JsonObject, key: string): string[] {
  return Object.hasOwn(pdu, key) ? optionalStringDefects(pdu, key) : [`${key} is missing`];
}

function optionalStringDefects(pdu: JsonObject, key: string): string[] {
  if (!Object.hasOwn(pdu, key) || typeof pdu[key] === 'string') return [];
  return [`${key} must be a string, found ${show(pdu[key])}`];
}

function idDefect(pdu: JsonObject, key: string, what: string, isValid: (text: string) => boolean): string[] {
  const id = pdu[key];
  return typeof id !== 'string' || isValid(id) ? [] : [`${key} must be ${what}, found ${show(id)}`];
}

function roomIdDefects(pdu: JsonObject, rules: RoomVersionRules, ids: IdForms): string[] {
  if (rules.roomIdFormat === 'create-hash' && pdu['type'] === 'm.room.create') {
    return Object.hasOwn(pdu, 'room_id') && !ids.mayBeGiven
      ? ['room_id must be absent: the create event itself makes the room ID']
      : [];
  }
  const what = `a room ID ${rules.roomIdFormat === 'create-hash' ? 'made of a hash' : 'with a server name'}`;
  return [...requiredStringDefects(pdu, 'room_id'), ...idDefect(pdu, 'room_id', what, ids.isRoomId)];
}

function eventIdDefects(pdu: JsonObject, rules: RoomVersionRules, ids: IdForms): string[] {
  if (rules.eventIdFormat !== 'given') {
    return Object.hasOwn(pdu, 'event_id') && !ids.mayBeGiven
      ? ['event_id must be absent: it is computed from the event']
      : [];
  }
  return [
    ...requiredStringDefects(pdu, 'event_id'),
    ...idDefect(pdu, 'event_id', 'an event ID with a server name', ids.isEventId),
  ];
}

function keySizeDefects(pdu: JsonObject, key: string): string[] {
  const text = pdu[key];
  const size = typeof text === 'string' ? Buffer.byteLength(text) : 0;
  return size > maxKeyBytes ? [`${key} must have at most ${String(maxKeyBytes)} bytes, found ${String(size)}`] : [];
}

function integerOf(value: JsonValue | undefined): bigint | undefined {
  if (value instanceof JsonNumber) return /^-?[0-9]+$/.test(value.source) ? BigInt(value.source) : undefined;
  return Number.isInteger(value) ? BigInt(value as number) : undefined;
}

function integerDefects(pdu: JsonObject, key: string): string[] {
  if (!Object.hasOwn(pdu, key)) return [`${key} is missing`];
  return integerOf(pdu[key]) === undefined ? [`${key} must be an integer, found ${show(pdu[key])}`] : [];
}

function depthDefects(pdu: JsonObject, rules: RoomVersionRules): string[] {
  const depth = integerOf(pdu['depth']);
  if (depth === undefined) return integerDefects(pdu, 'depth');
  if (depth >= 0n && depth <= rules.maxDepth) return [];
  return [`depth must be between 0 and ${String(rules.maxDepth)}, found ${String(depth)}`];
}

function objectDefects(pdu: JsonObject, key: string, isRequired: boolean): string[] {
  if (!Object.hasOwn(pdu, key)) return isRequired ? [`${key} is missing`] : [];
  return isJsonObject(pdu[key]) ? [] : [`${key} must be an object, found ${show(pdu[key])}`];
}

function referenceDefects(
  pdu: JsonObject,
  key: string,
  limit: number,
  rules: RoomVersionRules,
  ids: IdForms,
): string[] {
  if (!Object.hasOwn(pdu, key)) return [`${key} is missing`];
  const references = pdu[key];
  if (!Array.isArray(references)) return [`${key} must be an array, found ${show(references)}`];
  const tooMany = `${key} must have at most ${String(limit)} entries, found ${String(references.length)}`;
  const malformed = references.flatMap((reference, index) =>
    ids.isReference(reference)
      ? []
      : [`${key}[${String(index)}] must be ${referenceForm(rules)}, found ${show(reference)}`],
  );
  return references.length > limit ? [tooMany, ...malformed] : malformed;
}

function referenceForm({ eventReferences, eventIdFormat }: RoomVersionRules): string {
  if (eventReferences === 'id-and-hash') return 'an array of an event ID and {"sha256": hash}';
  const alphabet = eventIdFormat === 'base64' ? 'standard' : 'URL-safe';
  return `an event ID: $ and a SHA-256 in unpadded ${alphabet} Base64`;
}

function hashDefects(pdu: JsonObject): string[] {
  const hashes = pdu['hashes'];
  if (!isJsonObject(hashes)) return objectDefects(pdu, 'hashes', true);
  const sha256 = Object.hasOwn(hashes, 'sha256') ? hashes['sha256'] : undefined;
  if (typeof sha256 === 'string' && sha256Text.test(sha256)) return [];
  return [`hashes.sha256 must be a SHA-256 in unpadded standard Base64, found ${show(sha256)}`];
}

function signatureDefects(pdu: JsonObject): string[] {
  const signatures = pdu['signatures'];
  if (!isJsonObject(signatures)) return objectDefects(pdu, 'signatures', true);
  return Object.entries(signatures).flatMap(([server, byKey]) => {
    const isValid = isJsonObject(byKey) && Object.values(byKey).every((signature) => typeof signature === 'string');
    return isValid ? [] : [`signatures[${show(server)}] must be an object of strings, found ${show(byKey)}`];
  });
}

function encodingDefects(pdu: JsonObject, rules: RoomVersionRules): string[] {
  try {
    const size = canonicalJsonBytes(pdu, { strict: rules.strictCanonicalJson }).length;
    const limit = String(maxEventBytes);
    return size > maxEventBytes ? [`the event must have at most ${limit} bytes, found ${String(size)}`] : [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** A value for a sentence, short whatever the target sent. */
function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  if (value instanceof JsonNumber) return value.source;
  if (isJsonObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
