import { isJsonObject } from '../../protocol/json.ts';
import type { Account } from './account.ts';

/**
 * The users that a user ignores.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#ignoring-users
 */
export function ignoredUsers({ accountData }: Account): ReadonlySet<string> {
  const ignored = accountData.get('m.ignored_user_list')?.value['ignored_users'];
  return new Set(isJsonObject(ignored) ? Object.keys(ignored) : []);
}
