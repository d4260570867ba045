import type { Catalogue } from '../../../harness/index.ts';

/** Transactions, and reading events and state. */
export const events = {
  'ss.send.pdu-limit': {
    level: 'MUST',
    since: 'r0',
    text: 'A transaction of more than 50 PDUs is refused as a whole, and one of 50 is processed',
    anchor: '/server-server-api/#transactions',
    ambiguity: 'The text gives no status; every 4xx is accepted',
  },
  'ss.send.edu-limit': {
    level: 'MUST',
    since: 'r0',
    text: 'A transaction of more than 100 EDUs is refused as a whole, and one of 100 is processed',
    anchor: '/server-server-api/#transactions',
    ambiguity: 'The text gives no status; every 4xx is accepted',
  },
  'ss.send.replay': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A transaction that is sent again is granted again, and what is in it takes no effect twice: events go by their ID, and messages to devices by message_id',
    anchor: '/server-server-api/#definition-mdirect_to_device',
    ambiguity: 'The text does not say that the second answer is that of the first time; only its status is looked at',
  },
  'ss.send.partial-success': {
    level: 'MUST',
    since: 'r0',
    text: 'A transaction is answered with 200 and processed for its good PDUs where others in it are bad',
    anchor: '/server-server-api/#put_matrixfederationv1sendtxnid',
  },
  'ss.send.unknown-edu': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An EDU of an unknown type does not keep the rest of a transaction from being processed',
    anchor: '/server-server-api/#edus',
  },
  'ss.send.outbound': {
    level: 'MUST',
    since: 'r0',
    text: 'An event of a local user is sent to the other servers in the room, with the forward extremities as prev_events, the selected auth events, and a depth above theirs',
    anchor: '/server-server-api/#pdus',
  },
  'ss.missing-events.asked': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A server that receives an event with unknown prev_events obtains the missing events, and then processes the event',
    anchor: '/server-server-api/#backfilling-and-retrieving-missing-events',
  },
  'ss.missing-events.answered': {
    level: 'DEFINED',
    since: 'r0',
    text: 'get_missing_events walks back breadth first from the latest events and answers with what it meets, up to the limit, without the earliest and the latest events',
    anchor: '/server-server-api/#post_matrixfederationv1get_missing_eventsroomid',
    ambiguity:
      'Neither the order of the answer nor that of events at the same distance is laid down: the history walked has no forks, and the order is not looked at',
  },
  'ss.missing-events.min-depth': {
    level: 'DEFINED',
    since: 'r0',
    text: 'get_missing_events gives no events below the given depth',
    anchor: '/server-server-api/#post_matrixfederationv1get_missing_eventsroomid',
  },
  'ss.event.returned': {
    level: 'MUST',
    since: 'r0',
    text: 'event answers with a transaction that holds just the event that was asked for',
    anchor: '/server-server-api/#get_matrixfederationv1eventeventid',
  },
  'ss.event.access': {
    level: 'MUST',
    since: 'r0',
    text: 'An event of a private room is not given to a server that is not in the room',
    anchor: '/server-server-api/#get_matrixfederationv1eventeventid',
    ambiguity: 'The text gives no status; 403 and 404 are both accepted',
  },
  'ss.state-ids.before-event': {
    level: 'MUST',
    since: 'r0',
    text: 'state_ids answers with the state before the event, without the event itself, and with the full auth chain of that state',
    anchor: '/server-server-api/#get_matrixfederationv1state_idsroomid',
  },
  'ss.state.before-event': {
    level: 'MUST',
    since: 'r0',
    text: 'state answers with the events of the state before the event, and of its auth chain',
    anchor: '/server-server-api/#get_matrixfederationv1stateroomid',
  },
  'ss.state-ids.access': {
    level: 'DEFINED',
    since: 'v1.13',
    text: 'state_ids is refused with 403 M_FORBIDDEN for a server that is not in the room',
    anchor: '/server-server-api/#get_matrixfederationv1state_idsroomid',
  },
  'ss.state-ids.unknown-event': {
    level: 'DEFINED',
    since: 'v1.8',
    text: 'state_ids is refused with 404 M_NOT_FOUND for an event that the server does not have',
    anchor: '/server-server-api/#get_matrixfederationv1state_idsroomid',
  },
  'ss.event-auth.chain': {
    level: 'MUST',
    since: 'r0',
    text: 'event_auth answers with the full auth chain of the event',
    anchor: '/server-server-api/#get_matrixfederationv1event_authroomideventid',
  },
  'ss.backfill.predecessors': {
    level: 'DEFINED',
    since: 'r0',
    text: 'backfill answers with the given events and their predecessors, at most as many as the limit',
    anchor: '/server-server-api/#get_matrixfederationv1backfillroomid',
  },
} as const satisfies Catalogue;
