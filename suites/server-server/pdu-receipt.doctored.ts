import {
  answering,
  asking,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  type JsonValue,
  only,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { forbidden, notFound } from '../whole-answers.ts';
import { showingEveryPdu } from './leaking.ts';

const federationEvent = answering('GET', '/_matrix/federation/v1/event/:eventId');
const clientEvent = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');
const topicContent = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.topic/');
const sentEvents = asking('PUT', '/_matrix/federation/v1/send/:txnId');

/** Takes events out of what a user is shown, or changes them. */
function timelines(edit: (events: JsonValue[]) => JsonValue[]): Doctor {
  return answering(
    'GET',
    '/_matrix/client/v3/sync',
  )(
    change(['rooms', 'join'], (rooms) =>
      Object.fromEntries(
        Object.entries(rooms ?? {}).map(([roomId, room]: [string, JsonValue]) => {
          const events = valueAt(room, 'timeline', 'events');
          return [
            roomId,
            {
              ...(room as object),
              timeline: { ...(valueAt(room, 'timeline') as object), events: Array.isArray(events) ? edit(events) : [] },
            },
          ];
        }),
      ),
    ),
  );
}

const withContent = (content: (truth: JsonValue | undefined) => JsonValue): Doctor =>
  timelines((events) =>
    events.map((event) =>
      valueAt(event, 'type') === 'm.room.message'
        ? { ...(event as object), content: content(valueAt(event, 'content')) }
        : event,
    ),
  );

const silentAbout = (text: string): Doctor =>
  timelines((events) => events.filter((event) => valueAt(event, 'content', 'body') !== text));

const anyEvent = { status: 200, json: { event_id: '$any', type: 'm.room.message', content: {} } };
const givesIt = federationEvent({ status: 200, json: { origin: 'a', origin_server_ts: 1, pdus: [] } });
const anotherTopic = topicContent({ status: 200, json: { topic: 'another' } });
/** The transaction that holds a topic is answered with an error. */
const failingWith = (text: string): Doctor =>
  only(
    ({ asked }) => valueAt(asked, 'pdus', 0, 'content', 'topic') === text,
    answering('PUT', '/_matrix/federation/v1/send/:txnId')(forbidden),
  );

const anotherParent = sentEvents(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), prev_events: ['$another'] })));

export default {
  'drops an event that does not have the format of its room version': {
    'shows it': showingEveryPdu(),
    'gives it to other servers': givesIt,
    'takes no event at all': silentAbout('from creator'),
  },
  'drops an event without a valid signature of its sender’s server': {
    'shows it': showingEveryPdu(),
    'gives it to other servers': givesIt,
    'takes no event at all': silentAbout('from creator'),
  },
  'keeps only the redacted copy of an event with a wrong content hash': {
    'shows the content': withContent(() => ({ msgtype: 'm.text', body: 'from creator' })),
    'redacts the other event, too': withContent(() => ({})),
    'gives the content to other servers': federationEvent(
      change(['pdus', 0, 'content'], () => ({ body: 'from creator' })),
    ),
    'mends the hash': federationEvent(change(['pdus', 0, 'hashes'], () => ({ sha256: 'another' }))),
    'gives nothing to other servers': federationEvent(change(['pdus'], () => [])),
    'drops it': federationEvent(notFound),
  },
  'rejects an event that its own auth events do not authorise': {
    'answers the transaction with an error': failingWith('cites power levels that do not'),
    'shows it': showingEveryPdu(),
    'gives it to a client that asks': clientEvent(anyEvent),
    'lets it change the state': anotherTopic,
    'rejects the other event, too': topicContent(notFound),
  },
  'rejects an event that the state before it does not authorise': {
    'answers the transaction with an error': failingWith('may no more'),
    'shows it': showingEveryPdu(),
    'gives it to a client that asks': clientEvent(anyEvent),
    'lets it change the state': anotherTopic,
    'rejects the other event, too': timelines((events) =>
      events.filter((event) => valueAt(event, 'content', 'topic') !== 'may still'),
    ),
  },
  'does not build on a rejected event, and allows others to': {
    'names other parents': anotherParent,
    'shows it': showingEveryPdu(),
    'lets it change the state': anotherTopic,
    'refuses its child': answering(
      'PUT',
      '/_matrix/federation/v1/send/:txnId',
    )(change(['pdus'], (pdus) => Object.fromEntries(Object.keys(pdus ?? {}).map((id) => [id, { error: 'no' }])))),
  },
  'soft-fails an event that only the current state does not authorise': {
    'shows it': showingEveryPdu(),
    'gives it to a client that asks': clientEvent(anyEvent),
    'names other parents': anotherParent,
    'forgets it': federationEvent(without('pdus', 0)),
    'drops it': federationEvent(notFound),
    'soft-fails the late event, too': silentAbout('from dave'),
  },
} satisfies DoctoredAnswers;
