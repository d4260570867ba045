import {
  answering,
  change,
  type DoctoredAnswers,
  type JsonValue,
  only,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { broken, forbidden, notFound, nothing } from '../whole-answers.ts';
import { granted, refused } from './which-message.ts';

const v1 = '/_matrix/federation/v1';
const event = answering('GET', `${v1}/event/:eventId`);
const eventAuth = answering('GET', `${v1}/event_auth/:roomId/:eventId`);
const backfill = answering('GET', `${v1}/backfill/:roomId`);
const stateIds = answering('GET', `${v1}/state_ids/:roomId`);
const state = answering('GET', `${v1}/state/:roomId`);

const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const withoutFirst = (events: JsonValue | undefined): JsonValue => list(events).slice(1);
const withoutLevels = (events: JsonValue | undefined): JsonValue =>
  list(events).filter((each) => valueAt(each, 'type') !== 'm.room.power_levels');
const firstTwice = (events: JsonValue | undefined): JsonValue => [...list(events).slice(0, 1), ...list(events)];
const none = (): JsonValue => [];
const another = (truth: JsonValue | undefined): JsonValue => ({
  ...(truth as Record<string, JsonValue>),
  depth: 1,
  event_id: '$another:localhost',
});
const withAnother = (events: JsonValue | undefined): JsonValue => [...list(events), another(list(events)[0])];

export default {
  'gives an event, its auth chain, and what was before it': {
    'refuses the event': event(forbidden),
    'gives no event': event(change(['pdus'], none)),
    'no list': event(without('pdus')),
    'gives another event': event(change(['pdus', 0], another)),
    'gives another event, too': event(change(['pdus'], withAnother)),
    'gives the event malformed': event(change(['pdus', 0], () => ({}))),
    'takes the signatures away': event(change(['pdus', 0, 'signatures'], () => ({}))),
    'changes what no hash of the event covers': event(change(['pdus', 0, 'content', 'body'], () => 'another')),
    'refuses the auth chain': eventAuth(forbidden),
    'gives no auth chain': eventAuth(change(['auth_chain'], none)),
    'leaves an event out of the auth chain': eventAuth(change(['auth_chain'], withoutLevels)),
    'refuses the history': backfill(forbidden),
    'gives no history': backfill(change(['pdus'], none)),
    'leaves out an event of the history': backfill(change(['pdus'], withoutFirst)),
    'gives more than the limit': backfill(change(['pdus'], withAnother)),
    'gives an event twice': backfill(change(['pdus'], firstTwice)),
  },
  'gives the state before an event, and what authorises it': {
    'refuses the ids': stateIds(forbidden),
    'no ids': stateIds(change(['pdu_ids'], none)),
    'no list of ids': stateIds(without('pdu_ids')),
    'leaves out an id': stateIds(change(['pdu_ids'], withoutFirst)),
    'another id, too': stateIds(change(['pdu_ids'], (ids) => [...list(ids), '$another'])),
    'leaves out ids of the auth chain': stateIds(change(['auth_chain_ids'], (ids) => list(ids).slice(0, 1))),
    'no ids of the auth chain': stateIds(without('auth_chain_ids')),
    'refuses the state': state(forbidden),
    'no state': state(change(['pdus'], none)),
    'leaves out an event of the state': state(change(['pdus'], withoutFirst)),
    'another event in the state': state(change(['pdus', 0], another)),
    'no auth chain': state(without('auth_chain')),
    'leaves out events of the auth chain': state(change(['auth_chain'], withoutLevels)),
  },
  'gives no event of a private room to a server outside': {
    'gives it': only(refused, event(nothing)),
    breaks: only(refused, event(broken)),
    'gives it to nobody': only(granted, event(notFound)),
  },
  'gives no state to a server outside': {
    'gives it': only(refused, stateIds(nothing)),
    'another status': only(refused, stateIds(notFound)),
    'another error code': only(refused, stateIds(change(['errcode'], () => 'M_UNKNOWN'))),
    'gives it to nobody': only(granted, stateIds(forbidden)),
  },
  'knows no state of an event that it does not have': {
    'gives it': only(refused, stateIds(nothing)),
    'another status': only(refused, stateIds(forbidden)),
    'another error code': only(refused, stateIds(change(['errcode'], () => 'M_UNKNOWN'))),
    'knows none at all': only(granted, stateIds(notFound)),
  },
} satisfies DoctoredAnswers;
