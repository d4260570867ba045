import {
  answering,
  asking,
  both,
  change,
  changeEach,
  type DoctoredAnswers,
  only,
  type JsonValue,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { broken, forbidden, notFound, nothing } from '../whole-answers.ts';
import { granted, nth, refused } from './which-message.ts';

const invite = answering('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const inviting = answering('POST', '/_matrix/client/v3/rooms/:roomId/invite');
const membership = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.member/:userId');
const sentInvite = asking('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId');
const transaction = asking('PUT', '/_matrix/federation/v1/send/:txnId');

const invited = { status: 200, json: { membership: 'invite' } };
const signedAll = { status: 200, json: { event: {} } };

const stripped = ['rooms', 'invite', '*', 'invite_state', 'events'];
const ofType =
  (type: string) =>
  (events: JsonValue | undefined): JsonValue =>
    Array.isArray(events) ? events.filter((event) => valueAt(event, 'type') === type) : [];

/** The target sends another invite than it should, and tells its user that it is sent. */
const inviteWith = (...changes: Parameters<typeof change>) => both(sentInvite(change(...changes)), inviting(nothing));

export default {
  'signs an invite of its user, and shows it': {
    'refuses it': invite(forbidden),
    'answers without it': invite({ json: {} }),
    'does not sign it': invite(
      change(['event', 'signatures'], (truth) => Object.fromEntries(Object.entries(truth ?? {}).slice(0, 1))),
    ),
    'takes the signature of the other server away': invite(
      change(['event', 'signatures'], (truth) => Object.fromEntries(Object.entries(truth ?? {}).slice(1))),
    ),
    'a wrong signature': invite(change(['event', 'signatures', '*', '*'], () => 'A'.repeat(86))),
    'changes its content': invite(change(['event', 'content', 'displayname'], () => 'Alice')),
    'changes its time': invite(change(['event', 'origin_server_ts'], () => 1)),
    'adds a key': invite(change(['event', 'another'], () => 'key')),
    'does not show it': sync(without('rooms', 'invite')),
    'shows no state': sync(change(stripped, () => [])),
    'shows the invite only': sync(change(stripped, ofType('m.room.member'))),
    'shows the name only': sync(change(stripped, ofType('m.room.name'))),
    'shows another name': sync(change([...stripped, '*', 'content', 'name'], () => 'Another')),
    'shows another sender': sync(change([...stripped, '*', 'sender'], () => '@another:localhost')),
    'shows no state keys': sync(without(...stripped, '*', 'state_key')),
  },
  'refuses as an invite what is none': {
    'signs another type': nth(1, refused, invite(signedAll)),
    'signs another membership': nth(2, refused, invite(signedAll)),
    'signs that of a user of another server': nth(3, refused, invite(signedAll)),
    'signs that for a user of another server': nth(4, refused, invite(signedAll)),
    'takes a wrong signature': nth(5, refused, invite(signedAll)),
    'takes no signature': nth(6, refused, invite(signedAll)),
    breaks: nth(2, refused, invite(broken)),
    'refuses all': only(granted, invite(forbidden)),
    'shows what it refused': sync(change(['rooms', 'invite', '!another'], () => ({ invite_state: { events: [] } }))),
    'does not show the valid one': sync(without('rooms', 'invite')),
  },
  'refuses an invite without a membership': {
    'signs it': only(refused, invite(signedAll)),
    'refuses all': only(granted, invite(forbidden)),
  },
  'has an invite signed by the invited server before it enters the room': {
    'does not heed the refusal': only(refused, inviting(nothing)),
    'lets the refused invite into the room': nth(1, refused, membership(invited)),
    'lets the invite into the room before it is signed': nth(2, refused, membership(invited)),
    'lets no invite into the room': only(granted, membership(notFound)),
    'refuses all': only(granted, inviting(forbidden)),
    'sends the refused invite to the others': transaction(
      changeEach(['pdus'], (pdu) => ({ ...(pdu as object), state_key: '@carol:localhost' })),
    ),
    'sends something else to the others': transaction(change(['pdus', '*', 'content', 'membership'], () => 'leave')),
    'leaves its signature out': transaction(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), signatures: {} }))),
  },
  'tells the invited server of the room': {
    'refuses the client': inviting(forbidden),
    'no room version': inviteWith(['room_version'], () => undefined),
    'another room version': inviteWith(['room_version'], () => '11'),
    'no event': inviteWith(['event'], () => undefined),
    'another type': inviteWith(['event', 'type'], () => 'm.room.message'),
    'another room': inviteWith(['event', 'room_id'], () => '!another'),
    'another sender': inviteWith(['event', 'sender'], () => '@another:localhost'),
    'another user': inviteWith(['event', 'state_key'], () => '@another:localhost'),
    'another membership': inviteWith(['event', 'content', 'membership'], () => 'join'),
    'another room in the path': both(
      sentInvite(({ target }) => ({ target: target.replace(/invite\/[^/]*/, 'invite/!another') })),
      inviting(nothing),
    ),
  },
  'gives the create event and whole events to the invited server': {
    'no state': inviteWith(['invite_room_state'], () => undefined),
    'no create event': inviteWith(['invite_room_state'], (events) => ofType('m.room.join_rules')(events)),
    'stripped events': inviteWith(['invite_room_state', '*'], (event) => ({
      type: valueAt(event, 'type') ?? '',
      state_key: '',
      sender: valueAt(event, 'sender') ?? '',
      content: {},
    })),
  },
} satisfies DoctoredAnswers;
