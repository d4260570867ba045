import { hash } from 'node:crypto';

import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalJson, type CanonicalJsonOptions } from './canonical-json.ts';
import type { JsonObject } from './json.ts';
import { type PduDraft, stringProperty } from './pdu.ts';
import { redactEvent } from './redaction.ts';
import { type RoomVersion, roomVersions } from './room-versions.ts';

/**
 * The content hash of an event, which covers all of it except `unsigned`, `signatures` and `hashes`.
 *
 * @param options not strict for room versions 1 to 5
 * @returns the SHA-256 as unpadded standard Base64, as it stands in `hashes.sha256`
 * @throws CanonicalJsonError
 * Source: https://spec.matrix.org/v1.19/server-server-api/#calculating-the-content-hash-for-an-event
 */
export function contentHash(pdu: PduDraft, options: CanonicalJsonOptions = {}): string {
  return sha256(without(pdu, ['unsigned', 'signatures', 'hashes']), options);
}

/**
 * The reference hash of an event, which covers its redacted form, `hashes` included.
 *
 * @param options overrides the strictness of the room version, for events that break the rule on purpose
 * @returns the SHA-256 as unpadded standard Base64, as it stands in the references of room versions 1 and 2
 * @throws CanonicalJsonError
 * Source: https://spec.matrix.org/v1.19/server-server-api/#calculating-the-reference-hash-for-an-event
 */
export function referenceHash(pdu: PduDraft, roomVersion: RoomVersion, options: CanonicalJsonOptions = {}): string {
  const strict = options.strict ?? roomVersions[roomVersion].strictCanonicalJson;
  return sha256(without(redactEvent(pdu, roomVersion), ['signatures', 'unsigned']), { strict });
}

/**
 * Whether `hashes.sha256` of an event is its content hash; the decoded bytes are compared. False too if there is no such
 * hash, if it is not Base64, and if the event has no canonical JSON.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#validating-hashes-and-signatures-on-received-events
 */
export function hasValidContentHash(pdu: PduDraft, roomVersion: RoomVersion): boolean {
  const stated = stringProperty(pdu.hashes, 'sha256');
  if (stated === undefined) return false;
  try {
    const expected = contentHash(pdu, { strict: roomVersions[roomVersion].strictCanonicalJson });
    return encodeBase64(decodeBase64(stated)) === expected;
  } catch {
    return false;
  }
}

function sha256(object: JsonObject, options: CanonicalJsonOptions): string {
  return encodeBase64(hash('sha256', canonicalJson(object, options), 'buffer'));
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
