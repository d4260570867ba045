import {
  answering,
  change,
  type DoctoredAnswers,
  type JsonObject,
  only,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { changeEvents, contentOf, omit, refusal, timelines, wrongRefusals } from './lies.ts';

type Lie = Parameters<ReturnType<typeof answering>>[0];

const room = '/_matrix/client/v3/rooms/:roomId';
const event = answering('GET', `${room}/event/:eventId`);
const redact = answering('PUT', `${room}/redact/:eventId/:txnId`);
const sync = answering('GET', '/_matrix/client/v3/sync');
const currentName = answering('GET', `${room}/state/m.room.name/`);
const currentLevels = answering('GET', `${room}/state/m.room.power_levels/`);

const unredacted = { msgtype: 'm.text', body: 'Wrong' };
const shownAs = (replace: (redaction: JsonObject) => JsonObject) =>
  sync(changeEvents(timelines, 'm.room.redaction', replace));
const shownWith = (content: JsonObject) =>
  shownAs((redaction) => ({ ...redaction, content: { ...contentOf(redaction), ...content } }));
/** The redacted event of one type, or by one sender. */
const ofType = (type: string, lie: Lie) => only(({ json }) => valueAt(json, 'type') === type, event(lie));
const ofSender = (name: string, lie: Lie) =>
  only(({ json }) => (valueAt(json, 'sender') as string | undefined)?.startsWith(`@${name}`) === true, event(lie));

const keepsTheContent = event(change(['content'], () => unredacted));

export default {
  'strips a redacted message of its content': {
    'refuses it': redact(refusal(403, 'M_FORBIDDEN')),
    'keeps the content': keepsTheContent,
    'keeps one key': event(change(['content'], () => ({ msgtype: 'm.text' }))),
    'loses the content whole': event(without('content')),
    'loses the event': event(refusal(404, 'M_NOT_FOUND')),
    'changes the type': event(change(['type'], () => 'm.room.redacted')),
    'changes the sender': event(change(['sender'], () => '@dave:localhost')),
    'shows another event': event(change(['event_id'], () => '$another')),
    'another type of redaction': shownAs((redaction) => ({ ...redaction, type: 'm.room.message' })),
    'another sender of the redaction': shownAs((redaction) => ({ ...redaction, sender: '@dave:localhost' })),
    'another reason': shownWith({ reason: 'It was right' }),
    'names another event': shownWith({ redacts: '$another' }),
    'names no event': shownAs((redaction) => ({
      ...omit(redaction, 'redacts'),
      content: omit(contentOf(redaction), 'redacts'),
    })),
  },
  'leaves in redacted state what the room version protects': {
    'keeps a name': ofType(
      'm.room.name',
      change(['content'], () => ({ name: 'Wrong' })),
    ),
    'does not keep the join rule': ofType('m.room.join_rules', without('content', 'join_rule')),
    'keeps too much of the join rule': ofType(
      'm.room.join_rules',
      change(['content', 'org.example.wrong'], () => true),
    ),
    'does not keep the users': ofType('m.room.power_levels', without('content', 'users')),
    'keeps what the notifications need': ofType(
      'm.room.power_levels',
      change(['content', 'notifications'], () => ({ room: 50 })),
    ),
    'does not keep the level of invitations': ofType('m.room.power_levels', without('content', 'invite')),
    'loses the event': event(refusal(404, 'M_NOT_FOUND')),
    'keeps the current name': currentName({ json: { name: 'Wrong' } }),
    'loses the current name': currentName(refusal(404, 'M_NOT_FOUND')),
    'keeps the current power levels': currentLevels(change(['notifications'], () => ({ room: 50 }))),
  },
  "lets only those redact others' events who have the power": {
    ...wrongRefusals(redact),
    'redacts it all the same': ofSender(
      'alice',
      change(['content'], () => ({})),
    ),
    "does not redact bob's": ofSender(
      'bob',
      change(['content'], () => unredacted),
    ),
    'refuses the power': only(({ party }) => party === 'alice', redact(refusal(403, 'M_FORBIDDEN'))),
    "refuses bob's own": only(({ party }) => party === 'bob', redact(refusal(403, 'M_FORBIDDEN'))),
  },
  'takes a redaction that is sent as an event': {
    'refuses it': answering('PUT', `${room}/send/m.room.redaction/:txnId`)(refusal(400, 'M_BAD_JSON')),
    'does not redact': keepsTheContent,
  },
  'names the redacted event at both places': {
    'not at the top level': shownAs((redaction) => omit(redaction, 'redacts')),
    'not in the content': shownAs((redaction) => ({ ...redaction, content: {} })),
    'another event at the top level': shownAs((redaction) => ({ ...redaction, redacts: '$another' })),
    'another event in the content': shownWith({ redacts: '$another' }),
  },
  'shows the redaction with the redacted event': {
    'no redaction': event(without('unsigned', 'redacted_because')),
    'its id alone': event(change(['unsigned', 'redacted_because'], () => '$redaction')),
    'another redaction': event(change(['unsigned', 'redacted_because', 'event_id'], () => '$another')),
    'another type': event(change(['unsigned', 'redacted_because', 'type'], () => 'm.room.message')),
    'another reason': event(change(['unsigned', 'redacted_because', 'content'], () => ({}))),
  },
} satisfies DoctoredAnswers;
