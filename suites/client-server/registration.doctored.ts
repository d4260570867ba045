import { answering, change, type DoctoredAnswers, only, without } from '../../harness/doctoring.ts';
import { refusal, whereGranted, wrongRefusals } from './lies.ts';

const login = answering('POST', '/_matrix/client/v3/login');
const whoami = answering('GET', '/_matrix/client/v3/account/whoami');

/** The registrations that the check itself makes, by the status of the true answer. */
const registering = (status: number, lie: Parameters<typeof login>[0]) =>
  only(
    (message) => message.party === 'stranger' && message.status === status,
    answering('POST', '/_matrix/client/v3/register')(lie),
  );

export default {
  'registers nobody before the authentication is complete': {
    ...wrongRefusals(login),
    'asks for no authentication': registering(401, { status: 200, json: { user_id: '@carol:localhost' } }),
    'offers no flows': registering(401, without('flows')),
    'offers flows without stages': registering(401, without('flows', '*', 'stages')),
    'does not offer the dummy stage': registering(
      401,
      change(['flows'], () => [{ stages: ['m.login.recaptcha'] }]),
    ),
    'never completes': registering(200, { status: 401 }),
    'forgets the user': whereGranted(login, refusal(403, 'M_FORBIDDEN')),
  },
  'gives the new user a token for the device that was asked for': {
    'another device': registering(
      200,
      change(['device_id'], () => 'ANOTHER'),
    ),
    'no device': registering(200, without('device_id')),
    'no token': registering(200, without('access_token')),
    'a token of somebody else': whoami(change(['user_id'], () => '@dave:localhost')),
    'a token of another device': whoami(change(['device_id'], () => 'ANOTHER')),
  },
  'makes up a user name where none is given': {
    'refuses it': registering(200, refusal(400, 'M_MISSING_PARAM')),
    'the same name for everybody': registering(
      200,
      change(['user_id'], () => '@same:localhost'),
    ),
    'a name that is none': registering(
      200,
      change(['user_id'], () => '@:localhost'),
    ),
  },
  'refuses a user name that is taken before it asks for authentication': {
    'asks for authentication': registering(400, { status: 401, json: { flows: [{ stages: ['m.login.dummy'] }] } }),
    'another status': registering(400, { status: 403 }),
    'another error code': registering(
      400,
      change(['errcode'], () => 'M_INVALID_USERNAME'),
    ),
    'no error text': registering(400, without('error')),
    'finds every name taken': registering(401, refusal(400, 'M_USER_IN_USE')),
    'gives the account away': login(refusal(403, 'M_FORBIDDEN')),
  },
  'logs nobody in where the login is inhibited': {
    'gives a token': registering(
      200,
      change(['access_token'], () => 'token'),
    ),
    'gives a device': registering(
      200,
      change(['device_id'], () => 'DEVICE'),
    ),
    'registers nobody': whereGranted(login, refusal(403, 'M_FORBIDDEN')),
    'registers another user': whereGranted(
      login,
      change(['user_id'], () => '@dave:localhost'),
    ),
    'refuses it': registering(200, refusal(403, 'M_FORBIDDEN')),
  },
} satisfies DoctoredAnswers;
