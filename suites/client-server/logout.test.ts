import { objectsAt, stringAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { logInAgain } from './sessions.ts';

const whoami = '/_matrix/client/v3/account/whoami';

test(
  'ends the session that logs out and no other',
  decides('cs.logout.ends-session', { touches: ['sessions'] }),
  async ({ alice, clientHttp, wire, expect }) => {
    const phone = await logInAgain(alice, "alice's phone", clientHttp, wire);
    await phone.granted('GET', whoami);

    expect(await phone.request('POST', '/_matrix/client/v3/logout')).toBeGranted();
    expect(await phone.request('GET', whoami)).toBeMatrixError(401, 'M_UNKNOWN_TOKEN');
    expect(await alice.request('GET', whoami)).toBeGranted();
    const { json } = await alice.granted('GET', '/_matrix/client/v3/devices');
    expect(objectsAt(json, 'devices').map((device) => stringAt(device, 'device_id'))).toEqual([alice.session.deviceId]);
  },
);

test(
  'ends all sessions of a user who logs out everywhere',
  decides('cs.logout.all', { touches: ['sessions'] }),
  async ({ alice, bob, clientHttp, wire, expect }) => {
    const phone = await logInAgain(alice, "alice's phone", clientHttp, wire);
    await phone.granted('GET', whoami);

    expect(await alice.request('POST', '/_matrix/client/v3/logout/all')).toBeGranted();
    expect(await alice.request('GET', whoami)).toBeMatrixError(401, 'M_UNKNOWN_TOKEN');
    expect(await phone.request('GET', whoami)).toBeMatrixError(401, 'M_UNKNOWN_TOKEN');
    expect(await bob.request('GET', whoami)).toBeGranted();
  },
);
