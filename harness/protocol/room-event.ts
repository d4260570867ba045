import { canonicalJson } from './canonical-json.ts';
import { type ExactInteger, exactInteger } from './exact-integer.ts';
import { eventIdOf } from './event-id.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { citedIds } from './cited-ids.ts';
import type { PduDraft } from './pdu.ts';
import { type RoomVersionRules, roomVersions, type RoomVersion } from './room-versions.ts';
import { type StateMapKey, stateMapKey } from './state-map-key.ts';

/** An event as the authorization rules and state resolution look at it: read once, asked often. */
export class RoomEvent {
  readonly eventId: string;
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  /** Undefined for message events. */
  readonly stateKey: string | undefined;
  readonly content: JsonObject;
  readonly prevEvents: readonly string[];
  readonly authEvents: readonly string[];
  readonly originServerTs: ExactInteger;
  readonly depth: ExactInteger;
  /** Where a state event stands in the room's state; undefined for message events. */
  readonly key: StateMapKey | undefined;
  /** The event as it was received. */
  readonly pdu: PduDraft;

  /**
   * @param pdu an event that has the format of its room version
   * @param eventId its ID
   */
  constructor(pdu: PduDraft, eventId: string, rules: RoomVersionRules) {
    this.pdu = pdu;
    this.eventId = eventId;
    const isItsOwnRoom = rules.roomIdFormat === 'create-hash' && pdu.type === 'm.room.create';
    this.roomId = isItsOwnRoom ? `!${eventId.slice(1)}` : (pdu.room_id ?? '');
    this.type = pdu.type;
    this.sender = pdu.sender;
    this.stateKey = pdu.state_key;
    this.content = isJsonObject(pdu.content) ? pdu.content : {};
    this.prevEvents = citedIds(pdu.prev_events);
    this.authEvents = citedIds(pdu.auth_events);
    this.originServerTs = exactInteger(pdu.origin_server_ts) ?? 0;
    this.depth = exactInteger(pdu.depth) ?? 0;
    this.key = pdu.state_key === undefined ? undefined : stateMapKey(pdu.type, pdu.state_key);
  }
}

/** What was read before: the ID of an event costs two hashes, and everybody who is handed the event asks for it. */
const known = new WeakMap<PduDraft, Map<RoomVersion, RoomEvent>>();

/**
 * Reads an event of a room version, and computes its ID. The same object gives the same event: it must not be changed meanwhile.
 *
 * @throws TypeError if the room version wants the ID in the event and it is not there
 * @throws CanonicalJsonError
 */
export function readRoomEvent(pdu: PduDraft, roomVersion: RoomVersion): RoomEvent {
  const ofPdu = known.get(pdu) ?? new Map<RoomVersion, RoomEvent>();
  known.set(pdu, ofPdu);
  const event =
    ofPdu.get(roomVersion) ??
    new RoomEvent(pdu, eventIdOf(pdu, roomVersion, { strict: false }), roomVersions[roomVersion]);
  ofPdu.set(roomVersion, event);
  return event;
}

/** Whether two events with one ID are the same event: signatures and `unsigned` may differ from copy to copy. */
export function areCopies(a: RoomEvent, b: RoomEvent): boolean {
  return a.pdu === b.pdu || signedText(a) === signedText(b);
}

function signedText({ pdu }: RoomEvent): string {
  const { unsigned: _unsigned, signatures: _signatures, ...signed } = pdu;
  return canonicalJson(signed, { strict: false });
}
