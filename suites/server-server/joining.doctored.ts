import {
  answering,
  asking,
  both,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  type JsonValue,
  only,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { broken, forbidden, notFound, nothing } from '../whole-answers.ts';
import { granted, nth, refused } from './which-message.ts';

const makeJoin = answering('GET', '/_matrix/federation/v1/make_join/:roomId/:userId');
const sendJoin = answering('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');
const membership = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.member/:userId');
const state = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');
const clientJoin = answering('POST', '/_matrix/client/v3/join/:roomId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const transaction = asking('PUT', '/_matrix/federation/v1/send/:txnId');
const sentJoin = asking('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');

const joined = { status: 200, json: { membership: 'join' } };

const firstOf = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? events.slice(0, 1) : []);
const withoutFirst = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? events.slice(1) : []);
const twice = (events: JsonValue | undefined): JsonValue =>
  Array.isArray(events) ? [...events, ...(firstOf(events) as JsonValue[])] : [];
const ofType =
  (type: string) =>
  (event: JsonValue): boolean =>
    valueAt(event, 'type') === type;
const withoutLevels = (events: JsonValue | undefined): JsonValue =>
  Array.isArray(events) ? events.filter((event) => !ofType('m.room.power_levels')(event)) : [];

/** The target sends another join than it should, and tells its user that it joined. */
const joinsWith = (changes: Parameters<typeof change>): Doctor =>
  both(sentJoin(change(...changes)), clientJoin({ status: 200, json: { room_id: '!any' } }));

