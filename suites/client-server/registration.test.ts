import {
  freshLocalpart,
  objectsAt,
  stringAt,
  stringsAt,
  test,
  valueAt,
  type WireResponse,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { localpartOf, passwordLogin } from './sessions.ts';

const register = '/_matrix/client/v3/register';
const open = { needs: ['open-registration'], touches: ['registration'] } as const;

/** The stage that always succeeds, in the session of an earlier answer where that has one. */
function dummyStage(asked: WireResponse) {
  const session = valueAt(asked.json, 'session');
  return { auth: { type: 'm.login.dummy', ...(session !== undefined && { session }) } };
}

test(
  'registers nobody before the authentication is complete',
  decides('cs.registration.authenticates-first', 'cs.registration.completes', open),
  async ({ stranger, expect }) => {
    const user = freshLocalpart('carol');
    const json = { username: user, password: `password of ${user}` };
    const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password: json.password };

    const asked = await stranger.request('POST', register, { authenticated: false, json });
    expect(asked.status).toBe(401);
    expect(objectsAt(asked.json, 'flows').map((flow) => stringsAt(flow, 'stages'))).toContainEqual(['m.login.dummy']);
    const before = await stranger.request('POST', '/_matrix/client/v3/login', { authenticated: false, json: login });
    expect(before).toBeMatrixError(403, 'M_FORBIDDEN');

    const done = { authenticated: false, json: { ...json, ...dummyStage(asked) } };
    expect(await stranger.request('POST', register, done)).toBeGranted();
    expect(
      await stranger.request('POST', '/_matrix/client/v3/login', { authenticated: false, json: login }),
    ).toBeGranted();
  },
);

test(
  'gives the new user a token for the device that was asked for',
  decides('cs.registration.session', open),
  async ({ stranger, expect }) => {
    const username = freshLocalpart('carol');
    const json = { username, password: `password of ${username}`, device_id: 'TOUCHSTONE' };
    const asked = await stranger.request('POST', register, { authenticated: false, json });
    const done = await stranger.granted('POST', register, {
      authenticated: false,
      json: { ...json, ...dummyStage(asked) },
    });

    expect(stringAt(done.json, 'device_id')).toBe('TOUCHSTONE');
    const headers = { authorization: `Bearer ${stringAt(done.json, 'access_token')}` };
    const owner = await stranger.granted('GET', '/_matrix/client/v3/account/whoami', { authenticated: false, headers });
    expect(stringAt(owner.json, 'user_id')).toBe(stringAt(done.json, 'user_id'));
    expect(stringAt(owner.json, 'device_id')).toBe('TOUCHSTONE');
  },
);

test(
  'makes up a user name where none is given',
  decides('cs.registration.generates-localpart', open),
  async ({ stranger, expect }) => {
    const json = { password: 'password of somebody' };
    const asked = await stranger.request('POST', register, { authenticated: false, json });
    const askedAgain = await stranger.request('POST', register, { authenticated: false, json });
    const one = await stranger.granted('POST', register, {
      authenticated: false,
      json: { ...json, ...dummyStage(asked) },
    });
    const other = await stranger.granted('POST', register, {
      authenticated: false,
      json: { ...json, ...dummyStage(askedAgain) },
    });

    expect(stringAt(one.json, 'user_id')).toMatch(/^@[a-z0-9._=/+-]+:/);
    expect(stringAt(other.json, 'user_id')).not.toBe(stringAt(one.json, 'user_id'));
  },
);

test(
  'refuses a user name that is taken before it asks for authentication',
  decides('cs.registration.user-in-use', open),
  async ({ alice, stranger, expect }) => {
    const taken = { username: localpartOf(alice.userId), password: 'password of a thief' };
    const free = { username: freshLocalpart('carol'), password: 'password of nobody' };

    expect(await stranger.request('POST', register, { authenticated: false, json: taken })).toBeMatrixError(
      400,
      'M_USER_IN_USE',
    );
    expect((await stranger.request('POST', register, { authenticated: false, json: free })).status).toBe(401);
    const login = { authenticated: false, json: passwordLogin(alice) };
    expect(await stranger.request('POST', '/_matrix/client/v3/login', login)).toBeGranted();
  },
);

test(
  'logs nobody in where the login is inhibited',
  decides('cs.registration.inhibit-login', open),
  async ({ stranger, expect }) => {
    const user = freshLocalpart('carol');
    const json = { username: user, password: `password of ${user}`, inhibit_login: true };
    const asked = await stranger.request('POST', register, { authenticated: false, json });
    const done = await stranger.granted('POST', register, {
      authenticated: false,
      json: { ...json, ...dummyStage(asked) },
    });

    expect(valueAt(done.json, 'access_token')).toBeUndefined();
    expect(valueAt(done.json, 'device_id')).toBeUndefined();
    const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password: json.password };
    const loggedIn = await stranger.granted('POST', '/_matrix/client/v3/login', { authenticated: false, json: login });
    expect(stringAt(loggedIn.json, 'user_id')).toBe(stringAt(done.json, 'user_id'));
  },
);
