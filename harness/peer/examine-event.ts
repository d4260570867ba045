import { canonicalJson } from '../protocol/canonical-json.ts';
import { eventFormatDefects } from '../protocol/event-format.ts';
import { eventIdOf } from '../protocol/event-id.ts';
import { verifyEventSignature } from '../protocol/event-signing.ts';
import { hasValidContentHash } from '../protocol/hashes.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import type { Pdu, PduDraft } from '../protocol/pdu.ts';
import { redactEvent } from '../protocol/redaction.ts';
import { type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import type { Findings } from './findings.ts';
import type { FoundKey } from './target-keys.ts';

/** Where an event came from, and what is known of it beforehand. */
export interface Emission {
  readonly roomVersion: RoomVersion;
  /** For messages: `PUT /_matrix/federation/v1/send/7`. */
  readonly where: string;
  /** The ID under which the target sent it, where it named one. */
  readonly eventId?: string;
  /** The event may have been redacted since it was made: then its hash is that of the whole event, and cannot match. */
  readonly mayBeRedacted?: boolean;
  /** The limits on `prev_events` and `auth_events` do not hold for answers to `/backfill`. */
  readonly unlimited?: boolean;
}

/** The server that is examined, and its keys. */
export interface Emitter {
  readonly serverName: string;
  readonly findKey: (keyId: string) => Promise<FoundKey>;
}

/**
 * Examines an event that the target sent, if the target is its author: format, event ID, content hash and signature. What is
 * wrong with events of others is the business of those others.
 *
 * @returns whether the event can be used: ID, hash and signature hold. Small defects of format do not make it unusable;
 *   homeservers have them and federate.
 * Source: https://spec.matrix.org/v1.19/server-server-api/#adding-hashes-and-signatures-to-outgoing-events
 */
export async function examineEvent(
  event: JsonValue,
  emission: Emission,
  emitter: Emitter,
  findings: Findings,
): Promise<boolean> {
  const { roomVersion } = emission;
  const where = (defect: string): string => `${emission.where}: ${name(event)}: ${defect}`;
  const format = eventFormatDefects(emission.unlimited ? withoutReferences(event) : event, roomVersion);
  if (!isAuthored(event)) {
    // Without an author nobody else can be blamed: the target sent it.
    findings.note('ss.emitted.event-format', roomVersion, format.map(where));
    return false;
  }
  if (!event.sender.endsWith(`:${emitter.serverName}`)) return true;
  findings.note('ss.emitted.event-format', roomVersion, format.map(where));
  const defects = {
    'ss.emitted.event-id': eventIdDefects(event, emission, emitter),
    'ss.emitted.content-hash': contentHashDefects(event, emission),
    'ss.emitted.signature': await signatureDefects(event, roomVersion, emitter),
  };
  for (const requirement of typedKeys(defects))
    findings.note(requirement, roomVersion, defects[requirement].map(where));
  return Object.values(defects).every((found) => found.length === 0);
}

/**
 * Examines the signature that the target had to add to an event of somebody else, such as an invite.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv2inviteroomideventid
 */
export async function examineCountersignature(
  event: JsonObject,
  emission: Emission,
  emitter: Emitter,
  findings: Findings,
): Promise<void> {
  const defects = await signatureDefects(event as Pdu, emission.roomVersion, emitter);
  const messages = defects.map((defect) => `${emission.where}: ${name(event)}: ${defect}`);
  findings.note('ss.emitted.signature', emission.roomVersion, messages);
}

function typedKeys<Key extends string>(object: Record<Key, unknown>): Key[] {
  return Object.keys(object) as Key[];
}

function isAuthored(event: JsonValue): event is JsonObject & PduDraft {
  return isJsonObject(event) && typeof event['sender'] === 'string' && typeof event['type'] === 'string';
}

function eventIdDefects(event: PduDraft, { roomVersion, eventId }: Emission, { serverName }: Emitter): string[] {
  try {
    const actual = eventIdOf(event, roomVersion, { strict: false });
    if (eventId !== undefined && actual !== eventId)
      return [`its event ID is ${actual}, but it was sent as ${eventId}`];
    const isGiven = roomVersions[roomVersion].eventIdFormat === 'given';
    return isGiven && !actual.endsWith(`:${serverName}`)
      ? [`its event ID ${actual} is not of its author's server`]
      : [];
  } catch (error) {
    return [`it has no event ID: ${String(error)}`];
  }
}

function contentHashDefects(event: PduDraft, { roomVersion, mayBeRedacted = false }: Emission): string[] {
  if (hasValidContentHash(event, roomVersion)) return [];
  if (mayBeRedacted && isRedactedCopy(event, roomVersion)) return [];
  return [`hashes.sha256 (${String(event.hashes?.sha256)}) is not the hash of its content`];
}

function isRedactedCopy(event: PduDraft, roomVersion: RoomVersion): boolean {
  const { unsigned: _unsigned, ...signed } = event;
  return canonicalJson(signed, { strict: false }) === canonicalJson(redactEvent(event, roomVersion), { strict: false });
}

/** A signature with a key that cannot be had is passed over; one at least must hold, and none may be wrong. */
async function signatureDefects(
  event: PduDraft,
  roomVersion: RoomVersion,
  { serverName, findKey }: Emitter,
): Promise<string[]> {
  const keyIds = Object.keys(event.signatures?.[serverName] ?? {});
  if (keyIds.length === 0) return [`it carries no signature of ${serverName}`];
  const defects: string[] = [];
  const unknown: string[] = [];
  for (const keyId of keyIds) {
    const found = await findKey(keyId);
    if ('reason' in found) unknown.push(found.reason);
    else {
      const check = verifyEventSignature(event, roomVersion, serverName, keyId, found.publicKey);
      if (!check.valid) defects.push(check.reason);
    }
  }
  return unknown.length === keyIds.length ? unknown : defects;
}

function withoutReferences(event: JsonValue): JsonValue {
  return isJsonObject(event) ? { ...event, prev_events: [], auth_events: [] } : event;
}

function name(event: JsonValue): string {
  if (!isJsonObject(event)) return 'a PDU that is no object';
  return `the event ${JSON.stringify(event['type'] ?? null)} of ${JSON.stringify(event['sender'] ?? null)}`;
}
