import type { JsonObject, JsonValue } from '../../protocol/json.ts';

const notify = 'notify';
const sound = (value: string): JsonObject => ({ set_tweak: 'sound', value });
const highlight: JsonObject = { set_tweak: 'highlight' };

/**
 * The push rules that every user has from the beginning, by kind; within a kind, the most important first.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#predefined-rules
 */
export function defaultPushRules(userId: string): JsonObject {
  return { override: overrides(userId), content: [], room: [], sender: [], underride: underrides() };
}

function overrides(userId: string): JsonObject[] {
  return [
    { ...rule('master', [], []), enabled: false },
    rule('suppress_notices', [match('content.msgtype', 'm.notice')], []),
    rule(
      'invite_for_me',
      [match('type', 'm.room.member'), match('content.membership', 'invite'), match('state_key', userId)],
      [notify, sound('default')],
    ),
    rule('member_event', [match('type', 'm.room.member')], []),
    rule(
      'is_user_mention',
      [{ kind: 'event_property_contains', key: String.raw`content.m\.mentions.user_ids`, value: userId }],
      [notify, sound('default'), highlight],
    ),
    rule(
      'is_room_mention',
      [
        { kind: 'event_property_is', key: String.raw`content.m\.mentions.room`, value: true },
        { kind: 'sender_notification_permission', key: 'room' },
      ],
      [notify, highlight],
    ),
    rule('tombstone', [match('type', 'm.room.tombstone'), match('state_key', '')], [notify, highlight]),
    rule('reaction', [match('type', 'm.reaction')], []),
    rule('room.server_acl', [match('type', 'm.room.server_acl'), match('state_key', '')], []),
    rule(
      'suppress_edits',
      [{ kind: 'event_property_is', key: String.raw`content.m\.relates_to.rel_type`, value: 'm.replace' }],
      [],
    ),
  ];
}

function underrides(): JsonObject[] {
  const ofTwo = { kind: 'room_member_count', is: '2' };
  return [
    rule('call', [match('type', 'm.call.invite')], [notify, sound('ring')]),
    rule('encrypted_room_one_to_one', [ofTwo, match('type', 'm.room.encrypted')], [notify, sound('default')]),
    rule('room_one_to_one', [ofTwo, match('type', 'm.room.message')], [notify, sound('default')]),
    rule('message', [match('type', 'm.room.message')], [notify]),
    rule('encrypted', [match('type', 'm.room.encrypted')], [notify]),
  ];
}

function rule(id: string, conditions: JsonObject[], actions: JsonValue[]): JsonObject {
  return { rule_id: `.m.rule.${id}`, default: true, enabled: true, conditions, actions };
}

function match(key: string, pattern: string): JsonObject {
  return { kind: 'event_match', key, pattern };
}
