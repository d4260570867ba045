import { createKey, powerLevelsKey } from '../../protocol/authorization/auth-context.ts';
import { PowerLevels } from '../../protocol/authorization/power-levels.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { Room } from '../rooms/room.ts';
import { valueAtPath } from '../sync/event-fields.ts';

/** What a user is told of an event beyond its being there. */
export interface Notification {
  readonly notifies: boolean;
  readonly highlights: boolean;
}

/** https://spec.matrix.org/v1.19/client-server-api/#push-rules: the kinds in the order in which they are asked */
const kinds = ['override', 'content', 'room', 'sender', 'underride'] as const;

/** The level that users need to notify a whole room. https://spec.matrix.org/v1.19/client-server-api/#mroompower_levels */
const usualNotificationLevel = 50;

/** What rules made of events, by event ID: unread messages are counted at each sync, and judged once. */
const judged = new WeakMap<JsonObject, Map<string, Notification>>();

/**
 * What the push rules of a user make of an event: the first rule that matches decides.
 *
 * @param rules the `global` ones
 * Source: https://spec.matrix.org/v1.19/client-server-api/#push-rules
 */
export function notificationOf(rules: JsonObject, room: Room, event: RoomEvent): Notification {
  const byEvent = judged.get(rules) ?? new Map<string, Notification>();
  judged.set(rules, byEvent);
  const notification = byEvent.get(event.eventId) ?? judge(rules, room, event);
  byEvent.set(event.eventId, notification);
  return notification;
}

function judge(rules: JsonObject, room: Room, event: RoomEvent): Notification {
  for (const kind of kinds) {
    const ofKind = Array.isArray(rules[kind]) ? rules[kind].filter(isJsonObject) : [];
    const rule = ofKind.find((one) => one['enabled'] !== false && matchesRule(kind, one, room, event));
    if (rule) return actionsOf(rule);
  }
  return { notifies: false, highlights: false };
}

function actionsOf({ actions }: JsonObject): Notification {
  const list = Array.isArray(actions) ? actions : [];
  const notifies = list.includes('notify');
  return { notifies, highlights: notifies && list.some(isHighlight) };
}

function isHighlight(action: JsonValue): boolean {
  return isJsonObject(action) && action['set_tweak'] === 'highlight' && action['value'] !== false;
}

function matchesRule(kind: (typeof kinds)[number], rule: JsonObject, room: Room, event: RoomEvent): boolean {
  switch (kind) {
    case 'content':
      return matchesPattern('content.body', event.content['body'], stringProperty(rule, 'pattern'));
    case 'room':
      return rule['rule_id'] === room.roomId;
    case 'sender':
      return rule['rule_id'] === event.sender;
    case 'override':
    case 'underride':
    default: {
      const conditions = Array.isArray(rule['conditions']) ? rule['conditions'] : [];
      return conditions.every((condition) => isJsonObject(condition) && holds(condition, room, event));
    }
  }
}

/** https://spec.matrix.org/v1.19/client-server-api/#conditions-1; unknown kinds never hold */
function holds(condition: JsonObject, room: Room, event: RoomEvent): boolean {
  const key = stringProperty(condition, 'key') ?? '';
  switch (stringProperty(condition, 'kind')) {
    case 'event_match':
      return matchesPattern(key, valueIn(room, event, key), stringProperty(condition, 'pattern'));
    case 'event_property_is':
      return valueIn(room, event, key) === condition['value'];
    case 'event_property_contains': {
      const list = valueIn(room, event, key);
      return Array.isArray(list) && condition['value'] !== undefined && list.includes(condition['value']);
    }
    case 'room_member_count':
      return isCount(room.membersWith('join').length, stringProperty(condition, 'is') ?? '');
    case 'sender_notification_permission':
      return mayNotify(room, event.sender, key);
    case undefined:
    default:
      return false;
  }
}

function valueIn({ roomId }: Room, { type, sender, content, stateKey }: RoomEvent, key: string): JsonValue | undefined {
  const event = { type, sender, content, room_id: roomId, ...(stateKey !== undefined && { state_key: stateKey }) };
  return valueAtPath(event, key);
}

/** A glob over the whole value, and over each word of `content.body`, whatever the case. */
function matchesPattern(key: string, value: JsonValue | undefined, pattern: string | undefined): boolean {
  if (typeof value !== 'string' || pattern === undefined) return false;
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const glob = escaped.replaceAll('*', '.*').replaceAll('?', '.');
  const whole = key === 'content.body' ? String.raw`(^|\W)${glob}(\W|$)` : `^${glob}$`;
  return new RegExp(whole, 'is').test(value);
}

function isCount(count: number, condition: string): boolean {
  const [, relation = '==', text = ''] = /^(==|<=|>=|<|>)?(\d+)$/.exec(condition) ?? [];
  if (text === '') return false;
  const limit = Number(text);
  const holdsBy: Readonly<Record<string, boolean>> = {
    '==': count === limit,
    '<': count < limit,
    '>': count > limit,
    '<=': count <= limit,
    '>=': count >= limit,
  };
  return holdsBy[relation] ?? false;
}

function mayNotify(room: Room, userId: string, key: string): boolean {
  const state = room.currentState;
  const event = state.get(powerLevelsKey);
  const levels = new PowerLevels(event, state.get(createKey), roomVersions[room.roomVersion]);
  const notifications = event?.content['notifications'];
  const level = isJsonObject(notifications) ? notifications[key] : undefined;
  return levels.ofUser(userId) >= (typeof level === 'number' ? level : usualNotificationLevel);
}
