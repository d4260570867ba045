import type { JsonObject } from '../../protocol/json.ts';
import { isJsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { forbidden, invalidParameter, MatrixError, missingParameter } from '../http/matrix-error.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Account } from './account.ts';

/**
 * The user whose name and password a client gives, to log in or as a stage of an authentication.
 *
 * @param given with `identifier`, or `user` as of old, and `password`
 * @throws MatrixError if it names nobody, or the password is wrong: which of both is not told
 * Source: https://spec.matrix.org/v1.19/client-server-api/#password-based
 */
export function accountOfCredentials(homeserver: Homeserver, given: JsonObject): Account {
  const user = userOf(given);
  const password = stringProperty(given, 'password');
  if (password === undefined) throw missingParameter('There is no password');
  const account = homeserver.rules.accountNamed(homeserver, user);
  if (!account || !homeserver.rules.isPassword(account, password)) {
    throw forbidden('The user name or the password is wrong');
  }
  return account;
}

/** @throws MatrixError as {@link accountOfCredentials}; `M_USER_DEACTIVATED` if the account may not be used any longer */
export function demandActive(account: Account): Account {
  if (account.deactivated) throw new MatrixError(403, 'M_USER_DEACTIVATED', `${account.userId} has been deactivated`);
  return account;
}

/** The localpart or the user ID that a client gives. https://spec.matrix.org/v1.19/client-server-api/#identifier-types */
function userOf(given: JsonObject): string {
  const identifier = given['identifier'];
  if (!isJsonObject(identifier)) {
    const user = stringProperty(given, 'user');
    if (user !== undefined) return user;
    if (stringProperty(given, 'address') !== undefined) throw forbidden('The address belongs to nobody here');
    throw missingParameter('There is no identifier');
  }
  const type = stringProperty(identifier, 'type') ?? '';
  const user = stringProperty(identifier, 'user');
  if (type === 'm.id.user') {
    if (user === undefined) throw missingParameter('The identifier has no user');
    return user;
  }
  // Nobody here has an address or a phone number.
  if (type === 'm.id.thirdparty' || type === 'm.id.phone') throw forbidden('The identifier belongs to nobody here');
  throw invalidParameter(`${type} is no type of identifier`);
}
