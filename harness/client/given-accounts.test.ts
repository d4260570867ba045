import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedTarget } from '../target/embedded/embedded-target.ts';
import { NotApplicable } from '../wire/errors.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { HttpClient } from '../wire/http-client.ts';
import { stringsAt } from '../wire/read.ts';
import { Wire } from '../wire/wire.ts';
import { Client } from './client.ts';
import { beginLease, endLease, GivenAccounts } from './given-accounts.ts';
import { passwordOf } from './passwords.ts';
import { registerClient } from './register.ts';

const whoami = '/_matrix/client/v3/account/whoami';
const [a, b] = [
  { userId: '@a:example.org', password: 'a' },
  { userId: '@b:example.org', password: 'b' },
] as const;

test('accounts are leased to one at a time, and in turn', () => {
  const accounts = new GivenAccounts([a, b]);
  expect(accounts.lease()).toBe(a);
  accounts.release(a);
  expect(accounts.lease()).toBe(b);
  expect(accounts.lease()).toBe(a);
  expect(() => accounts.lease()).toThrow(
    new NotApplicable('it needs more users than the 2 that the configuration gives'),
  );
});

/** A user of the reference homeserver who is in a room already. */
async function someUser(): Promise<{ user: Client; http: HttpClient; before: string }> {
  const target = await startEmbeddedTarget(await createCertificateAuthority());
  onTestFinished(() => target[Symbol.asyncDispose]());
  const http = new HttpClient(target.connection.clientUrl, { timeoutFactor: 1 });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const user = await registerClient('owner', http, new Wire(), target.connection);
  const { roomId } = await user.createRoom();
  return { user, http, before: roomId };
}

async function joinedBy(user: Client): Promise<string[]> {
  return stringsAt((await user.granted('GET', '/_matrix/client/v3/joined_rooms')).json, 'joined_rooms');
}

test('with a password there is a new device, and when the check is over neither it nor a room is left', async () => {
  const { user, http, before } = await someUser();
  const localpart = user.userId.slice(1).split(':')[0] ?? '';
  const account = { userId: user.userId, password: passwordOf(localpart) };
  const wire = new Wire();

  const lease = await beginLease('alice', account, http, wire);
  const alice = lease.client;
  expect(alice.session.deviceId).not.toBe(user.session.deviceId);
  const { roomId } = await alice.createRoom();
  expect(await joinedBy(user)).toEqual(expect.arrayContaining([before, roomId]));

  await endLease(lease, wire.exchanges, http);
  expect(await joinedBy(user)).toEqual([before]);
  expect((await alice.request('GET', whoami)).status).toBe(401);
});

test('with an access token there is its device, which stays', async () => {
  const { user, http, before } = await someUser();
  const account = { userId: user.userId, accessToken: user.session.accessToken };
  const wire = new Wire();

  const lease = await beginLease('alice', account, http, wire);
  const alice = lease.client;
  expect(alice.session).toEqual(user.session);
  expect(() => passwordOf(user.userId.slice(1).split(':')[0] ?? '')).toThrow(NotApplicable);
  await alice.createRoom();
  // Of this room the check knows nothing, as of one that is made in spite of an error.
  await new Client('alice', alice.session, http, new Wire()).createRoom();

  await endLease(lease, wire.exchanges, http);
  expect(await joinedBy(user)).toEqual([before]);
});

test('an account that is not there or another’s is told', async () => {
  const { user, http } = await someUser();
  const unknown = { userId: user.userId.replace('@', '@not-'), password: 'p' };
  await expect(beginLease('alice', unknown, http, new Wire())).rejects.toThrow(
    'POST /_matrix/client/v3/login was not granted',
  );
  const another = { ...unknown, accessToken: user.session.accessToken };
  await expect(
    beginLease('alice', { userId: another.userId, accessToken: another.accessToken }, http, new Wire()),
  ).rejects.toThrow('The account that was given is another user’s');
});
