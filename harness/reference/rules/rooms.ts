import { powerLevelsKey, createKey } from '../../protocol/authorization/auth-context.ts';
import { PowerLevels } from '../../protocol/authorization/power-levels.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { type Pdu, serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import { redactEvent } from '../../protocol/redaction.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { RoomVersion, RoomVersionRules } from '../../protocol/room-versions.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Session } from '../users/account.ts';

/** What is sent into rooms, and what is redacted of it. */
export const roomRules = {
  /** In bytes, as canonical JSON with signatures. https://spec.matrix.org/v1.19/client-server-api/#size-limits */
  largestEvent: 65_536,
  /** Of type, state key and sender, in bytes. */
  longestKey: 255,
  /** Whether an event of a user of this homeserver that the room does not allow is refused. */
  refusesForbidden: (_event: { readonly type: string; readonly stateKey?: string }): boolean => true,
  /** What a repeated request is known by. https://spec.matrix.org/v1.19/client-server-api/#transaction-identifiers */
  transactionsOf: ({ transactions }: Session): Map<string, JsonObject> => transactions,
  /** What is wrong with the content of a message; undefined if nothing is. https://spec.matrix.org/v1.19/client-server-api/#instant-messaging */
  messageDefect: ({ msgtype, body }: JsonObject): string | undefined => {
    if (typeof msgtype !== 'string') return 'A message needs a msgtype';
    return typeof body === 'string' ? undefined : 'A message needs a body of text';
  },
  /** https://spec.matrix.org/v1.19/client-server-api/#avoiding-duplicate-annotations */
  refusesDuplicateAnnotations: true,
  /** The redacted form of an event. https://spec.matrix.org/v1.19/client-server-api/#redactions */
  redact: (pdu: Pdu, roomVersion: RoomVersion): Pdu => redactEvent(pdu, roomVersion),
  /**
   * Whether the key `redacts` in the content of a redaction that is sent as an event is put where the room version wants it.
   * https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid
   */
  placesRedacts: true,
  /**
   * Where clients are shown the key `redacts`: at both places, wherever the room version has it.
   * https://spec.matrix.org/v1.19/rooms/v11/#moving-the-redacts-property-of-mroomredaction-events-to-a-content-property
   */
  showsRedactsIn: (
    _redactsLocation: RoomVersionRules['redactsLocation'],
  ): readonly RoomVersionRules['redactsLocation'][] => ['event', 'content'],
  /** The event that a redaction names; undefined where it names none. */
  redactedBy: ({ pdu, content }: RoomEvent, { redactsLocation }: RoomVersionRules): string | undefined =>
    redactsLocation === 'content' ? stringProperty(content, 'redacts') : pdu.redacts,
  /** Whether a user of this homeserver may redact an event. https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid */
  mayRedact: (userId: string, event: RoomEvent, state: RoomState, rules: RoomVersionRules): boolean =>
    event.sender === userId || hasRedactLevel(userId, state, rules),
  /**
   * Whether an accepted redaction has an effect: since room version 3, if it has the level, or comes from the server of the
   * sender of the event. https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions
   */
  appliesRedaction: (redaction: RoomEvent, event: RoomEvent, state: RoomState, rules: RoomVersionRules): boolean =>
    rules.redactionDecidedBy === 'authorization-rule' ||
    serverNameAfterColon(redaction.sender) === serverNameAfterColon(event.sender) ||
    hasRedactLevel(redaction.sender, state, rules),
  /** Whether a redaction that came before its event is applied when that comes. https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions */
  remembersEarlyRedactions: true,
  /** Whether clients are shown just those redactions that are applied, and these no sooner. https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions */
  withholdsRedactions: ({ redactionDecidedBy }: RoomVersionRules): boolean => redactionDecidedBy === 'apply-time-rule',
};

function hasRedactLevel(userId: string, state: RoomState, rules: RoomVersionRules): boolean {
  const levels = new PowerLevels(state.get(powerLevelsKey), state.get(createKey), rules);
  return levels.ofUser(userId) >= levels.named('redact');
}
