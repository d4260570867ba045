import { isJsonObject, type JsonObject } from './json.ts';
import { stringProperty } from './pdu.ts';
import type { RoomVersionRules } from './room-versions.ts';

/** Event type and state key: one entry of a room's state. */
export type StateKey = [type: string, stateKey: string];

/** What the selection looks at. */
export interface AuthorizedEvent {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string | undefined;
  readonly content: JsonObject;
}

/**
 * The entries of the room's state that an event cites in `auth_events`, if they are there.
 *
 * @returns each entry once, in the order of the specification; empty for the create event
 * Source: https://spec.matrix.org/v1.19/server-server-api/#auth-events-selection
 */
export function authEventKeys(event: AuthorizedEvent, rules: RoomVersionRules): StateKey[] {
  if (event.type === 'm.room.create') return [];
  const keys: StateKey[] = [
    ['m.room.power_levels', ''],
    ['m.room.member', event.sender],
  ];
  if (rules.createInAuthEvents) keys.unshift(['m.room.create', '']);
  if (event.type === 'm.room.member') keys.push(...membershipKeys(event, rules));
  return keys.filter(
    ([type, stateKey], place) => keys.findIndex((key) => key[0] === type && key[1] === stateKey) === place,
  );
}

function membershipKeys(event: AuthorizedEvent, rules: RoomVersionRules): StateKey[] {
  const keys: StateKey[] = [];
  const membership = stringProperty(event.content, 'membership');
  if (event.stateKey !== undefined) keys.push(['m.room.member', event.stateKey]);
  // Knocking too in versions that do not know it: the text makes no exception, and the event is rejected anyway.
  if (membership === 'join' || membership === 'invite' || membership === 'knock') keys.push(['m.room.join_rules', '']);
  if (membership === 'invite') {
    const token = thirdPartyToken(event);
    if (token !== undefined) keys.push(['m.room.third_party_invite', token]);
  }
  if (membership === 'join' && rules.restricted) {
    const authoriser = stringProperty(event.content, 'join_authorised_via_users_server');
    if (authoriser !== undefined) keys.push(['m.room.member', authoriser]);
  }
  return keys;
}

function thirdPartyToken(event: AuthorizedEvent): string | undefined {
  const invite = isJsonObject(event.content) ? event.content['third_party_invite'] : undefined;
  return stringProperty(isJsonObject(invite) ? invite['signed'] : undefined, 'token');
}
