import type { RoomVersionRules } from './room-versions.ts';

const serverName = String.raw`(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,255})(?::[0-9]{1,5})?`;

// Any code point but the colon and NUL. Lone surrogates are refused with the event's canonical JSON.
const localpart = String.raw`[^:\0]`;

// The 43rd character of 32 bytes holds four bits; an encoder leaves the two others zero.
const hash = { base64: '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]', base64url: '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]' };

const userId = new RegExp(`^@${localpart}*:${serverName}$`, 'u');
const opaqueRoomId = new RegExp(`^!${localpart}+:${serverName}$`, 'u');
const hashRoomId = new RegExp(`^!${hash.base64url}$`);
const eventIds = {
  given: new RegExp(String.raw`^\$${localpart}+:${serverName}$`, 'u'),
  base64: new RegExp(String.raw`^\$${hash.base64}$`),
  base64url: new RegExp(String.raw`^\$${hash.base64url}$`),
};

/** Unpadded standard Base64 of a SHA-256. */
export const sha256Text = new RegExp(`^${hash.base64}$`);

/**
 * Whether a text is a user ID that servers must accept in events: the historical grammar, whose localpart may be empty and
 * may hold anything but a colon and NUL.
 *
 * Source: https://spec.matrix.org/v1.19/appendices/#historical-user-ids
 */
export function isUserId(text: string): boolean {
  return userId.test(text);
}

/** Whether a text is a room ID of a room version. Source: https://spec.matrix.org/v1.19/appendices/#room-ids */
export function isRoomId(text: string, rules: RoomVersionRules): boolean {
  return (rules.roomIdFormat === 'create-hash' ? hashRoomId : opaqueRoomId).test(text);
}

/** Whether a text is an event ID of a room version. Source: https://spec.matrix.org/v1.19/appendices/#event-ids */
export function isEventId(text: string, rules: RoomVersionRules): boolean {
  return eventIds[rules.eventIdFormat].test(text);
}
