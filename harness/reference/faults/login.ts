import { answering, change, only, without } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import { notFound } from '../http/matrix-error.ts';
import { accountRules } from '../rules/accounts.ts';
import { askedFor, granted, refused } from './where.ts';

const login = answering('POST', '/_matrix/client/v3/login');
const devices = answering('GET', '/_matrix/client/v3/devices');

/** https://spec.matrix.org/v1.19/client-server-api/#legacy-login */
export const loginFaults: readonly Fault[] = [
  {
    id: 'login.knows-no-user-ids',
    does: 'Knows users by their localparts only, and not by their user IDs',
    breaks: ['cs.login.password'],
    rules: {
      accountNamed: ({ accounts, serverName }, user) => accounts.get(`@${user}:${serverName}`),
    },
  },
  {
    id: 'login.knows-no-localparts',
    does: 'Knows users by their user IDs only, and not by their localparts',
    breaks: [
      'cs.login.password',
      'cs.login.keeps-device',
      'cs.login.wrong-credentials',
      'cs.registration.completes',
      'cs.registration.user-in-use',
      'cs.registration.inhibit-login',
      'cs.logout.ends-session',
      'cs.logout.all',
      'cs.whoami.user',
      'cs.transactions.scope',
    ],
    rules: { accountNamed: ({ accounts }, user) => accounts.get(user) },
  },
  {
    id: 'login.takes-any-password',
    does: 'Logs users in with any password',
    breaks: ['cs.login.wrong-credentials'],
    rules: { isPassword: () => true },
  },
  {
    id: 'login.tells-who-exists',
    does: 'Answers 404 to a login of a user who does not exist',
    breaks: ['cs.login.wrong-credentials', 'cs.registration.authenticates-first'],
    rules: {
      accountNamed: (homeserver, user) => {
        const account = accountRules.accountNamed(homeserver, user);
        if (account) return account;
        throw notFound(`There is no user ${user}`);
      },
    },
  },
  {
    id: 'login.unauthorized-with-wrong-credentials',
    does: 'Refuses wrong credentials with 401 in the place of 403',
    breaks: ['cs.login.wrong-credentials', 'cs.registration.authenticates-first'],
    doctor: only(refused, login({ status: 401 })),
  },
  {
    id: 'login.another-code-for-wrong-credentials',
    does: 'Refuses wrong credentials with M_UNAUTHORIZED',
    breaks: ['cs.login.wrong-credentials', 'cs.registration.authenticates-first'],
    doctor: only(refused, login(change(['errcode'], () => 'M_UNAUTHORIZED'))),
  },
  {
    id: 'login.refuses-without-a-text',
    does: 'Refuses logins without an error text',
    breaks: [
      'cs.schema.login',
      'cs.errors.standard-response',
      'cs.login.wrong-credentials',
      'cs.registration.authenticates-first',
    ],
    doctor: only(refused, login(without('error'))),
  },
  {
    id: 'login.lists-a-device-that-never-was',
    does: 'Lists a device that nobody logged in on',
    breaks: ['cs.login.wrong-credentials', 'cs.logout.ends-session'],
    doctor: devices(change(['devices'], (list) => [...(Array.isArray(list) ? list : []), { device_id: 'GHOST' }])),
  },
  {
    id: 'login.one-device-for-all-clients',
    does: 'Logs a client that names no device in on one that the user has',
    breaks: [
      'cs.login.generates-device',
      'cs.logout.ends-session',
      'cs.logout.all',
      'cs.whoami.user',
      'cs.transactions.scope',
    ],
    rules: { deviceFor: ({ sessions }, asked) => asked ?? sessions.keys().next().value },
  },
  {
    id: 'login.ignores-the-device',
    does: 'Gives each client a new device, whatever it asks for',
    breaks: ['cs.login.keeps-device', 'cs.registration.session'],
    rules: { deviceFor: () => undefined },
  },
  {
    id: 'login.tells-another-device',
    does: 'Tells a client another device than the one it asked for',
    breaks: ['cs.login.keeps-device'],
    doctor: only(askedFor('device_id'), login(change(['device_id'], () => 'ANOTHER'))),
  },
  {
    id: 'login.answers-without-a-device',
    does: 'Does not tell clients on which device they are logged in',
    breaks: [
      'cs.schema.login',
      'cs.login.password',
      'cs.login.keeps-device',
      'cs.logout.ends-session',
      'cs.logout.all',
      'cs.whoami.user',
      'cs.transactions.scope',
    ],
    doctor: only(granted, login(without('device_id'))),
  },
  {
    id: 'login.gives-a-dead-token',
    does: 'Gives clients that log in an access token that it does not know',
    breaks: [
      'cs.login.password',
      'cs.login.keeps-device',
      'cs.logout.ends-session',
      'cs.logout.all',
      'cs.whoami.user',
      'cs.transactions.scope',
    ],
    doctor: only(granted, login(change(['access_token'], () => 'dead'))),
  },
  {
    id: 'login.logs-somebody-else-in',
    does: 'Tells clients that log in another user ID',
    breaks: ['cs.login.password', 'cs.whoami.user', 'cs.registration.inhibit-login'],
    doctor: only(granted, login(change(['user_id'], () => '@somebody:localhost'))),
  },
];
