import { answering, asking, both, change, changeEach, type Doctor, type DoctoredAnswers, type JsonValue, only, type TargetMessage, valueAt, without } from '../../harness/doctoring.ts';

const makeJoin = answering('GET', '/_matrix/federation/v1/make_join/:roomId/:userId');
const sendJoin = answering('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');
const membership = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.member/:userId');
const state = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');
const clientJoin = answering('POST', '/_matrix/client/v3/join/:roomId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const transaction = asking('PUT', '/_matrix/federation/v1/send/:txnId');
const sentJoin = asking('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');

const notFound = { status: 404, json: { errcode: 'M_NOT_FOUND', error: 'Not found' } };
const forbidden = { status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } };
const nothing = { status: 200, json: {} };
const joined = { status: 200, json: { membership: 'join' } };

const isGranted = ({ status }: TargetMessage): boolean => status === 200;
const isRefused = ({ status }: TargetMessage): boolean => status >= 400;

/** Changes the nth of the messages that a doctor would change. */
function nth(n: number, where: (message: TargetMessage) => boolean, doctor: Doctor): Doctor {
  let seen = 0;
  return (message) => {
    const changes = where(message) ? doctor(message) : undefined;
    return changes && ++seen === n ? changes : undefined;
  };
}

const firstOf = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? events.slice(0, 1) : []);
const withoutFirst = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? events.slice(1) : []);
const twice = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? [...events, ...firstOf(events) as JsonValue[]] : []);
const ofType = (type: string) => (event: JsonValue): boolean => valueAt(event, 'type') === type;
const withoutLevels = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? events.filter((event) => !ofType('m.room.power_levels')(event)) : []);

/** The target sends another join than it should, and tells its user that it joined. */
const joinsWith = (changes: Parameters<typeof change>): Doctor => both(sentJoin(change(...changes)), clientJoin({ status: 200, json: { room_id: '!any' } }));

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
    'refuses': clientJoin(forbidden),
    'joins nowhere': membership(notFound),
    'asks for another user': asking('GET', '/_matrix/federation/v1/make_join/:roomId/:userId')(({ target }) => ({ target: target.replace(/%40alice/, '%40bob') })),
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
    'another status': only(isRefused, makeJoin((truth) => ({ status: 403, json: truth.json ?? null }))),
    'another error code': only(isRefused, makeJoin(change(['errcode'], () => 'M_UNSUPPORTED_ROOM_VERSION'))),
    'does not tell the room version in the error': only(isRefused, makeJoin(without('room_version'))),
    'tells another room version in the error': only(isRefused, makeJoin(change(['room_version'], () => '1'))),
    'gives it where no version is named': nth(1, isRefused, makeJoin(nothing)),
    'gives it where others are named': nth(2, isRefused, makeJoin(nothing)),
    'gives it to nobody': only(isGranted, makeJoin(forbidden)),
    'does not tell the room version': only(isGranted, makeJoin(without('room_version'))),
    'another room version': only(isGranted, makeJoin(change(['room_version'], () => '11'))),
    'another type': only(isGranted, makeJoin(change(['event', 'type'], () => 'm.room.message'))),
    'another room': only(isGranted, makeJoin(change(['event', 'room_id'], () => '!another'))),
    'another sender': only(isGranted, makeJoin(change(['event', 'sender'], () => '@another:localhost'))),
    'no state key': only(isGranted, makeJoin(without('event', 'state_key'))),
    'another membership': only(isGranted, makeJoin(change(['event', 'content', 'membership'], () => 'invite'))),
    'no event': only(isGranted, makeJoin(without('event'))),
    'lets the user join at once': membership(joined),
  },
  'gives the auth chain of the join and of the state': {
    'no auth chain': sendJoin(without('auth_chain')),
    'an empty auth chain': sendJoin(change(['auth_chain'], () => [])),
    'without one event': sendJoin(change(['auth_chain'], withoutFirst)),
  },
  'gives no join template for a user of another server': {
    'gives it': only(isRefused, makeJoin(nothing)),
    'breaks': only(isRefused, makeJoin({ status: 500, json: { errcode: 'M_UNKNOWN', error: 'Broken' } })),
    'gives none at all': only(isGranted, makeJoin(forbidden)),
  },
  'gives no join template to who may not join': {
    'gives it': only(isRefused, makeJoin(nothing)),
    'another status': only(isRefused, makeJoin(notFound)),
    'gives none to the invited either': only(isGranted, makeJoin(forbidden)),
  },
  'knows no join template for a room that it does not know': {
    'gives it': only(isRefused, makeJoin(nothing)),
    'another status': only(isRefused, makeJoin(forbidden)),
    'another error code': only(isRefused, makeJoin(change(['errcode'], () => 'M_UNKNOWN'))),
    'knows no room': only(isGranted, makeJoin(notFound)),
  },
  'refuses as a join what is none': {
    'takes another type': nth(1, isRefused, sendJoin(nothing)),
    'takes another membership': nth(2, isRefused, sendJoin(nothing)),
    'takes no membership': nth(3, isRefused, sendJoin(nothing)),
    'takes a user of another server': nth(4, isRefused, sendJoin(nothing)),
    'takes another state key': nth(5, isRefused, sendJoin(nothing)),
    'takes a wrong signature': nth(6, isRefused, sendJoin(nothing)),
    'takes no signature': nth(7, isRefused, sendJoin(nothing)),
    'breaks on a wrong signature': nth(6, isRefused, sendJoin({ status: 500, json: { errcode: 'M_UNKNOWN', error: 'Broken' } })),
    'refuses and takes it all the same': nth(2, isGranted, state(change([0, 'event_id'], () => '$another'))),
    'refuses all': nth(2, isGranted, sendJoin(forbidden)),
    'takes the good one for nothing': membership(notFound),
  },
  'tells the other servers in the room of a join': {
    'tells nobody': transaction({ json: { pdus: [] } }),
    'sends another event': transaction(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), depth: 1 }))),
    'takes the signature away': transaction(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), signatures: {} }))),
  },
  'refuses a join template of another event': {
    'takes another type': nth(1, isRefused, clientJoin(nothing)),
    'takes another room': nth(2, isRefused, clientJoin(nothing)),
    'takes another sender': nth(3, isRefused, clientJoin(nothing)),
    'takes another state key': nth(4, isRefused, clientJoin(nothing)),
    'refuses all': only(isGranted, clientJoin(forbidden)),
    'signs something else': sentJoin(change(['sender'], () => '@another:localhost')),
  },
  'refuses a join template of another membership': {
    'takes it': only(isRefused, clientJoin(nothing)),
    'refuses all': only(isGranted, clientJoin(forbidden)),
    'signs it': sentJoin(change(['content', 'membership'], () => 'leave')),
  },
} satisfies DoctoredAnswers;
