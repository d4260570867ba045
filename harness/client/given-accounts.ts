import type { GivenAccount } from '../target/target.ts';
import { NoAnswer, NotApplicable, UnexpectedAnswer } from '../wire/errors.ts';
import type { HttpClient } from '../wire/http-client.ts';
import { path } from '../wire/path.ts';
import { stringAt, stringsAt, valueAt } from '../wire/read.ts';
import { type Exchange, Wire } from '../wire/wire.ts';
import { Client, granted } from './client.ts';
import { rememberPassword } from './passwords.ts';

/** Accounts that were given, and are used by one check after the other, each by one at a time and all in turn. */
export class GivenAccounts {
  readonly #free: GivenAccount[];
  readonly #count: number;

  constructor(accounts: readonly GivenAccount[]) {
    this.#free = [...accounts];
    this.#count = accounts.length;
  }

  /** Takes the account that was used longest ago. @throws NotApplicable where all are in use */
  lease(): GivenAccount {
    const account = this.#free.shift();
    if (account) return account;
    throw new NotApplicable(`it needs more users than the ${this.#count} that the configuration gives`);
  }

  /** Gives an account back. */
  release(account: GivenAccount): void {
    this.#free.push(account);
  }
}

/** An account in the hands of one check. */
export interface Lease {
  readonly account: GivenAccount;
  readonly client: Client;
  /** The rooms that the user had joined before. */
  readonly roomsBefore: readonly string[];
}

/**
 * Begins a session of an account that was given.
 *
 * @param name how the user is called in the wire log
 * @throws UnexpectedAnswer where the target does not let it in
 */
export async function beginLease(name: string, account: GivenAccount, http: HttpClient, wire: Wire): Promise<Lease> {
  const client = await logIn(name, account, http, wire);
  return { account, client, roomsBefore: await roomsJoinedBy(client, http) };
}

async function roomsJoinedBy({ name, session }: Client, http: HttpClient): Promise<string[]> {
  const target = '/_matrix/client/v3/joined_rooms';
  const headers = { authorization: `Bearer ${session.accessToken}` };
  // No part of the check, and so not in its log.
  const { json } = granted(await http.request(new Wire(), { sender: name, method: 'GET', target, headers }));
  return stringsAt(json, 'joined_rooms');
}

/** With a new device where there is a password, else with the device of the access token. */
async function logIn(name: string, account: GivenAccount, http: HttpClient, wire: Wire): Promise<Client> {
  const { userId } = account;
  const localpart = userId.slice(1).split(':')[0] ?? '';
  rememberPassword(localpart, 'password' in account ? account.password : null);
  if ('accessToken' in account) {
    const { accessToken, deviceId } = account;
    const headers = { authorization: `Bearer ${accessToken}` };
    const target = '/_matrix/client/v3/account/whoami';
    const { json } = granted(await http.request(wire, { sender: name, method: 'GET', target, headers }));
    refuseAnother(userId, stringAt(json, 'user_id'));
    const told = valueAt(json, 'device_id');
    const session = { userId, accessToken, deviceId: deviceId ?? (typeof told === 'string' ? told : '') };
    return new Client(name, session, http, wire);
  }
  const json = {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: userId },
    password: account.password,
    initial_device_display_name: 'Touchstone',
  };
  const target = '/_matrix/client/v3/login';
  const answer = granted(await http.request(wire, { sender: name, method: 'POST', target, body: { json } }));
  refuseAnother(userId, stringAt(answer.json, 'user_id'));
  const session = {
    userId,
    deviceId: stringAt(answer.json, 'device_id'),
    accessToken: stringAt(answer.json, 'access_token'),
  };
  return new Client(name, session, http, wire);
}

function refuseAnother(expected: string, actual: string): void {
  if (actual !== expected)
    throw new UnexpectedAnswer('The account that was given is another user’s', { expected, actual });
}

/**
 * Ends what a check began with an account that was given: its user leaves and forgets the rooms that the check was about, and its
 * sessions end. Rooms that the user had joined before are left alone. A room that the homeserver itself lets nobody leave, such as one
 * that it should never have joined, stays.
 *
 * @param exchanges what went over the wire in the check
 */
export async function endLease(lease: Lease, exchanges: readonly Exchange[], http: HttpClient): Promise<void> {
  const { account, client, roomsBefore } = lease;
  const request = async (accessToken: string, target: string): Promise<void> => {
    const headers = { authorization: `Bearer ${accessToken}` };
    // What is refused needs no ending: a room that the user was never in, a session that is over.
    await http.request(new Wire(), { sender: client.name, method: 'POST', target, headers, body: { json: {} } });
  };
  try {
    // Invitations are only seen in the check; and of a room that the target made while it answered with an error, the check does not know.
    const rooms = new Set([...roomsIn(exchanges), ...(await roomsJoinedBy(client, http))]);
    for (const roomId of [...rooms].filter((each) => !roomsBefore.includes(each))) {
      await request(client.session.accessToken, path`/_matrix/client/v3/rooms/${roomId}/leave`);
      await request(client.session.accessToken, path`/_matrix/client/v3/rooms/${roomId}/forget`);
    }
    if ('accessToken' in account) return;
    for (const token of sessionsIn(exchanges, account.userId)) await request(token, '/_matrix/client/v3/logout');
  } catch (error) {
    // That the target does not answer any more, or does not know the session, the check itself tells.
    if (!(error instanceof NoAnswer || error instanceof UnexpectedAnswer)) throw error;
  }
}

/** The rooms that clients and peers asked the target about or made there. */
function roomsIn(exchanges: readonly Exchange[]): Set<string> {
  const asked = exchanges.filter(({ toTarget }) => toTarget);
  const named = asked.flatMap(({ target }) =>
    (target.split('?')[0] ?? '')
      .split('/')
      .map(decoded)
      .filter((segment) => /^![^/]/.test(segment)),
  );
  const made = asked.flatMap(({ method, response }) => {
    const roomId = method === 'POST' ? valueAt(response.json, 'room_id') : undefined;
    return typeof roomId === 'string' ? [roomId] : [];
  });
  return new Set([...named, ...made]);
}

/** The access tokens of the sessions that a user began by logging in. */
function sessionsIn(exchanges: readonly Exchange[], userId: string): string[] {
  return exchanges.flatMap(({ toTarget, method, target, response: { json } }) => {
    const token = valueAt(json, 'access_token');
    const began = toTarget && method === 'POST' && target.endsWith('/login') && valueAt(json, 'user_id') === userId;
    return began && typeof token === 'string' ? [token] : [];
  });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
