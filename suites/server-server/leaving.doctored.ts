import {
  answering,
  asking,
  both,
  change,
  changeEach,
  type DoctoredAnswers,
  type JsonValue,
  only,
} from '../../harness/doctoring.ts';
import { broken, forbidden, notFound, nothing } from '../whole-answers.ts';
import { granted, nth, refused } from './which-message.ts';

const makeLeave = answering('GET', '/_matrix/federation/v1/make_leave/:roomId/:userId');
const sendLeave = answering('PUT', '/_matrix/federation/v2/send_leave/:roomId/:eventId');
const membership = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.member/:userId');
const clientLeave = answering('POST', '/_matrix/client/v3/rooms/:roomId/leave');
const sync = answering('GET', '/_matrix/client/v3/sync');
const transaction = asking('PUT', '/_matrix/federation/v1/send/:txnId');
const askedLeave = asking('GET', '/_matrix/federation/v1/make_leave/:roomId/:userId');
const sentLeave = asking('PUT', '/_matrix/federation/v2/send_leave/:roomId/:eventId');

const state = (is: string) => ({ status: 200, json: { membership: is } });

const withoutFirst = (events: JsonValue | undefined): JsonValue => (Array.isArray(events) ? events.slice(1) : []);

const somethingElse = () => ({ target: '/_matrix/federation/v1/version' });

/** Neither in this way nor in the older one, which a server may try then. */
const sendsNoLeave = both(
  sentLeave(somethingElse),
  asking('PUT', '/_matrix/federation/v1/send_leave/:roomId/:eventId')(somethingElse),
);

/** The target sends another leave than it should, and tells its user that it left. */
const leaveWith = (...changes: Parameters<typeof change>) => both(sentLeave(change(...changes)), clientLeave(nothing));

export default {
  'lets a user of another server leave': {
    'never let it in': membership(notFound),
    'refuses the template': makeLeave(forbidden),
    'another type': makeLeave(change(['event', 'type'], () => 'm.room.message')),
    'another room': makeLeave(change(['event', 'room_id'], () => '!another')),
    'another sender': makeLeave(change(['event', 'sender'], () => '@another:localhost')),
    'another state key': makeLeave(change(['event', 'state_key'], () => '@another:localhost')),
    'another membership': makeLeave(change(['event', 'content', 'membership'], () => 'ban')),
    'refuses the leave': sendLeave(forbidden),
    'has the user in the room all the same': membership(state('join')),
    'does not show the leave': sync(change(['rooms', 'join'], () => ({}))),
  },
  'rejects an invite by a leave that the inviting server helps to make': {
    'refuses the client': clientLeave(forbidden),
    'asks for no template': askedLeave(somethingElse),
    'sends no leave': sendsNoLeave,
    'sends another type': leaveWith(['type'], () => 'm.room.message'),
    'sends another room': leaveWith(['room_id'], () => '!another'),
    'sends another sender': leaveWith(['sender'], () => '@another:localhost'),
    'sends another state key': leaveWith(['state_key'], () => '@another:localhost'),
    'sends another membership': leaveWith(['content', 'membership'], () => 'join'),
    'names other parents': leaveWith(['prev_events'], () => ['$another']),
    'cites other auth events': leaveWith(['auth_events'], withoutFirst),
  },
  'gives no leave template to who is not in the room': {
    'gives it': only(refused, makeLeave(nothing)),
    'another status': only(refused, makeLeave(notFound)),
    'gives none at all': only(granted, makeLeave(forbidden)),
  },
  'tells the other servers in the room of a leave': {
    'tells nobody': transaction({ json: { pdus: [] } }),
    'sends another event': transaction(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), depth: 1 }))),
  },
  'refuses as a leave what is none': {
    'takes another type': nth(1, refused, sendLeave(nothing)),
    'takes another membership': nth(2, refused, sendLeave(nothing)),
    'takes no membership': nth(3, refused, sendLeave(nothing)),
    'takes a user of another server': nth(4, refused, sendLeave(nothing)),
    'takes another state key': nth(5, refused, sendLeave(nothing)),
    'takes a wrong signature': nth(6, refused, sendLeave(nothing)),
    'takes no signature': nth(7, refused, sendLeave(nothing)),
    breaks: nth(2, refused, sendLeave(broken)),
    'refuses and takes it all the same': nth(1, granted, membership(state('leave'))),
    'takes that of the other server all the same': nth(2, granted, membership(state('leave'))),
    'refuses all': only(granted, sendLeave(forbidden)),
    'takes the good one for nothing': membership(state('join')),
  },
  'signs no leave template of another event': {
    'signs another type': sentLeave(change(['type'], () => 'org.example.member')),
    'signs another room': sentLeave(change(['room_id'], () => '!another')),
    'signs another sender': sentLeave(change(['sender'], () => '@another:localhost')),
    'signs another state key': sentLeave(change(['state_key'], () => '@another:localhost')),
    'sends no leave at all': sendsNoLeave,
  },
  'signs no leave template of another membership': {
    'signs one': sentLeave(change(['content', 'membership'], () => 'join')),
    'sends no leave at all': sendsNoLeave,
  },
} satisfies DoctoredAnswers;
