import { freshLocalpart, objectsAt, stringAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { localpartOf, passwordLogin } from './sessions.ts';

const login = '/_matrix/client/v3/login';

for (const [name, user] of [
  ['localpart', (userId: string) => localpartOf(userId)],
  ['full user id', (userId: string) => userId],
] as const) {
  test(
    `logs a user in by password and ${name}`,
    decides('cs.login.password', 'cs.login.generates-device'),
    async ({ alice, stranger, expect }) => {
      const json = { ...passwordLogin(alice), identifier: { type: 'm.id.user', user: user(alice.userId) } };
      const answer = await stranger.request('POST', login, { authenticated: false, json });

      expect(answer).toBeGranted();
      expect(stringAt(answer.json, 'user_id')).toBe(alice.userId);
      expect(stringAt(answer.json, 'device_id')).not.toBe(alice.session.deviceId);
      const headers = { authorization: `Bearer ${stringAt(answer.json, 'access_token')}` };
      const owner = await stranger.granted('GET', '/_matrix/client/v3/account/whoami', {
        authenticated: false,
        headers,
      });
      expect(stringAt(owner.json, 'user_id')).toBe(alice.userId);
    },
  );
}

test(
  'keeps the device id that the client chose',
  decides('cs.login.keeps-device'),
  async ({ alice, stranger, expect }) => {
    const json = passwordLogin(alice, { device_id: 'TOUCHSTONE' });
    const answer = await stranger.granted('POST', login, { authenticated: false, json });

    expect(stringAt(answer.json, 'device_id')).toBe('TOUCHSTONE');
    const headers = { authorization: `Bearer ${stringAt(answer.json, 'access_token')}` };
    const owner = await stranger.granted('GET', '/_matrix/client/v3/account/whoami', { authenticated: false, headers });
    expect(stringAt(owner.json, 'device_id')).toBe('TOUCHSTONE');
  },
);

test(
  'refuses a wrong password and an unknown user',
  decides('cs.login.wrong-credentials', 'cs.errors.standard-response', { freshUsers: true }),
  async ({ alice, stranger, expect }) => {
    const wrong = passwordLogin(alice, { password: 'password of a thief' });
    const unknown = { ...passwordLogin(alice), identifier: { type: 'm.id.user', user: freshLocalpart('nobody') } };

    for (const json of [wrong, unknown]) {
      expect(await stranger.request('POST', login, { authenticated: false, json })).toBeMatrixError(403, 'M_FORBIDDEN');
    }
    const { json } = await alice.granted('GET', '/_matrix/client/v3/devices');
    expect(objectsAt(json, 'devices').map((device) => stringAt(device, 'device_id'))).toEqual([alice.session.deviceId]);
    expect(await stranger.request('POST', login, { authenticated: false, json: passwordLogin(alice) })).toBeGranted();
  },
);
