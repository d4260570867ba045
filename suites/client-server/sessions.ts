import { Client, passwordOf, stringAt } from '../../harness/index.ts';

type Connections = ConstructorParameters<typeof Client>;

/** The localpart of a user id. Source: https://spec.matrix.org/v1.19/appendices/#user-identifiers */
export function localpartOf(userId: string): string {
  return userId.slice(1).split(':')[0] ?? '';
}

/** The body of a login by password, of somebody whom the harness registered. */
export function passwordLogin(user: Client, more: Readonly<Record<string, string>> = {}) {
  const localpart = localpartOf(user.userId);
  return {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: localpart },
    password: passwordOf(localpart),
    ...more,
  };
}

/**
 * Logs a user in on another device.
 *
 * @param name what the device is called in the wire log
 * @throws UnexpectedAnswer where the target does not log the user in
 */
export async function logInAgain(
  user: Client,
  name: string,
  http: Connections[2],
  wire: Connections[3],
): Promise<Client> {
  const { json } = await user.granted('POST', '/_matrix/client/v3/login', {
    authenticated: false,
    json: passwordLogin(user),
  });
  const session = {
    userId: stringAt(json, 'user_id'),
    deviceId: stringAt(json, 'device_id'),
    accessToken: stringAt(json, 'access_token'),
  };
  return new Client(name, session, http, wire);
}
