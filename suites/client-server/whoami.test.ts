import { stringAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { logInAgain } from './sessions.ts';

test(
  'tells whose a token is',
  decides('cs.whoami.user', 'cs.whoami.device'),
  async ({ alice, bob, clientHttp, wire, expect }) => {
    const phone = await logInAgain(alice, "alice's phone", clientHttp, wire);

    for (const client of [alice, phone, bob]) {
      const answer = await client.request('GET', '/_matrix/client/v3/account/whoami');
      expect(answer).toBeGranted();
      expect(stringAt(answer.json, 'user_id')).toBe(client.userId);
      expect(stringAt(answer.json, 'device_id')).toBe(client.session.deviceId);
    }
  },
);
