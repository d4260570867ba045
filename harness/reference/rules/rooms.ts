import { powerLevelsKey, createKey } from '../../protocol/authorization/auth-context.ts';
import { PowerLevels } from '../../protocol/authorization/power-levels.ts';
import { serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { RoomVersionRules } from '../../protocol/room-versions.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';

/** What rooms are made of, and who may do what in them beyond the authorization rules. */
export const roomRules = {
  /** https://spec.matrix.org/v1.19/rooms/ recommends it. */
  defaultRoomVersion: '12',
  /** In bytes, as canonical JSON with signatures. https://spec.matrix.org/v1.19/client-server-api/#size-limits */
  largestEvent: 65_536,
  /** Of type, state key and sender, in bytes. */
  longestKey: 255,
  /** The event that a redaction names; undefined where it names none. */
  redactedBy: ({ pdu, content }: RoomEvent, { redactsLocation }: RoomVersionRules): string | undefined =>
    redactsLocation === 'content' ? stringProperty(content, 'redacts') : pdu.redacts,
  /**
   * Whether an accepted redaction has an effect: since room version 3, if it has the level, or comes from the server of the
   * sender of the event. https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions
   */
  appliesRedaction: (redaction: RoomEvent, event: RoomEvent, state: RoomState, rules: RoomVersionRules): boolean => {
    if (rules.redactionDecidedBy === 'authorization-rule') return true;
    if (serverNameAfterColon(redaction.sender) === serverNameAfterColon(event.sender)) return true;
    const levels = new PowerLevels(state.get(powerLevelsKey), state.get(createKey), rules);
    return levels.ofUser(redaction.sender) >= levels.named('redact');
  },
};
