/** What a redacted event keeps. */
export interface RedactionRules {
  /** Keys of the event itself. */
  readonly event: readonly string[];
  /** Keys of `content` by event type; a pair is a key inside a key. Other event types keep nothing. */
  readonly content: Readonly<Record<string, 'everything' | readonly KeptKey[]>>;
}

/** A key of `content`, or a key inside an object there. */
export type KeptKey = string | readonly [outer: string, inner: string];

const commonKeys = [
  'event_id',
  'type',
  'room_id',
  'sender',
  'state_key',
  'content',
  'hashes',
  'signatures',
  'depth',
  'prev_events',
  'auth_events',
  'origin_server_ts',
];

const powerLevelKeys = ['ban', 'events', 'events_default', 'kick', 'redact', 'state_default', 'users', 'users_default'];

/** Room versions 1 to 5. Source: https://spec.matrix.org/v1.19/rooms/v1/#redactions */
export const redactionSince1: RedactionRules = {
  event: [...commonKeys, 'prev_state', 'origin', 'membership'],
  content: {
    'm.room.member': ['membership'],
    'm.room.create': ['creator'],
    'm.room.join_rules': ['join_rule'],
    'm.room.power_levels': powerLevelKeys,
    'm.room.aliases': ['aliases'],
    'm.room.history_visibility': ['history_visibility'],
  },
};

/** Room versions 6 and 7: aliases lost their meaning. Source: https://spec.matrix.org/v1.19/rooms/v6/#redactions */
export const redactionSince6: RedactionRules = {
  ...redactionSince1,
  content: { ...redactionSince1.content, 'm.room.aliases': [] },
};

/** Room version 8: restricted rooms. Source: https://spec.matrix.org/v1.19/rooms/v8/#redactions */
export const redactionSince8: RedactionRules = {
  ...redactionSince6,
  content: { ...redactionSince6.content, 'm.room.join_rules': ['join_rule', 'allow'] },
};

/** Room versions 9 and 10: joins to restricted rooms. Source: https://spec.matrix.org/v1.19/rooms/v9/#redactions */
export const redactionSince9: RedactionRules = {
  ...redactionSince8,
  content: { ...redactionSince8.content, 'm.room.member': ['membership', 'join_authorised_via_users_server'] },
};

/** Room versions 11 and 12. Source: https://spec.matrix.org/v1.19/rooms/v11/#redactions */
export const redactionSince11: RedactionRules = {
  event: commonKeys,
  content: {
    ...redactionSince9.content,
    'm.room.member': ['membership', 'join_authorised_via_users_server', ['third_party_invite', 'signed']],
    'm.room.create': 'everything',
    'm.room.power_levels': [...powerLevelKeys, 'invite'],
    'm.room.redaction': ['redacts'],
  },
};
