import {
  answering,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  only,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { showingEveryPdu } from '../server-server/leaking.ts';
import { notFound } from '../whole-answers.ts';
import { showingNothing } from './lies.ts';

type Lie = Parameters<ReturnType<typeof answering>>[0];

const given = answering('GET', '/_matrix/federation/v1/event/:eventId');
const shown = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');
const create = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.create/');
const sync = answering('GET', '/_matrix/client/v3/sync');

const isWrong = (content: JsonValue | undefined): boolean => valueAt(content, 'org.example.wrong') !== undefined;

/** Another content of those events of a type, or of any, that are whole, or of those that are not. */
const contents = (which: 'whole' | 'redacted', replace: (content: JsonObject) => JsonObject): Lie =>
  change(['content'], (content) =>
    isJsonObject(content) && isWrong(content) === (which === 'whole') ? replace(content) : content,
  );

const ofType = (type: string, lie: Lie): Doctor => only(({ json }) => valueAt(json, 'type') === type, shown(lie));
const also = (more: JsonObject) => (content: JsonObject) => ({ ...content, ...more });

const givenEvent = (replace: (pdu: JsonObject) => JsonObject): Doctor =>
  given(changeEach(['pdus'], (pdu) => (isJsonObject(pdu) ? replace(pdu) : pdu)));
const givenType = (type: string, replace: (content: JsonObject) => JsonObject): Doctor =>
  givenEvent((pdu) => {
    const { content } = pdu;
    return pdu['type'] === type && isJsonObject(content) ? { ...pdu, content: replace(content) } : pdu;
  });
const lacking =
  (key: string) =>
  ({ [key]: _lacking, ...others }: JsonObject): JsonObject =>
    others;

const hello = { msgtype: 'm.text', body: 'Hello' };

export default {
  'keeps of an event with a wrong content hash what the room version protects': {
    'keeps nothing of content': givenEvent((pdu) => ({ ...pdu, content: {} })),
    'keeps a displayname': givenType('m.room.member', also({ displayname: 'Carol' })),
    'keeps no membership': givenType('m.room.member', lacking('membership')),
    'keeps no allow': givenType('m.room.join_rules', lacking('allow')),
    'keeps no invite level': givenType('m.room.power_levels', lacking('invite')),
    'keeps aliases': givenType('m.room.aliases', also({ aliases: [] })),
    'keeps no history visibility': givenType('m.room.history_visibility', lacking('history_visibility')),
    'keeps no redacts': givenType('m.room.redaction', lacking('redacts')),
    'keeps a topic': givenType('m.room.topic', also({ topic: 'Wrong' })),
    'keeps the origin': givenEvent((pdu) => ({ ...pdu, origin: 'localhost' })),
    'keeps no state key': givenEvent(lacking('state_key')),
    'keeps no depth': givenEvent(lacking('depth')),
    'loses the event': given(notFound),
    'takes nothing': showingNothing,
  },
  'shows of a redacted event what the room version protects': {
    'shows nothing of any content': shown(change(['content'], () => ({}))),
    'redacts every event': shown(contents('whole', lacking('org.example.wrong'))),
    'redacts no event': shown(contents('redacted', also({ 'org.example.wrong': 'Wrong' }))),
    'shows a displayname': ofType('m.room.member', contents('redacted', also({ displayname: 'Carol' }))),
    'shows no membership': ofType('m.room.member', contents('redacted', lacking('membership'))),
    'shows a third-party invite whole': ofType(
      'm.room.member',
      change(['content', 'third_party_invite', 'display_name'], () => 'Carol'),
    ),
    'shows no third-party invite': ofType('m.room.member', contents('redacted', lacking('third_party_invite'))),
    'shows no join rule': ofType('m.room.join_rules', contents('redacted', lacking('join_rule'))),
    'shows notifications': ofType('m.room.power_levels', contents('redacted', also({ notifications: {} }))),
    'shows no users': ofType('m.room.power_levels', contents('redacted', lacking('users'))),
    'shows no history visibility': ofType(
      'm.room.history_visibility',
      contents('redacted', lacking('history_visibility')),
    ),
    'shows a topic': ofType('m.room.topic', contents('redacted', also({ topic: 'Wrong' }))),
    'shows keys of other types': ofType('org.example.wrong', contents('redacted', also({ membership: 'join' }))),
    'loses the events': shown(notFound),
    'takes nothing': showingNothing,
  },
  'keeps of a create event with a wrong content hash what the room version protects': {
    'keeps just what it used to': create(({ json }) => ({ json: { creator: valueAt(json, 'creator') ?? null } })),
    'loses a key': create(without('org.example.wrong')),
    'loses the event': create(notFound),
  },
  'applies redactions by level, or by the server of both senders': {
    'applies all': shown(change(['content'], () => ({}))),
    'applies none': shown(change(['content'], () => hello)),
    'loses the events': shown(notFound),
    'takes nothing': showingNothing,
  },
  'applies a redaction that came before its event': {
    'forgets it': shown(change(['content'], () => hello)),
    'redacts what comes after it, too': shown(change(['content'], () => ({}))),
    'takes nothing': showingNothing,
  },
  'shows clients no redaction that is not applied': {
    'shows every one': showingEveryPdu(),
    'shows none': sync(
      change(['rooms', 'join', '*', 'timeline', 'events'], (events) =>
        Array.isArray(events) ? events.filter((event) => valueAt(event, 'type') !== 'm.room.redaction') : events,
      ),
    ),
    'takes nothing': showingNothing,
  },
} satisfies DoctoredAnswers;
