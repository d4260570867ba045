import { answering, type DoctoredAnswers, only } from '../../harness/doctoring.ts';
import { changeList, refusal, wrongRefusals } from './lies.ts';

const whoami = answering('GET', '/_matrix/client/v3/account/whoami');
const devices = answering('GET', '/_matrix/client/v3/devices');
const dead = refusal(401, 'M_UNKNOWN_TOKEN');
const alive = { status: 200, json: { user_id: '@alice:localhost', device_id: 'DEVICE' } };

export default {
  'ends the session that logs out and no other': {
    ...wrongRefusals(whoami),
    'refuses it': answering('POST', '/_matrix/client/v3/logout')(refusal(403, 'M_FORBIDDEN')),
    'ends the other session, too': only(({ party }) => party === 'alice', whoami(dead)),
    'keeps the device': devices(changeList(['devices'], (list) => [...list, { device_id: 'PHONE' }])),
    'deletes the other device': devices({ json: { devices: [] } }),
  },
  'ends all sessions of a user who logs out everywhere': {
    ...wrongRefusals(whoami),
    'refuses it': answering('POST', '/_matrix/client/v3/logout/all')(refusal(403, 'M_FORBIDDEN')),
    'ends the session that asks alone': only(
      ({ party, status }) => party === "alice's phone" && status === 401,
      whoami(alive),
    ),
    'ends the sessions of others, too': only(({ party }) => party === 'bob', whoami(dead)),
  },
} satisfies DoctoredAnswers;
