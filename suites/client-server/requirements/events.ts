import type { Catalogue } from '../../../harness/index.ts';

const send = '/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid';
const getState = '/client-server-api/#get_matrixclientv3roomsroomidstateeventtypestatekey';
const putState = '/client-server-api/#put_matrixclientv3roomsroomidstateeventtypestatekey';
const messages = '/client-server-api/#get_matrixclientv3roomsroomidmessages';

/** Sending events, reading and changing state, reading history. */
export const events = {
  'cs.send.reaches-members': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A sent event is shown to the members of the room under the event id that the sender was told, unchanged',
    anchor: send,
  },
  'cs.send.not-a-member': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An event of somebody who is not in the room is refused with 403 M_FORBIDDEN',
    anchor: '/client-server-api/#common-error-codes',
  },
  'cs.transactions.idempotent': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A request that repeats the path and transaction id of an earlier one is answered like that one and sends nothing',
    anchor: '/client-server-api/#transaction-identifiers',
  },
  'cs.transactions.scope': {
    level: 'DEFINED',
    since: 'v1.7',
    text: 'The same transaction id of another device is another request',
    anchor: '/client-server-api/#transaction-identifiers',
  },
  'cs.state.overwritten': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A state event replaces the one with the same type and state key, and no other',
    anchor: putState,
  },
  'cs.state.optional-slash': {
    level: 'DEFINED',
    since: 'r0',
    text: 'With an empty state key, the slash at the end of the path may be left out',
    anchor: getState,
  },
  'cs.state.unset': {
    level: 'DEFINED',
    since: 'r0',
    text: 'State that was never set is refused with 404 M_NOT_FOUND',
    anchor: getState,
  },
  'cs.state.not-a-member': {
    level: 'DEFINED',
    since: 'r0',
    text: 'State of a room is refused with 403 M_FORBIDDEN to somebody who was never in it',
    anchor: '/client-server-api/#get_matrixclientv3roomsroomidstate',
  },
  'cs.state.needs-power': {
    level: 'DEFINED',
    since: 'r0',
    text: 'State is changed only by those whose power level reaches the level of the event type; others are refused with 403 M_FORBIDDEN',
    anchor: '/client-server-api/#mroompower_levels',
  },
  'cs.messages.order': {
    level: 'DEFINED',
    since: 'r0',
    text: 'History is given in chronological order forwards and in the reverse order backwards, without gap or repetition between pages',
    anchor: messages,
    ambiguity: 'The exact order is left to the server; the room of the check has no forks, which leaves one order',
  },
  'cs.messages.end': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Where no further events are available, the token for the next page is left out',
    anchor: messages,
    ambiguity: 'An empty page without a token after the last event is accepted: a chunk may be empty',
  },
  'cs.messages.without-token': {
    level: 'DEFINED',
    since: 'v1.3',
    text: 'Without a token, history starts at the first or last event, by direction',
    anchor: messages,
  },
  'cs.messages.limit': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A page holds at most as many events as were asked for',
    anchor: messages,
  },
  'cs.messages.not-a-member': {
    level: 'DEFINED',
    since: 'r0',
    text: 'History is refused with 403 to somebody who is not a member of the room',
    anchor: messages,
  },
} as const satisfies Catalogue;
