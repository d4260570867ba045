import {
  answering,
  asking,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  isJsonObject,
  type JsonValue,
  valueAt,
} from '../../harness/doctoring.ts';
import { broken } from '../whole-answers.ts';
import { showingEveryPdu } from './leaking.ts';
import { granted, nth, refused } from './which-message.ts';

const send = answering('PUT', '/_matrix/federation/v1/send/:txnId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const sent = asking('PUT', '/_matrix/federation/v1/send/:txnId');

const done = { status: 200, json: { pdus: {} } };
const invalid = { status: 400, json: { errcode: 'M_INVALID_PARAM', error: 'No' } };

const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const timeline = ['rooms', 'join', '*', 'timeline', 'events'];
const silentAbout = (body: string): Doctor =>
  sync(change(timeline, (events) => list(events).filter((event) => valueAt(event, 'content', 'body') !== body)));
const device = ['to_device', 'events'];
const firstTwice = (events: JsonValue | undefined): JsonValue => [...list(events).slice(0, 1), ...list(events)];

/** Changes the event of the check, and leaves the others alone. */
const saying = (edit: (pdu: Record<string, JsonValue>) => Record<string, JsonValue>): Doctor =>
  sent(
    changeEach(['pdus'], (pdu) =>
      isJsonObject(pdu) && valueAt(pdu, 'content', 'body') === 'after all of them' ? edit(pdu) : pdu,
    ),
  );

export default {
  'sends its users’ events with the right parents, auth events and depth': {
    'sends nothing': sent({ json: { pdus: [] } }),
    'sends another type': saying((pdu) => ({ ...pdu, type: 'm.room.encrypted' })),
    'sends another sender': saying((pdu) => ({ ...pdu, sender: '@another:localhost' })),
    'sends another event than it told the client': saying((pdu) => ({
      ...pdu,
      origin_server_ts: 1,
      event_id: '$another',
    })),
    'leaves a forward extremity out': saying((pdu) => ({ ...pdu, prev_events: list(pdu['prev_events']).slice(1) })),
    'names a parent that has a child': saying((pdu) => ({
      ...pdu,
      prev_events: [...list(pdu['prev_events']), '$another'],
    })),
    'leaves an auth event out': saying((pdu) => ({ ...pdu, auth_events: list(pdu['auth_events']).slice(1) })),
    'cites one auth event too many': saying((pdu) => ({
      ...pdu,
      auth_events: [...list(pdu['auth_events']), '$another'],
    })),
    'another depth': saying((pdu) => ({ ...pdu, depth: Number(pdu['depth']) - 1 })),
  },
  'processes 50 PDUs, and none of 51': {
    'processes 51': nth(1, refused, send(done)),
    breaks: nth(1, refused, send(broken)),
    'refuses 50': nth(1, granted, send(invalid)),
    'loses one of 50': silentAbout('one of 50: 49'),
    'processes one of 51': showingEveryPdu(),
  },
  'processes 100 EDUs, and none of 101': {
    'processes 101': nth(1, refused, send(done)),
    breaks: nth(1, refused, send(broken)),
    'refuses 100': nth(1, granted, send(invalid)),
    'loses one of 100': sync(
      change(device, (events) => list(events).filter((event) => valueAt(event, 'content', 'body') !== '7 of 100')),
    ),
    'processes one of 101': sync(change(device, (events) => [{ content: { body: '0 of 101' } }, ...list(events)])),
  },
  'processes nothing twice when a transaction is sent again': {
    'refuses the first': nth(1, granted, send(invalid)),
    'refuses the second': nth(2, granted, send(invalid)),
    'processes EDUs twice': sync(change(device, firstTwice)),
    'processes PDUs twice': sync(change(timeline, (events) => [...list(events), ...list(events)])),
    'processes no PDUs': silentAbout('later'),
    'processes no EDUs': sync(change(device, () => [])),
  },
  'processes the good PDUs of a transaction where others are bad': {
    'refuses all': send(invalid),
    'does not tell of an error': send(change(['pdus', '*'], () => ({}))),
    'tells of errors only': send(change(['pdus', '*'], () => ({ error: 'no' }))),
    'tells nothing': send(done),
    'answers without results': send({ json: {} }),
    'loses what is before the bad one': silentAbout('first'),
    'loses what is behind the bad one': silentAbout('second'),
    'shows the bad one': showingEveryPdu(),
  },
  'processes the rest of a transaction beside an EDU of an unknown type': {
    'refuses all': send(invalid),
    'loses the PDU': silentAbout('beside it'),
    'loses the other EDU': sync(change(device, () => [])),
  },
} satisfies DoctoredAnswers;
