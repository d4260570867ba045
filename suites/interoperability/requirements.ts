import type { Catalogue } from '../../harness/index.ts';

/** What two homeservers have to do together. A failure may be either's: the wire logs of the other suites tell whose. */
export const interoperability = {
  'interop.join': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A user of one homeserver joins a room of the other, and both show the new member',
    anchor: '/server-server-api/#joining-rooms',
  },
  'interop.invite': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An invite reaches a user of the other homeserver, who joins by it or rejects it, and both show what became of it',
    anchor: '/server-server-api/#inviting-to-a-room',
  },
  'interop.events': {
    level: 'DEFINED',
    since: 'r0',
    text: 'What a user of one homeserver says is shown to users of the other, with the same event ID',
    anchor: '/server-server-api/#pdus',
  },
  'interop.history': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A user who joins through another homeserver can page back to what was said before',
    anchor: '/server-server-api/#backfilling-and-retrieving-missing-events',
  },
  'interop.redaction': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A redaction on one homeserver takes the content away on the other',
    anchor: '/client-server-api/#redactions',
  },
  'interop.moderation': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A user of the other homeserver who is banned can neither say anything in the room nor join it again',
    anchor: '/client-server-api/#room-membership',
  },
  'interop.state': {
    level: 'MUST',
    since: 'r0',
    text: 'Two homeservers that know the same forked history of a room show the same state, which is that of the room version',
    anchor: '/server-server-api/#room-state-resolution',
  },
  'interop.third-server': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Three servers in a room all receive what users of each of them say',
    anchor: '/server-server-api/#transactions',
  },
  'interop.to-device': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A message to a device of a user of the other homeserver arrives',
    anchor: '/server-server-api/#send-to-device-messaging',
  },
  'interop.receipts': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A read receipt of a user of the other homeserver is shown',
    anchor: '/server-server-api/#receipts',
  },
  'interop.typing': {
    level: 'DEFINED',
    since: 'r0',
    text: 'That a user of the other homeserver is typing is shown',
    anchor: '/server-server-api/#typing-notifications',
  },
  // A server may deny such look-ups: https://spec.matrix.org/v1.19/client-server-api/#profiles
  'interop.profile': {
    level: 'MAY',
    since: 'r0',
    text: 'The profile of a user of the other homeserver can be looked up',
    anchor: '/server-server-api/#get_matrixfederationv1queryprofile',
  },
  'interop.alias': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A room can be joined by an alias of the other homeserver',
    anchor: '/server-server-api/#get_matrixfederationv1querydirectory',
  },
} as const satisfies Catalogue;
