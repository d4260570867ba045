import { createHash, randomBytes } from 'node:crypto';
import { authEventKeys } from '../protocol/auth-event-selection.ts';
import { encodeBase64 } from '../protocol/base64.ts';
import { referenceHash } from '../protocol/hashes.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { JsonNumber } from '../protocol/json.ts';
import { type EventReference, type Pdu, type PduDraft, serverNameOf } from '../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { eventTime } from './event-time.ts';
import type { RoomGraph } from './room-graph.ts';
import { type Corruption, sealEvent, type SigningKeyOf } from './seal-event.ts';
import type { RoomState } from '../protocol/state-resolution/room-state.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';

/** An event as a check wants it. What is not given is computed from the event graph. */
export interface EventSpec {
  readonly type: string;
  readonly sender: string;
  /** Makes it a state event. */
  readonly stateKey?: string;
  readonly content?: JsonObject;
  /** Parents; default: the forward extremities. They need not be known if `authEvents` are given. */
  readonly prevEvents?: readonly string[];
  /** Default: those that the room version selects from the state before the event. */
  readonly authEvents?: readonly string[];
  /** Default: one more than the deepest parent, as far as the room version allows. */
  readonly depth?: number | JsonNumber;
  /** Milliseconds since 1970; default: now, and later than any event that was built before. */
  readonly originServerTs?: number;
  /** The event that this one redacts; stands where the room version wants it. */
  readonly redacts?: string;
  /** Top-level keys that replace computed ones; undefined removes a key. Applied before hashing and signing. */
  readonly overrides?: Readonly<Record<string, JsonValue | undefined>>;
  /** What to get wrong in hashes and signatures; the rest stays consistent with it. */
  readonly corrupt?: Corruption;
  /** The servers that sign; default: the sender's. */
  readonly signers?: readonly string[];
}

/**
 * Builds an event that follows others in a room, hashed and signed. It is not added to the graph.
 *
 * @param signingKeyOf the key of each server that signs
 * @throws Error if a parent is unknown and `authEvents` are not given
 * Source: https://spec.matrix.org/v1.19/server-server-api/#pdus
 */
export function buildEvent(graph: RoomGraph, spec: EventSpec, signingKeyOf: SigningKeyOf): Pdu {
  return sealEvent(draftEvent(graph, spec), {
    roomVersion: graph.roomVersion,
    signers: spec.signers ?? [serverNameOf(spec.sender)],
    signingKeyOf,
    ...(spec.corrupt && { corrupt: spec.corrupt }),
  });
}

/** The event of {@link buildEvent} without hashes and signatures, such as a resident server gives to one that wants to join. */
export function draftEvent(graph: RoomGraph, spec: EventSpec): PduDraft {
  const { roomId, roomVersion } = graph;
  const prevEvents = spec.prevEvents ?? graph.forwardExtremities;
  const content = contentOf(spec, roomVersion);
  const event = { type: spec.type, sender: spec.sender, content, ...stateKeyOf(spec) };
  const authEvents = spec.authEvents ?? selectAuthEvents(graph.stateAfterAll(prevEvents), event, roomVersion);
  return withOverrides(
    {
      ...event,
      room_id: roomId,
      ...(roomVersions[roomVersion].eventIdFormat === 'given' && { event_id: newEventId(spec.sender) }),
      ...redactsKey(spec, roomVersion),
      origin_server_ts: spec.originServerTs ?? eventTime(),
      depth: (spec.depth ?? depthAfter(graph, prevEvents)) as number,
      prev_events: prevEvents.map((eventId) => reference(graph, eventId)),
      auth_events: authEvents.map((eventId) => reference(graph, eventId)),
    },
    spec.overrides,
  );
}

/** The events of a state that an event has to cite in `auth_events`. */
export function selectAuthEvents(
  state: RoomState,
  { state_key: stateKey, ...event }: Pick<PduDraft, 'type' | 'sender' | 'state_key' | 'content'>,
  roomVersion: RoomVersion,
): string[] {
  const selected = authEventKeys({ ...event, stateKey }, roomVersions[roomVersion]).map((key) =>
    state.get(stateMapKey(...key)),
  );
  return selected.filter((one) => one !== undefined).map(({ eventId }) => eventId);
}

/** Replaces top-level keys; undefined removes one. */
export function withOverrides(draft: PduDraft, overrides: EventSpec['overrides'] = {}): PduDraft {
  const changed = Object.entries({ ...draft, ...overrides }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(changed) as PduDraft;
}

/** A new event ID for room versions 1 and 2, where the server of the sender makes them. */
export function newEventId(sender: string): string {
  return `$${randomBytes(12).toString('base64url')}:${serverNameOf(sender)}`;
}

function stateKeyOf({ stateKey }: EventSpec): { state_key?: string } {
  return stateKey === undefined ? {} : { state_key: stateKey };
}

function contentOf({ content = {}, redacts }: EventSpec, roomVersion: RoomVersion): JsonObject {
  return redacts !== undefined && roomVersions[roomVersion].redactsLocation === 'content'
    ? { ...content, redacts }
    : content;
}

function redactsKey({ redacts }: EventSpec, roomVersion: RoomVersion): { redacts?: string } {
  return redacts !== undefined && roomVersions[roomVersion].redactsLocation === 'event' ? { redacts } : {};
}

function depthAfter(graph: RoomGraph, prevEvents: readonly string[]): number | JsonNumber {
  const depths = prevEvents.filter((eventId) => graph.has(eventId)).map((eventId) => exactDepth(graph.event(eventId)));
  const deepest = depths.reduce((deeper, depth) => (depth > deeper ? depth : deeper), 0n);
  const { maxDepth } = roomVersions[graph.roomVersion];
  const depth = deepest < maxDepth ? deepest + 1n : maxDepth;
  return JsonNumber.read(String(depth));
}

function exactDepth({ depth }: { readonly depth: unknown }): bigint {
  const text = depth instanceof JsonNumber ? depth.source : String(depth);
  return /^\d+$/.test(text) ? BigInt(text) : 0n; // a malformed depth has no successor
}

function reference(graph: RoomGraph, eventId: string): EventReference {
  if (roomVersions[graph.roomVersion].eventReferences === 'id') return eventId;
  // Nobody can check the hash of an event that does not exist, but the form demands one.
  const sha256 = graph.has(eventId)
    ? referenceHash(graph.event(eventId), graph.roomVersion, { strict: false })
    : encodeBase64(createHash('sha256').update(eventId).digest());
  return [eventId, { sha256 }];
}
