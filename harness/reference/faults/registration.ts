import { answering, change, only, without } from '../../wire/doctors.ts';
import type { TargetMessage } from '../../wire/wire.ts';
import type { Fault } from '../fault.ts';
import { accountRules } from '../rules/accounts.ts';
import { answered, askedFor, granted } from './where.ts';

const register = answering('POST', '/_matrix/client/v3/register');

/** Where a client had to begin an authentication: the registrations that a check makes of itself. */
const inSession = (message: TargetMessage): boolean => granted(message) && askedFor('auth', 'session')(message);

/** https://spec.matrix.org/v1.19/client-server-api/#account-registration-and-management */
export const registrationFaults: readonly Fault[] = [
  {
    id: 'registration.needs-no-authentication',
    does: 'Takes every authentication for complete, and registers without one',
    breaks: [
      'cs.registration.authenticates-first',
      'cs.registration.session',
      'cs.registration.user-in-use',
      'cs.registration.inhibit-login',
    ],
    rules: { isAuthenticated: () => true },
  },
  {
    id: 'registration.claims-to-be-done-at-once',
    does: 'Answers a registration without authentication as if it were done',
    breaks: ['cs.registration.authenticates-first', 'cs.registration.user-in-use'],
    doctor: only(answered(401), register({ status: 200, json: { user_id: '@nobody:localhost' } })),
  },
  {
    id: 'registration.another-status-for-the-challenge',
    does: 'Asks for authentication with 403 in the place of 401',
    breaks: ['cs.schema.register', 'cs.registration.authenticates-first', 'cs.registration.user-in-use'],
    doctor: only(answered(401), register({ status: 403 })),
  },
  {
    id: 'registration.no-flows',
    does: 'Asks for authentication without saying which flows there are',
    breaks: ['cs.schema.register', 'cs.registration.authenticates-first'],
    doctor: only(answered(401), register(without('flows'))),
  },
  {
    id: 'registration.flows-without-stages',
    does: 'Offers flows of authentication that have no stages',
    breaks: ['cs.schema.register', 'cs.registration.authenticates-first'],
    doctor: only(answered(401), register(without('flows', '*', 'stages'))),
  },
  {
    id: 'registration.never-completes',
    does: 'Asks again although all stages of a session are complete',
    breaks: [
      'cs.registration.completes',
      'cs.registration.session',
      'cs.registration.generates-localpart',
      'cs.registration.inhibit-login',
    ],
    doctor: only(inSession, register({ status: 401, json: { flows: [{ stages: ['m.login.dummy'] }] } })),
  },
  {
    id: 'registration.another-user-than-asked-for',
    does: 'Registers users who are not logged in under another name than they are told',
    breaks: ['cs.registration.inhibit-login'],
    doctor: only(askedFor('inhibit_login'), only(granted, register(change(['user_id'], () => '@somebody:localhost')))),
  },
  {
    id: 'registration.answers-without-the-device',
    does: 'Does not tell a new user the device that was asked for',
    breaks: ['cs.registration.session'],
    doctor: only(askedFor('device_id'), register(without('device_id'))),
  },
  {
    id: 'registration.answers-without-a-token',
    does: 'Gives a new user no access token for the device that was asked for',
    breaks: ['cs.registration.session'],
    doctor: only(askedFor('device_id'), register(without('access_token'))),
  },
  {
    id: 'registration.one-name-for-everybody',
    does: 'Makes up the same user name for everybody who gives none',
    breaks: ['cs.registration.generates-localpart'],
    rules: { madeUpLocalpart: () => 'somebody' },
  },
  {
    id: 'registration.makes-up-an-illegal-name',
    does: 'Makes up user names that the grammar does not allow',
    breaks: ['cs.registration.generates-localpart'],
    rules: { madeUpLocalpart: () => `User ${accountRules.madeUpLocalpart()}` },
  },
  {
    id: 'registration.insists-on-a-name',
    does: 'Refuses registrations without a user name',
    breaks: ['cs.registration.generates-localpart'],
    doctor: only(
      (message) => !askedFor('username')(message),
      register({ status: 400, json: { errcode: 'M_MISSING_PARAM', error: 'There is no user name' } }),
    ),
  },
  {
    id: 'registration.registers-a-name-twice',
    does: 'Does not see that a user name is taken',
    breaks: ['cs.registration.user-in-use'],
    rules: { isTaken: () => false },
  },
  {
    id: 'registration.another-code-for-a-taken-name',
    does: 'Says that a taken user name is no user name',
    breaks: ['cs.registration.user-in-use'],
    doctor: only(answered(400), register(change(['errcode'], () => 'M_INVALID_USERNAME'))),
  },
  {
    id: 'registration.forbids-a-taken-name',
    does: 'Refuses a taken user name with 403 in the place of 400',
    breaks: ['cs.registration.user-in-use'],
    doctor: only(answered(400), register({ status: 403 })),
  },
  {
    id: 'registration.logs-in-in-any-case',
    does: 'Logs a new user in although that was not wanted',
    breaks: ['cs.registration.inhibit-login'],
    rules: { inhibitsLogin: () => false },
  },
];
