import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { answering, change, only, without } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import type { Rules } from '../rules.ts';
import { roomRules } from '../rules/rooms.ts';

const event = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');

/** The versions in which redaction leaves a key of the content of an event type, or in which it does not. */
function versionsWhere(type: string, key: string, kept: boolean): RoomVersion[] {
  return allRoomVersions.filter((roomVersion) => {
    const keys = roomVersions[roomVersion].redaction.content[type] ?? [];
    return (keys === 'everything' || keys.includes(key)) === kept;
  });
}

/** Redacts an event of one type, and then does something about its content. */
const redacting = (type: string, replace: (content: JsonObject, full: JsonObject) => JsonObject): Partial<Rules> => ({
  redact: (pdu: Pdu, roomVersion: RoomVersion): Pdu => {
    const redacted = roomRules.redact(pdu, roomVersion);
    return pdu.type === type ? { ...redacted, content: replace(redacted.content, pdu.content) } : redacted;
  },
});

/** Redaction takes a key that the room version protects. */
const dropping = (type: string, key: string): Fault => ({
  id: `redaction.drops-${key}-of-${type}`,
  does: `Takes ${key} from a redacted ${type} where the room version protects it`,
  breaks: ['cs.redaction.strips-state'],
  roomVersions: versionsWhere(type, key, true),
  rules: redacting(type, ({ [key]: _dropped, ...others }) => others),
});

/** Redaction leaves a key that the room version does not protect. */
const keeping = (type: string, key: string): Fault => ({
  id: `redaction.keeps-${key}-of-${type}`,
  does: `Leaves ${key} in a redacted ${type} where the room version does not protect it`,
  breaks: ['cs.redaction.strips-state'],
  roomVersions: versionsWhere(type, key, false),
  rules: redacting(type, (left, full) => (full[key] === undefined ? left : { ...left, [key]: full[key] })),
});

const rulesOfRoomVersions: readonly Fault[] = [
  keeping('m.room.name', 'name'),
  dropping('m.room.join_rules', 'join_rule'),
  dropping('m.room.join_rules', 'allow'),
  keeping('m.room.join_rules', 'allow'),
  keeping('m.room.join_rules', 'org.example.wrong'),
  ...['ban', 'events', 'events_default', 'kick', 'redact', 'state_default', 'users', 'users_default'].map((key) =>
    dropping('m.room.power_levels', key),
  ),
  dropping('m.room.power_levels', 'invite'),
  keeping('m.room.power_levels', 'invite'),
  keeping('m.room.power_levels', 'notifications'),
];

/** What a redacted message is shown with is looked at wherever a redaction is seen to work. */
const strips = ['cs.redaction.strips-message', 'cs.redaction.needs-power', 'cs.redaction.by-send'] as const;

const effect: readonly Fault[] = [
  {
    id: 'redaction.keeps-messages',
    does: 'Shows a redacted message with all that it said',
    breaks: [...strips],
    rules: redacting('m.room.message', (_left, full) => full),
  },
  {
    id: 'redaction.keeps-the-msgtype',
    does: 'Shows a redacted message with its msgtype',
    breaks: [...strips],
    rules: redacting('m.room.message', (left, { msgtype }) => (msgtype === undefined ? left : { ...left, msgtype })),
  },
  {
    id: 'redaction.has-no-effect',
    does: 'Sends redactions, and does not follow them',
    breaks: [...strips, 'cs.redaction.strips-state', 'cs.redaction.redacted-because'],
    rules: { appliesRedaction: () => false },
  },
  {
    id: 'redaction.tells-no-reason',
    does: 'Does not tell what redacted an event',
    breaks: ['cs.redaction.redacted-because'],
    doctor: event(without('unsigned', 'redacted_because')),
  },
  {
    id: 'redaction.tells-a-bare-reason',
    does: 'Tells what redacted an event without its content',
    breaks: ['cs.redaction.redacted-because'],
    doctor: only(
      ({ json }) => isJsonObject(json) && isJsonObject(json['unsigned']) && 'redacted_because' in json['unsigned'],
      event(change(['unsigned', 'redacted_because', 'content'], () => ({}))),
    ),
  },
];

const permission: readonly Fault[] = [
  {
    id: 'redaction.needs-no-power',
    does: 'Lets every member redact what others sent',
    breaks: ['cs.redaction.needs-power'],
    rules: { mayRedact: () => true },
  },
  {
    id: 'redaction.own-needs-power',
    does: 'Lets users redact their own events only if they may redact those of others',
    breaks: ['cs.redaction.needs-power'],
    rules: {
      mayRedact: (userId, { pdu, ...redacted }, state, rules) =>
        roomRules.mayRedact(userId, { ...redacted, pdu, sender: '' }, state, rules),
    },
  },
  {
    id: 'redaction.of-others-by-nobody',
    does: 'Lets users redact nothing but their own events',
    breaks: ['cs.redaction.needs-power'],
    rules: { mayRedact: (userId, { sender }) => sender === userId },
  },
];

const place: readonly Fault[] = [
  {
    id: 'redaction.redacts-at-one-place',
    does: 'Shows the key redacts only where the room version has it',
    breaks: ['cs.redaction.redacts-in-both'],
    rules: { showsRedactsIn: (redactsLocation) => [redactsLocation] },
  },
  {
    id: 'redaction.redacts-at-the-wrong-place',
    does: 'Shows the key redacts only where the room version does not have it',
    breaks: ['cs.redaction.redacts-in-both', 'cs.redaction.names-event'],
    rules: { showsRedactsIn: (redactsLocation) => (redactsLocation === 'event' ? ['content'] : ['event']) },
  },
  {
    id: 'redaction.sent-as-event-keeps-its-place',
    does: 'Leaves the key redacts of a redaction that is sent as an event where the client put it',
    breaks: ['cs.redaction.by-send'],
    roomVersions: allRoomVersions.filter((roomVersion) => roomVersions[roomVersion].redactsLocation === 'event'),
    rules: { placesRedacts: false },
  },
];

/** Redactions as clients make and see them. */
export const redactionFaults: readonly Fault[] = [...rulesOfRoomVersions, ...effect, ...permission, ...place];
