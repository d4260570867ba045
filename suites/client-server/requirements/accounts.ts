import type { Catalogue } from '../../../harness/index.ts';

/** Registration, login, logout, and whose a token is. */
export const accounts = {
  'cs.registration.authenticates-first': {
    level: 'MUST',
    since: 'r0',
    text: 'A registration without authentication data is answered with 401 and the flows to choose from, and registers nobody',
    anchor: '/client-server-api/#user-interactive-api-in-the-rest-api',
  },
  'cs.registration.completes': {
    level: 'DEFINED',
    since: 'r0',
    text: 'When all stages of a flow are complete, the user is registered',
    anchor: '/client-server-api/#user-interactive-authentication-api',
  },
  'cs.registration.session': {
    level: 'MUST',
    since: 'r0',
    text: 'The access token that a registration returns belongs to the new user and to the device id that the client gave',
    anchor: '/client-server-api/#post_matrixclientv3register',
  },
  'cs.registration.generates-localpart': {
    level: 'MUST',
    since: 'r0',
    text: 'A registration without a user name is given one of the server',
    anchor: '/client-server-api/#post_matrixclientv3register',
  },
  'cs.registration.user-in-use': {
    level: 'MUST',
    since: 'r0',
    text: 'A user name that is taken is refused with 400 M_USER_IN_USE, before any authentication is asked for',
    anchor: '/client-server-api/#post_matrixclientv3register',
  },
  'cs.registration.inhibit-login': {
    level: 'SHOULD',
    since: 'r0',
    text: 'A registration with inhibit_login returns neither access token nor device id',
    anchor: '/client-server-api/#post_matrixclientv3register',
  },
  'cs.login.password': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A user logs in by password, named by localpart or by full user id, and is given a working access token',
    anchor: '/client-server-api/#post_matrixclientv3login',
  },
  'cs.login.generates-device': {
    level: 'MUST',
    since: 'r0',
    text: 'A login without a device id is given a new device',
    anchor: '/client-server-api/#post_matrixclientv3login',
  },
  'cs.login.keeps-device': {
    level: 'MUST',
    since: 'r0',
    text: 'A login with a device id is bound to that device',
    anchor: '/client-server-api/#post_matrixclientv3login',
  },
  'cs.login.wrong-credentials': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A login with a wrong password, or of a user who does not exist, is refused with 403 M_FORBIDDEN and makes no device',
    anchor: '/client-server-api/#post_matrixclientv3login',
  },
  'cs.logout.ends-session': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Logging out invalidates the access token and deletes its device, and no other',
    anchor: '/client-server-api/#post_matrixclientv3logout',
  },
  'cs.logout.all': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Logging out everywhere invalidates all access tokens of the user, and of no other user',
    anchor: '/client-server-api/#post_matrixclientv3logoutall',
  },
  'cs.whoami.user': {
    level: 'MUST',
    since: 'r0',
    text: 'The owner of an access token is told their user id',
    anchor: '/client-server-api/#get_matrixclientv3accountwhoami',
  },
  'cs.whoami.device': {
    level: 'MUST',
    since: 'v1.1',
    text: 'The owner of an access token is told the device that it is bound to',
    anchor: '/client-server-api/#get_matrixclientv3accountwhoami',
  },
} as const satisfies Catalogue;
