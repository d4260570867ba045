import { createHmac, randomUUID } from 'node:crypto';
import type { JsonObject } from '../protocol/json.ts';
import type { TargetConnection } from '../target/target.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import { stringAt, valueAt } from '../wire/read.ts';
import type { Wire } from '../wire/wire.ts';
import { Client, granted } from './client.ts';

const registerPath = '/_matrix/client/v3/register';

/** A localpart that no other check uses, in the user id grammar, and recognisable in a homeserver's log. */
export function freshLocalpart(name: string): string {
  return `${name}-${randomUUID().slice(0, 13)}`;
}

/**
 * Registers a fresh user in the way the target offers and returns its client.
 *
 * @param name how the user is called in the wire log
 * @throws UnexpectedAnswer where the target does not register it
 */
export async function registerClient(
  name: string,
  http: HttpClient,
  wire: Wire,
  connection: TargetConnection,
): Promise<Client> {
  const username = freshLocalpart(name);
  const { registration } = connection;
  const response =
    registration.method === 'open'
      ? await registerOpen(name, username, http, wire)
      : await registerBySharedSecret(name, username, registration.secret, http, wire);
  const { json } = granted(response);
  const session = {
    userId: stringAt(json, 'user_id'),
    deviceId: stringAt(json, 'device_id'),
    accessToken: stringAt(json, 'access_token'),
  };
  return new Client(name, session, http, wire);
}

/**
 * With the dummy stage, which always succeeds: at once, and where the homeserver insists on a session of its own, in that.
 *
 * https://spec.matrix.org/v1.19/client-server-api/#dummy-auth
 */
async function registerOpen(sender: string, username: string, http: HttpClient, wire: Wire): Promise<WireResponse> {
  const register = async (auth: JsonObject): Promise<WireResponse> => {
    const json = { username, password: passwordOf(username), auth };
    return http.request(wire, { sender, method: 'POST', target: registerPath, body: { json } });
  };
  const first = await register({ type: 'm.login.dummy' });
  const session = first.status === 401 ? valueAt(first.json, 'session') : undefined;
  return session === undefined ? first : register({ type: 'm.login.dummy', session });
}

/** Outside the specification, but the only door of many closed servers: Synapse's and Dendrite's admin registration. */
async function registerBySharedSecret(
  sender: string,
  username: string,
  secret: string,
  http: HttpClient,
  wire: Wire,
): Promise<WireResponse> {
  const target = '/_synapse/admin/v1/register';
  const first = await http.request(wire, { sender, method: 'GET', target });
  const nonce = stringAt(granted(first).json, 'nonce');
  const password = passwordOf(username);
  const mac = createHmac('sha1', secret).update([nonce, username, password, 'notadmin'].join('\0')).digest('hex');
  const json: JsonObject = { nonce, username, password, admin: false, mac };
  return http.request(wire, { sender, method: 'POST', target, body: { json } });
}

/** The password of a user registered here: the checks of login need it. */
export function passwordOf(localpart: string): string {
  return `password of ${localpart}`;
}
