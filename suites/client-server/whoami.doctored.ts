import { answering, change, type DoctoredAnswers, only, without } from '../../harness/doctoring.ts';
import { refusal } from './lies.ts';

const whoami = answering('GET', '/_matrix/client/v3/account/whoami');
const phone = (doctor: ReturnType<typeof whoami>) => only(({ party }) => party === "alice's phone", doctor);

export default {
  'tells whose a token is': {
    'knows no token': whoami(refusal(401, 'M_UNKNOWN_TOKEN')),
    'one user for everybody': whoami(change(['user_id'], () => '@dave:localhost')),
    'another device': phone(whoami(change(['device_id'], () => 'ANOTHER'))),
    'no device': phone(whoami(without('device_id'))),
    'no user': phone(whoami(without('user_id'))),
  },
} satisfies DoctoredAnswers;
