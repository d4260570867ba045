import { answering, change, type DoctoredAnswers, without } from '../../harness/doctoring.ts';
import { changeList, refusal, whereGranted, wrongRefusals } from './lies.ts';

const login = answering('POST', '/_matrix/client/v3/login');
const register = answering('POST', '/_matrix/client/v3/register');
const whoami = answering('GET', '/_matrix/client/v3/account/whoami');
const devices = answering('GET', '/_matrix/client/v3/devices');

const theOnlyDevice = change(['device_id'], () => 'ONLY');

const wrongLogins: DoctoredAnswers[string] = {
  'refuses it': login(refusal(403, 'M_FORBIDDEN')),
  'logs somebody else in': login(change(['user_id'], () => '@dave:localhost')),
  'gives no device': login(without('device_id')),
  'gives the device of the registration': (message) =>
    register(theOnlyDevice)(message) ?? login(theOnlyDevice)(message),
  'gives no token': login(without('access_token')),
  'gives a dead token': whoami(refusal(401, 'M_UNKNOWN_TOKEN')),
  'gives a token of somebody else': whoami(change(['user_id'], () => '@dave:localhost')),
};

export default {
  'logs a user in by password and localpart': wrongLogins,
  'logs a user in by password and full user id': wrongLogins,
  'keeps the device id that the client chose': {
    'refuses it': login(refusal(403, 'M_FORBIDDEN')),
    'another device': login(change(['device_id'], () => 'ANOTHER')),
    'a token of another device': whoami(change(['device_id'], () => 'ANOTHER')),
  },
  'refuses a wrong password and an unknown user': {
    ...wrongRefusals(login),
    'makes a device all the same': devices(changeList(['devices'], (list) => [...list, { device_id: 'ANOTHER' }])),
    'logs the user out': devices(refusal(401, 'M_UNKNOWN_TOKEN')),
    'refuses the right password, too': whereGranted(login, refusal(403, 'M_FORBIDDEN')),
  },
} satisfies DoctoredAnswers;
