import type { Catalogue } from '../../../harness/index.ts';

const noRestart = 'The text does not speak of restarts of the homeserver, and makes no exception of them';

/** What clients can rely on when their homeserver was started again, or other servers are away. */
export const outages = {
  'cs.tokens.lasting': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An access token is good for its user and device until it expires or the session ends',
    anchor: '/client-server-api/#using-access-tokens',
    ambiguity: noRestart,
  },
  'cs.state.lasting': {
    level: 'DEFINED',
    since: 'r0',
    text: 'The state of a room stays what it is until an event changes it',
    anchor: '/client-server-api/#get_matrixclientv3roomsroomidstate',
    ambiguity: noRestart,
  },
  'cs.sync.lasting-token': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A sync with the token of an earlier one continues there, without gap or repetition',
    anchor: '/client-server-api/#syncing',
    ambiguity: noRestart,
  },
  'cs.transactions.lasting': {
    level: 'SHOULD',
    since: 'r0',
    text: 'A request that repeats the path and transaction ID of an earlier one is answered like that one, also where the client sends it again because its homeserver was away',
    anchor: '/client-server-api/#transaction-identifiers',
    ambiguity: noRestart,
  },
  'cs.to-device.lasting': {
    level: 'SHOULD',
    since: 'r0',
    text: 'Messages to a device are kept until the device has fetched them, and are then given once',
    anchor: '/client-server-api/#send-to-device-messaging',
    ambiguity: noRestart,
  },
  'cs.join.via': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A room is joined through any of the given servers that is in it, also where another of them cannot be reached',
    anchor: '/client-server-api/#post_matrixclientv3joinroomidoralias',
  },
  'cs.keys.failures': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Servers that could not be reached for the keys of their users are named under failures, and no others are',
    anchor: '/client-server-api/#post_matrixclientv3keysquery',
  },
} as const satisfies Catalogue;
