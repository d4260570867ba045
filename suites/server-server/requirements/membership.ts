import type { Catalogue } from '../../../harness/index.ts';

/** Joining, inviting, leaving. */
export const membership = {
  'ss.join.template': {
    level: 'MUST',
    since: 'r0',
    text: 'make_join answers with the room version and a join event of the user, for the joining server to complete and sign',
    anchor: '/server-server-api/#get_matrixfederationv1make_joinroomiduserid',
  },
  'ss.join.incompatible-version': {
    level: 'MUST',
    since: 'r0',
    text: 'make_join is refused with 400 M_INCOMPATIBLE_ROOM_VERSION and the room version where the joining server does not know it',
    anchor: '/server-server-api/#get_matrixfederationv1make_joinroomiduserid',
  },
  'ss.join.foreign-user': {
    level: 'MUST',
    since: 'v1.18',
    text: 'make_join is refused for a user of another server than the one that asks',
    anchor: '/server-server-api/#get_matrixfederationv1make_joinroomiduserid',
    ambiguity: 'The text gives no status; 400 and 403 are both accepted',
  },
  'ss.join.not-permitted': {
    level: 'DEFINED',
    since: 'r0',
    text: 'make_join is refused with 403 for a user whom the room does not permit to join',
    anchor: '/server-server-api/#get_matrixfederationv1make_joinroomiduserid',
  },
  'ss.join.unknown-room': {
    level: 'DEFINED',
    since: 'v1.1',
    text: 'make_join is refused with 404 M_NOT_FOUND for a room that the server does not know',
    anchor: '/server-server-api/#get_matrixfederationv1make_joinroomiduserid',
  },
  'ss.join.response': {
    level: 'MUST',
    since: 'r0',
    text: 'send_join answers with the state of the room before the join, and with all events that authorise that state and the join',
    anchor: '/server-server-api/#put_matrixfederationv2send_joinroomideventid',
    ambiguity: 'Here an authorising event may stand in either list; whether auth_chain itself is full is a requirement of its own',
  },
  'ss.join.auth-chain': {
    level: 'DEFINED',
    since: 'v1.6',
    text: 'auth_chain of the answer to send_join holds all events in the auth chains of the join and of the state, also those that stand in the state, unless the joining server allowed to leave these out',
    anchor: '/server-server-api/#put_matrixfederationv2send_joinroomideventid',
  },
  'ss.join.accepted': {
    level: 'MUST',
    since: 'r0',
    text: 'A join that was sent to a resident server is accepted into the room: the user is a member from then on',
    anchor: '/server-server-api/#joining-rooms',
  },
  'ss.join.invalid': {
    level: 'MUST',
    since: 'v1.18',
    text: 'send_join is refused where the event is not a join of its own sender, or is not signed by the sender’s server',
    anchor: '/server-server-api/#put_matrixfederationv2send_joinroomideventid',
    ambiguity: 'The text recommends M_INVALID_PARAM without demanding it; any refusal with 400 or 403 is accepted',
  },
  'ss.join.distributed': {
    level: 'MUST',
    since: 'r0',
    text: 'The resident server sends the join to the other servers in the room',
    anchor: '/server-server-api/#joining-rooms',
  },
  'ss.join.outbound': {
    level: 'MUST',
    since: 'r0',
    text: 'To join a room that it does not know, a server asks a resident server for a template, completes and signs it, and sends it back',
    anchor: '/server-server-api/#joining-rooms',
  },
  'ss.join.outbound-template-checked': {
    level: 'MUST',
    since: 'v1.18',
    text: 'The joining server refuses a template whose type, room, sender or state key are not what it asked for',
    anchor: '/server-server-api/#joining-rooms',
  },
  'ss.join.outbound-membership-checked': {
    level: 'MUST',
    since: 'v1.18',
    text: 'The joining server refuses a template whose membership is not join',
    anchor: '/server-server-api/#joining-rooms',
  },
  'ss.invite.signed': {
    level: 'MUST',
    since: 'r0',
    text: 'An invited server answers with the invite as it was sent, with its own signature added',
    anchor: '/server-server-api/#put_matrixfederationv2inviteroomideventid',
  },
  'ss.invite.shown': {
    level: 'MUST',
    since: 'r0',
    text: 'An invite that came over federation is shown to the invited user, with the stripped state of the room',
    anchor: '/client-server-api/#stripped-state',
  },
  'ss.invite.invalid': {
    level: 'MUST',
    since: 'v1.18',
    text: 'An invite is refused where its event is no invite of a user of the receiving server, or is not signed by the sender’s server',
    anchor: '/server-server-api/#put_matrixfederationv2inviteroomideventid',
    ambiguity: 'The text recommends M_INVALID_PARAM without demanding it; any refusal with 400 or 403 is accepted',
  },
  'ss.invite.outbound': {
    level: 'MUST',
    since: 'r0',
    text: 'An invite of a user of another server is sent to that server for its signature before it enters the room',
    anchor: '/server-server-api/#inviting-to-a-room',
  },
  'ss.leave.accepted': {
    level: 'MUST',
    since: 'r0',
    text: 'A leave that a resident server helped to make with make_leave and send_leave is accepted into the room',
    anchor: '/server-server-api/#put_matrixfederationv2send_leaveroomideventid',
  },
  'ss.leave.not-a-member': {
    level: 'DEFINED',
    since: 'r0',
    text: 'make_leave is refused with 403 for a user who is not in the room',
    anchor: '/server-server-api/#get_matrixfederationv1make_leaveroomiduserid',
  },
  'ss.leave.rejects-invite': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Rejecting an invite from a room of another server sends a leave there by make_leave and send_leave',
    anchor: '/server-server-api/#leaving-rooms-rejecting-invites',
  },
} as const satisfies Catalogue;
