import type { Fault } from './fault.ts';
import { authorizationFaults } from './faults/authorization.ts';
import { errorFaults } from './faults/errors.ts';
import { formFaults } from './faults/forms.ts';
import { loginFaults } from './faults/login.ts';
import { registrationFaults } from './faults/registration.ts';
import { historyFaults } from './faults/history.ts';
import { membershipFaults } from './faults/memberships.ts';
import { stateAndEventFaults } from './faults/state-and-events.ts';
import { inviteFaults } from './faults/invites.ts';
import { sendingFaults } from './faults/sending.ts';
import { interoperabilityFaults } from './faults/interoperability.ts';
import { keyFaults } from './faults/keys.ts';
import { outageFaults } from './faults/outages.ts';
import { receiptFaults } from './faults/receipt.ts';
import { redactionRuleFaults } from './faults/redaction-rules.ts';
import { redactionFaults } from './faults/redactions.ts';
import { roomCreationFaults } from './faults/room-creation.ts';
import { roomFaults } from './faults/rooms.ts';
import { sessionFaults } from './faults/sessions.ts';
import { stateResolutionFaults } from './faults/state-resolution.ts';
import { tokenFaults } from './faults/tokens.ts';
import { versionFaults } from './faults/versions.ts';
import { syncFaults } from './faults/sync.ts';

/** The defects that the reference homeserver can have, by the file in `faults/` in which they stand. */
export const faultsByArea: Readonly<Record<string, readonly Fault[]>> = {
  authorization: authorizationFaults,
  errors: errorFaults,
  forms: formFaults,
  login: loginFaults,
  registration: registrationFaults,
  sessions: sessionFaults,
  tokens: tokenFaults,
  versions: versionFaults,
  history: historyFaults,
  memberships: membershipFaults,
  'state-and-events': stateAndEventFaults,
  invites: inviteFaults,
  sending: sendingFaults,
  keys: keyFaults,
  outages: outageFaults,
  receipt: receiptFaults,
  redactions: redactionFaults,
  'redaction-rules': redactionRuleFaults,
  'room-creation': roomCreationFaults,
  rooms: roomFaults,
  'state-resolution': stateResolutionFaults,
  sync: syncFaults,
  interoperability: interoperabilityFaults,
};

/** All of them. */
export const faults: readonly Fault[] = Object.values(faultsByArea).flat();
