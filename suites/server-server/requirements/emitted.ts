import type { Catalogue } from '../../../harness/index.ts';

/** What holds of everything that a homeserver sends over federation: decided by the peers, in every check. */
export const emitted = {
  'ss.emitted.request-authentication': {
    level: 'MUST',
    since: 'r0',
    text: 'Every request to another server is signed with a published key, over exactly what is sent, and names origin and destination',
    anchor: '/server-server-api/#request-authentication',
  },
  'ss.emitted.event-format': {
    level: 'MUST',
    since: 'r0',
    text: 'Every event that the server sends has the format of its room version',
    anchor: '/server-server-api/#pdus',
  },
  'ss.emitted.content-hash': {
    level: 'MUST',
    since: 'r0',
    text: 'Every event that the server sends carries the hash of its content, or is the redacted copy of an event that did',
    anchor: '/server-server-api/#calculating-the-content-hash-for-an-event',
  },
  'ss.emitted.signature': {
    level: 'MUST',
    since: 'r0',
    text: 'Every event of a local user that the server sends carries the server’s signature over its redacted form',
    anchor: '/server-server-api/#signing-events',
  },
  'ss.emitted.event-id': {
    level: 'MUST',
    since: 'r0',
    text: 'An event is known by the id that its room version lays down: its own server’s choice, or its reference hash',
    anchor: '/rooms/#complete-list-of-room-versions',
  },
  'ss.emitted.authorization': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Every event of a local user that the server sends is allowed by the events it cites, and a new one by the state before it',
    anchor: '/server-server-api/#authorisation-rules',
  },
} as const satisfies Catalogue;
