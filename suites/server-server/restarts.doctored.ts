import {
  answering,
  asking,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  isJsonObject,
  type JsonValue,
  only,
  valueAt,
} from '../../harness/doctoring.ts';
import { granted, nth } from './which-message.ts';

const keys = answering('GET', '/_matrix/key/v2/server');
const send = answering('PUT', '/_matrix/federation/v1/send/:txnId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const sent = asking('PUT', '/_matrix/federation/v1/send/:txnId');

const invalid = { status: 400, json: { errcode: 'M_INVALID_PARAM', error: 'No' } };
const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const timeline = ['rooms', 'join', '*', 'timeline', 'events'];
const device = ['to_device', 'events'];

/** Changes the event with a body. */
const saying = (body: string, edit: (pdu: Record<string, JsonValue>) => Record<string, JsonValue>): Doctor =>
  sent(
    changeEach(['pdus'], (pdu) => (isJsonObject(pdu) && valueAt(pdu, 'content', 'body') === body ? edit(pdu) : pdu)),
  );

const silentAbout = (body: string): Doctor =>
  sync(change(timeline, (events) => list(events).filter((event) => valueAt(event, 'content', 'body') !== body)));

export default {
  'keeps its keys and the ends of the branches of its rooms': {
    // The peer asks first, to verify what it is sent; then comes the check, once before the restart and once after it.
    'publishes another key afterwards': nth(
      3,
      granted,
      keys(change(['verify_keys'], () => ({ 'ed25519:another': { key: 'A'.repeat(43) } }))),
    ),
    'leaves an end out': saying('After the restart', (pdu) => ({
      ...pdu,
      prev_events: list(pdu['prev_events']).slice(1),
    })),
  },
  'processes nothing twice that it was sent before and is sent again': {
    'refuses it': nth(2, granted, send(invalid)),
    'processes EDUs twice': sync(change(device, (events) => [...list(events).slice(0, 1), ...list(events)])),
    'processes PDUs twice': sync(change(timeline, (events) => [...list(events), ...list(events)])),
  },
  'sends to a server what that missed before the restart': {
    'another event': saying('Does anybody hear?', (pdu) => ({ ...pdu, origin_server_ts: 1, event_id: '$another' })),
  },
  'asks for the events that it missed while it was stopped': {
    'shows the last only': silentAbout('1'),
  },
  'processes a transaction that came while it did not compute': {
    'refuses it': only(({ asked }) => list(valueAt(asked, 'pdus')).length === 2, send(invalid)),
    'loses an event': silentAbout('left'),
  },
} satisfies DoctoredAnswers;
