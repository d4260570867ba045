import type { JsonObject } from '../../protocol/json.ts';
import type { UserRequest } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';

/**
 * Does what a request with a transaction ID asks for, unless the same client asked for it before: then it is answered like that
 * time. The path ends with the transaction ID.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#transaction-identifiers
 */
export async function once(
  { session, target }: UserRequest,
  { rules }: Homeserver,
  act: () => JsonObject | Promise<JsonObject>,
): Promise<JsonObject> {
  const transactions = rules.transactionsOf(session);
  const [path = target] = target.split('?');
  const known = transactions.get(path);
  if (known) return known;
  const answer = await act();
  transactions.set(path, answer);
  return answer;
}
