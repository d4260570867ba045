import type { Homeserver } from '../homeserver.ts';
import type { Account, Session } from './account.ts';

/**
 * Deletes a device of a user: its access token is good for nothing any longer. One that is not there stays away.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#delete_matrixclientv3devicesdeviceid
 */
export function deleteDevice(homeserver: Homeserver, account: Account, deviceId: string): void {
  const session = account.sessions.get(deviceId);
  if (!session) return;
  homeserver.accounts.logOut(account, deviceId);
  deviceListChanged(homeserver, account, { session, deleted: true });
}

/** A device was added, changed, or deleted; left out, where keys of the user changed. */
export interface DeviceChange {
  readonly session: Session;
  readonly deleted?: boolean;
}

/**
 * Tells those who share a room with a user that a device, or keys of the user or of one of their devices, changed.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#tracking-the-device-list-for-a-user and
 *   https://spec.matrix.org/v1.19/server-server-api/#device-management
 */
export function deviceListChanged(homeserver: Homeserver, account: Account, change?: DeviceChange): void {
  const { userId } = account;
  const position = homeserver.stream.advance();
  const before = homeserver.deviceLists.get(userId) ?? 0;
  homeserver.deviceLists.set(userId, position);
  const rooms = homeserver.rooms.joinedBy(userId);
  homeserver.stream.notify([userId, ...rooms.flatMap((room) => room.membersWith('join'))]);
  if (!change) return;
  const { session, deleted = false } = change;
  const { deviceId, displayName, keys } = session;
  const content = {
    user_id: userId,
    device_id: deviceId,
    stream_id: position,
    prev_id: before === 0 ? [] : [before],
    deleted,
    ...(displayName !== undefined && { device_display_name: displayName }),
    ...(keys.identity && !deleted && { keys: keys.identity }),
  };
  const servers = new Set(rooms.flatMap((room) => [...room.joinedServers()]));
  homeserver.outbox.sendEdu({ edu_type: 'm.device_list_update', content }, servers);
}

/**
 * Whose devices changed since some position, and who shares no encrypted room any longer, as `device_lists` of `/sync` and `/keys/changes` tell it.
 *
 * @param since position of the stream up to which the user was told
 */
export function deviceListsSince(
  homeserver: Homeserver,
  userId: string,
  since: number,
): { changed: string[]; left: string[] } {
  const isNear = (other: string): boolean =>
    other === userId || homeserver.rooms.joinedBy(userId).some((room) => room.membershipOf(other) === 'join');
  const updated = [...homeserver.deviceLists].filter(([other, position]) => position > since && isNear(other));
  const before = encryptingWith(homeserver, userId, since);
  const now = encryptingWith(homeserver, userId, homeserver.stream.position);
  const met = [...now].filter((other) => !before.has(other));
  return {
    changed: [...new Set([...updated.map(([other]) => other), ...met])],
    left: [...before].filter((other) => !now.has(other)),
  };
}

/** Who shared an encrypted room with a user at a position of the stream. */
function encryptingWith({ rooms }: Homeserver, userId: string, position: number): Set<string> {
  const others = rooms.ofUser(userId).flatMap((room) => {
    const state = room.stateAt(position);
    const isEncrypted = room.membershipOf(userId, state) === 'join' && room.stateEvent('m.room.encryption', '', state);
    return isEncrypted ? room.membersWith('join', state) : [];
  });
  return new Set(others.filter((other) => other !== userId));
}
