import type { Catalogue } from '../../../harness/index.ts';

const section = '/client-server-api/#redactions';
const redact = '/client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid';

/** Redactions as clients make and see them. */
export const redactions = {
  'cs.redaction.strips-message': {
    level: 'MUST',
    since: 'r0',
    text: 'A redacted message is shown without content from then on',
    anchor: section,
  },
  'cs.redaction.strips-state': {
    level: 'MUST',
    since: 'r0',
    text: 'A redacted state event keeps just the keys of its content that the room version protects, and goes on to count',
    anchor: section,
  },
  'cs.redaction.redacted-because': {
    level: 'SHOULD',
    since: 'r0',
    text: 'A redacted event is shown with the redaction under unsigned.redacted_because',
    anchor: section,
  },
  'cs.redaction.names-event': {
    level: 'MUST',
    since: 'r0',
    text: 'A redaction names the redacted event in the key redacts, which is at the top level of the event up to room version 10 and in its content from 11 on',
    anchor: '/client-server-api/#mroomredaction',
  },
  'cs.redaction.redacts-in-both': {
    level: 'SHOULD',
    since: 'v1.8',
    text: 'Clients are shown the key redacts both at the top level and in the content, in every room version',
    anchor: '/rooms/v11/#moving-the-redacts-property-of-mroomredaction-events-to-a-content-property',
  },
  'cs.redaction.needs-power': {
    level: 'DEFINED',
    since: 'r0',
    text: "Users redact their own events; others' events are redacted only by those whose power level reaches the redact level",
    anchor: redact,
    ambiguity: 'The text allows administrators of the server to redact more: the users of the check are none',
  },
  'cs.redaction.by-send': {
    level: 'MUST',
    since: 'v1.18',
    text: 'A redaction can be sent as an event with the key redacts in its content, in every room version',
    anchor: '/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid',
  },
  'cs.redaction.cannot-be-undone': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A redacted event cannot be restored, and its content can be deleted',
    anchor: section,
    notObservable: 'What the server still stores, and what its operators can restore, is not seen from outside',
  },
} as const satisfies Catalogue;
