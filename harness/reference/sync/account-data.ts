import type { JsonObject } from '../../protocol/json.ts';
import type { Positioned } from '../users/account.ts';
import { part, passes } from './filter.ts';
import { passesPart, type View } from './view.ts';

/** The account data of a user that belongs to a room and that the client was not told of. */
export function roomAccountData(view: View, roomId: string, since: number): JsonObject[] {
  const byType = view.session.account.roomAccountData.get(roomId);
  return newSince(view, byType, since).filter(({ type, content }) =>
    passesPart(view, 'account_data', { type, content, roomId }),
  );
}

/** The same, of what belongs to no room. */
export function globalAccountData(view: View): JsonObject[] {
  const { homeserver, session, filter, since = 0 } = view;
  return newSince(view, session.account.accountData, since).filter((event) =>
    passes(homeserver.rules, part(filter, 'account_data'), event),
  );
}

function newSince(
  { homeserver: { rules } }: View,
  byType: ReadonlyMap<string, Positioned<JsonObject>> | undefined,
  since: number,
): { type: string; content: JsonObject }[] {
  return [...(byType ?? [])]
    .filter(([, { position }]) => rules.isNews(position, since))
    .map(([type, { value }]) => ({ type, content: value }));
}
