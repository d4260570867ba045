import { createHmac, randomUUID } from 'node:crypto';
import type { JsonObject } from '../protocol/json.ts';
import type { Registration, TargetConnection } from '../target/target.ts';
import { HarnessError } from '../wire/errors.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import { stringAt, valueAt } from '../wire/read.ts';
import type { Wire } from '../wire/wire.ts';
import { Client, granted } from './client.ts';
import { passwordOf } from './passwords.ts';

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
  const { json } = granted(await register(connection.registration, name, username, http, wire));
  const session = {
    userId: stringAt(json, 'user_id'),
    deviceId: stringAt(json, 'device_id'),
    accessToken: stringAt(json, 'access_token'),
  };
  return new Client(name, session, http, wire);
}

async function register(
  registration: Registration,
  sender: string,
  username: string,
  http: HttpClient,
  wire: Wire,
): Promise<WireResponse> {
  switch (registration.method) {
    case 'open':
      return registerInStages(sender, username, [{ type: 'm.login.dummy' }], http, wire);
    case 'registration-token': {
      const { token } = registration;
      const withToken = { type: 'm.login.registration_token', token };
      return registerInStages(sender, username, [withToken, { type: 'm.login.dummy' }], http, wire);
    }
    case 'shared-secret':
      return registerBySharedSecret(sender, username, registration.secret, http, wire);
    case 'accounts':
    default:
      throw new HarnessError('where accounts are given nobody registers');
  }
}

/**
 * Goes through stages, the first one at once, and wherever the homeserver asks for more, in the session that it then names.
 *
 * https://spec.matrix.org/v1.19/client-server-api/#user-interactive-authentication-api
 */
async function registerInStages(
  sender: string,
  username: string,
  stages: readonly [JsonObject, ...JsonObject[]],
  http: HttpClient,
  wire: Wire,
): Promise<WireResponse> {
  const attempt = async (auth: JsonObject): Promise<WireResponse> => {
    const json = { username, password: passwordOf(username), auth };
    return http.request(wire, { sender, method: 'POST', target: registerPath, body: { json }, prepares: true });
  };
  let answer = await attempt(stages[0]);
  let session = valueAt(answer.json, 'session');
  for (const [index, stage] of stages.entries()) {
    if (answer.status !== 401 || session === undefined) return answer;
    // A homeserver that insists on a session of its own has not taken the first stage yet; one that took it says so.
    const completed = valueAt(answer.json, 'completed');
    if (index === 0 && Array.isArray(completed) && completed.includes(stage['type'] ?? '')) continue;
    answer = await attempt({ ...stage, session });
    session = valueAt(answer.json, 'session') ?? session;
  }
  return answer;
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
  const first = await http.request(wire, { sender, method: 'GET', target, prepares: true });
  const nonce = stringAt(granted(first).json, 'nonce');
  const password = passwordOf(username);
  const mac = createHmac('sha1', secret).update([nonce, username, password, 'notadmin'].join('\0')).digest('hex');
  const json: JsonObject = { nonce, username, password, admin: false, mac };
  return http.request(wire, { sender, method: 'POST', target, body: { json }, prepares: true });
}
