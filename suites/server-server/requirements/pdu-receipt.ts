import type { Catalogue } from '../../../harness/index.ts';

const receipt = '/server-server-api/#checks-performed-on-receipt-of-a-pdu';

/** The checks on receipt of a PDU, and what follows from each. */
export const pduReceipt = {
  'ss.pdu.format': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that does not have the format of its room version is dropped',
    anchor: receipt,
  },
  'ss.pdu.signature': {
    level: 'MUST',
    since: 'r0',
    text: 'An event without a valid signature of its sender’s server is dropped',
    anchor: receipt,
  },
  'ss.pdu.content-hash-mismatch': {
    level: 'MUST',
    since: 'r0',
    text: 'An event whose content hash does not fit its content is redacted before it is processed further',
    anchor: receipt,
  },
  'ss.pdu.auth-by-auth-events': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that its own auth events do not authorise is rejected',
    anchor: receipt,
  },
  'ss.pdu.auth-by-state-before': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that the state before it does not authorise is rejected',
    anchor: receipt,
  },
  'ss.pdu.soft-failed': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that the current state of the room does not authorise, but the state before it does, is soft-failed: not shown to clients, no forward extremity, but kept and given to other servers',
    anchor: '/server-server-api/#soft-failure',
  },
  'ss.pdu.soft-failed-parent': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An event that has a soft-failed one among its prev_events is handled as any other',
    anchor: '/server-server-api/#soft-failure',
  },
  'ss.pdu.rejected-hidden': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A rejected event is neither shown to clients nor a prev_event of the server’s own events',
    anchor: '/server-server-api/#rejection',
  },
  'ss.pdu.rejected-no-state': {
    level: 'MUST',
    since: 'r0',
    text: 'A rejected state event does not change the state of the room',
    anchor: '/server-server-api/#rejection',
  },
  'ss.pdu.rejected-parent': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An event that refers to a rejected one in its prev_events is allowed if it passes the checks itself',
    anchor: '/server-server-api/#rejection',
  },
  'ss.pdu.rejected-no-error': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A transaction with an event that is rejected is not answered with an error response',
    anchor: '/server-server-api/#rejection',
  },
} as const satisfies Catalogue;
