import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { invalidParameter } from '../http/matrix-error.ts';
import { type Route, user, type UserRequest } from '../http/route.ts';
import { syncAnswer } from '../sync/answer.ts';
import { syncFilter } from '../sync/filter.ts';
import { forgetSentMembers } from '../sync/lazy-members.ts';
import { positionOfToken } from '../sync/token.ts';
import type { View } from '../sync/view.ts';
import { ignoredUsers } from '../users/ignored-users.ts';
import { setPresence } from '../users/presence.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#syncing */
export const syncRoutes: readonly Route[] = [user('GET', '/_matrix/client/v3/sync', sync)];

async function sync(request: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const { query, session, userId, gone } = request;
  const token = query.get('since');
  const since = token === null ? undefined : positionOfToken(token);
  const timeoutMs = Number(query.get('timeout') ?? 0);
  if (!(timeoutMs >= 0)) throw invalidParameter('The timeout has to be a number of milliseconds');
  if (since === undefined) forgetSentMembers(session);
  const view: View = {
    homeserver,
    session,
    userId,
    since,
    filter: syncFilter(session.account, query.get('filter')),
    fullState: query.get('full_state') === 'true',
    stateAfter: query.get('use_state_after') === 'true',
    ignored: ignoredUsers(session.account),
  };
  beThere(homeserver, userId, query.get('set_presence') ?? 'online');
  // The first sync and that of the whole state never wait.
  const mayWait = since !== undefined && !view.fullState;
  const deadline = performance.now() + (mayWait ? homeserver.rules.waitsMs(timeoutMs) : 0);
  for (;;) {
    const { answer, hasNews } = syncAnswer({ ...view, ignored: ignoredUsers(session.account) });
    const leftMs = deadline - performance.now();
    if (hasNews || leftMs <= 0 || gone.aborted) return answer;
    await homeserver.stream.wait(userId, leftMs, gone);
  }
}

/** Whoever syncs is there, unless the client says otherwise. */
function beThere(homeserver: Homeserver, userId: string, presence: string): void {
  if (presence === 'offline') return;
  if (presence !== 'online' && presence !== 'unavailable') {
    throw invalidParameter(`set_presence cannot be ${presence}`);
  }
  const statusMessage = homeserver.presence.get(userId)?.value.statusMessage;
  const currentlyActive = presence === 'online';
  setPresence(homeserver, userId, { presence, statusMessage, currentlyActive, lastActiveMs: Date.now() });
}