export default {
  'lets a user of another server join': {
    'refuses the template': makeJoin(forbidden),
    'refuses the join': sendJoin(forbidden),
    'leaves out the state': sendJoin(change(['state'], () => [])),
    'no list of the state': sendJoin(without('state')),
    'leaves out an event of the state': sendJoin(change(['state'], withoutLevels)),
    'leaves out the auth chain': sendJoin(change(['auth_chain'], () => [])),
    'no auth chain': sendJoin(without('auth_chain')),
    'an event that is malformed': sendJoin(change(['state', 0], () => ({}))),
    'an auth chain that is malformed': sendJoin(change(['auth_chain', 0], () => ({ type: 1 }))),
    'gives an event of the state twice': sendJoin(change(['state'], twice)),
    'has nobody joined': membership(notFound),
    'has the user invited only': membership({ status: 200, json: { membership: 'invite' } }),
    'takes no message of the user': sync(change(['rooms', 'join'], () => ({}))),
  },
  'joins a room of another server': {
    refuses: clientJoin(forbidden),
    'joins nowhere': membership(notFound),
    'asks for another user': both(
      asking(
        'GET',
        '/_matrix/federation/v1/make_join/:roomId/:userId',
      )(({ target }) => ({ target: target.replace('alice', 'bob') })),
      clientJoin({ status: 200, json: { room_id: '!any' } }),
    ),
    'names another room version': both(
      asking(
        'GET',
        '/_matrix/federation/v1/make_join/:roomId/:userId',
      )(({ target }) => ({ target: target.replace(/ver=.*/, 'ver=0') })),
      clientJoin({ status: 200, json: { room_id: '!any' } }),
    ),
    'sends another type': joinsWith([['type'], () => 'org.example.member']),
    'sends another membership': joinsWith([['content', 'membership'], () => 'leave']),
    'sends another sender': joinsWith([['sender'], () => '@another:localhost']),
    'sends another state key': joinsWith([['state_key'], () => '@another:localhost']),
    'names other parents': joinsWith([['prev_events'], () => ['$another']]),
    'names no parents': joinsWith([['prev_events'], () => []]),
    'cites other auth events': joinsWith([['auth_events'], withoutFirst]),
    'tells the room nothing': transaction({ json: { pdus: [] } }),
  },
  'gives a join template to a server that knows the room version': {
    'gives it to everybody': makeJoin({ status: 200, json: { room_version: '12', event: {} } }),
    'another status': only(
      refused,
      makeJoin((truth) => ({ status: 403, json: truth.json ?? null })),
    ),
    'another error code': only(refused, makeJoin(change(['errcode'], () => 'M_UNSUPPORTED_ROOM_VERSION'))),
    'does not tell the room version in the error': only(refused, makeJoin(without('room_version'))),
    'tells another room version in the error': only(refused, makeJoin(change(['room_version'], () => '1'))),
    'gives it where no version is named': nth(1, refused, makeJoin(nothing)),
    'gives it where others are named': nth(2, refused, makeJoin(nothing)),
    'gives it to nobody': only(granted, makeJoin(forbidden)),
    'does not tell the room version': only(granted, makeJoin(without('room_version'))),
    'another room version': only(granted, makeJoin(change(['room_version'], () => '11'))),
    'another type': only(granted, makeJoin(change(['event', 'type'], () => 'm.room.message'))),
    'another room': only(granted, makeJoin(change(['event', 'room_id'], () => '!another'))),
    'another sender': only(granted, makeJoin(change(['event', 'sender'], () => '@another:localhost'))),
    'no state key': only(granted, makeJoin(without('event', 'state_key'))),
    'another membership': only(granted, makeJoin(change(['event', 'content', 'membership'], () => 'invite'))),
    'no event': only(granted, makeJoin(without('event'))),
    'lets the user join at once': membership(joined),
  },
  'gives the auth chain of the join and of the state': {
    'no auth chain': sendJoin(without('auth_chain')),
    'an empty auth chain': sendJoin(change(['auth_chain'], () => [])),
    'without one event': sendJoin(change(['auth_chain'], withoutLevels)),
  },
  'gives no join template for a user of another server': {
    'gives it': only(refused, makeJoin(nothing)),
    breaks: only(refused, makeJoin(broken)),
    'gives none at all': only(granted, makeJoin(forbidden)),
  },
  'gives no join template to who may not join': {
    'gives it': only(refused, makeJoin(nothing)),
    'another status': only(refused, makeJoin(notFound)),
    'gives none to the invited either': only(granted, makeJoin(forbidden)),
  },
  'knows no join template for a room that it does not know': {
    'gives it': only(refused, makeJoin(nothing)),
    'another status': only(refused, makeJoin(forbidden)),
    'another error code': only(refused, makeJoin(change(['errcode'], () => 'M_UNKNOWN'))),
    'knows no room': only(granted, makeJoin(notFound)),
  },
  'refuses as a join what is none': {
    'takes another type': nth(1, refused, sendJoin(nothing)),
    'takes another membership': nth(2, refused, sendJoin(nothing)),
    'takes no membership': nth(3, refused, sendJoin(nothing)),
    'takes a user of another server': nth(4, refused, sendJoin(nothing)),
    'takes another state key': nth(5, refused, sendJoin(nothing)),
    'takes a wrong signature': nth(6, refused, sendJoin(nothing)),
    'takes no signature': nth(7, refused, sendJoin(nothing)),
    'breaks on a wrong signature': nth(6, refused, sendJoin(broken)),
    'refuses and takes it all the same': nth(2, granted, state(change([0, 'event_id'], () => '$another'))),
    'refuses all': nth(2, granted, sendJoin(forbidden)),
    'takes the good one for nothing': membership(notFound),
  },
  'tells the other servers in the room of a join': {
    'tells nobody': transaction({ json: { pdus: [] } }),
    'sends another event': transaction(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), depth: 1 }))),
    'takes the signature away': transaction(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), signatures: {} }))),
  },
  'refuses a join template of another event': {
    'takes another type': nth(1, refused, clientJoin(nothing)),
    'takes another room': nth(2, refused, clientJoin(nothing)),
    'takes another sender': nth(3, refused, clientJoin(nothing)),
    'takes another state key': nth(4, refused, clientJoin(nothing)),
    'refuses all': only(granted, clientJoin(forbidden)),
    'signs something else': sentJoin(change(['sender'], () => '@another:localhost')),
  },
  'refuses a join template of another membership': {
    'takes it': only(refused, clientJoin(nothing)),
    'refuses all': only(granted, clientJoin(forbidden)),
    'signs it': sentJoin(change(['content', 'membership'], () => 'leave')),
  },
} satisfies DoctoredAnswers;
