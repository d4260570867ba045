import type { Catalogue } from '../../../harness/index.ts';

const send = '/server-server-api/#put_matrixfederationv1sendtxnid';

/** That a server has to deliver the events of its users stands in the introduction, before the first anchor: PDUs are explained there. */
const delivery = '/server-server-api/#pdus';

/** What servers owe each other when one of them was away, or was started again. */
export const outages = {
  'ss.send.same-id': {
    level: 'MUST',
    since: 'r0',
    text: 'A transaction that was not answered with 200 is sent again under its ID until it is, and none with another ID before that',
    anchor: send,
  },
  'ss.send.processed': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Each event of a transaction is processed, also where the server could not answer at once',
    anchor: send,
  },
  'ss.outage.events': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A server that could not be reached gets the events of its rooms when it can',
    anchor: delivery,
    ambiguity:
      'The text does not say how or how soon. Where the newest event comes only, and leads to the others, that is enough; and the server is given occasions to try: a request of the one that was away, and a new event for it',
  },
  'ss.outage.others': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A server that does not answer keeps no event from the other servers in the room',
    anchor: delivery,
  },
  'ss.outage.device-messages': {
    level: 'SHOULD',
    since: 'r0',
    text: 'A message to a device of another server is sent until that server has taken it',
    anchor: '/server-server-api/#send-to-device-messaging',
  },
  'ss.device-messages.same-id': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A message to a device that is sent again has the message_id that it had, so that it can be told from another',
    anchor: '/server-server-api/#definition-mdirect_to_device',
  },
  'ss.outage.device-lists': {
    level: 'MUST',
    since: 'v1.1',
    text: 'A server that shares a room with a user is sent each change of the user’s devices, also one during which it could not be reached',
    anchor: '/server-server-api/#device-management',
  },
  'ss.keys.kept': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A key that was published stays published: as a verify key, or as an old one when it is used no more',
    anchor: '/server-server-api/#get_matrixkeyv2server',
  },
} as const satisfies Catalogue;
