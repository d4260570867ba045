import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { path } from '../../wire/path.ts';
import { MatrixError, notFound } from '../http/matrix-error.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room } from '../rooms/room.ts';
import { sendEvent } from '../rooms/send-event.ts';
import type { Account } from './account.ts';

/** The fields that stand in the membership events of a user, too. */
const shownInRooms: readonly string[] = ['displayname', 'avatar_url'];

/**
 * The profile of a user, of this homeserver or of another.
 *
 * @param key asks for one field only
 * @throws MatrixError `M_NOT_FOUND` if there is no such user
 * Source: https://spec.matrix.org/v1.19/client-server-api/#profiles
 */
export async function profileOf(homeserver: Homeserver, userId: string, key?: string): Promise<JsonObject> {
  if (homeserver.isMine(userId)) {
    const account = homeserver.accounts.get(userId);
    if (!account || account.deactivated) throw notFound(`There is no user ${userId}`);
    return { ...account.profile };
  }
  const serverName = userId.slice(userId.indexOf(':') + 1);
  const query = path`/_matrix/federation/v1/query/profile?user_id=${userId}`;
  const profile = await homeserver.servers.demand(
    serverName,
    'GET',
    key === undefined ? query : `${query}${path`&field=${key}`}`,
  );
  // Since v1.19, a field that is not set may stand there as null.
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null));
}

/**
 * Sets a field of the profile of a user of this homeserver, and shows it in the rooms that the user is in.
 *
 * @param value undefined where the field is to be deleted
 * @throws MatrixError if it makes the profile too large
 * Source: https://spec.matrix.org/v1.19/client-server-api/#events-on-change-of-profile-information
 */
export function setProfileField(
  homeserver: Homeserver,
  account: Account,
  key: string,
  value: JsonValue | undefined,
): void {
  const { [key]: before, ...others } = account.profile;
  const changed = value === undefined ? others : { ...others, [key]: value };
  const size = Buffer.byteLength(canonicalJson(changed, { strict: false }));
  if (size > homeserver.rules.largestProfile) {
    throw new MatrixError(400, 'M_PROFILE_TOO_LARGE', `The profile would have ${size} bytes`);
  }
  delete account.profile[key];
  Object.assign(account.profile, changed);
  if (!shownInRooms.includes(key) || before === value) return;
  for (const room of homeserver.rooms.joinedBy(account.userId)) showInRoom(homeserver, room, account);
}

function showInRoom(homeserver: Homeserver, room: Room, { userId, profile }: Account): void {
  const membership = room.stateEvent('m.room.member', userId)?.content ?? {};
  // https://spec.matrix.org/v1.19/client-server-api/#mroommember: who authorised the join has nothing to do with it any longer.
  const left = new Set(['join_authorised_via_users_server', 'reason', ...shownInRooms]);
  const kept = Object.entries(membership).filter(([key]) => !left.has(key));
  const shown = Object.entries(profile).filter(([key]) => shownInRooms.includes(key));
  const content = Object.fromEntries([...kept, ...shown]);
  if (isJsonObject(content))
    sendEvent(homeserver, room, { type: 'm.room.member', sender: userId, stateKey: userId, content });
}
