import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Account, Positioned } from './account.ts';

/**
 * Sets something that clients of a user keep on the homeserver, and tells them.
 *
 * @param roomId the room that it belongs to; left out where it belongs to none
 * Source: https://spec.matrix.org/v1.19/client-server-api/#client-config
 */
export function setAccountData(
  { stream }: Homeserver,
  account: Account,
  type: string,
  content: JsonObject,
  roomId?: string,
): void {
  const byType = roomId === undefined ? account.accountData : dataOfRoom(account, roomId);
  byType.set(type, { value: content, position: stream.advance() });
  stream.notify([account.userId]);
}

/** What was set; undefined if nothing was. */
export function accountData(account: Account, type: string, roomId?: string): JsonObject | undefined {
  const byType = roomId === undefined ? account.accountData : account.roomAccountData.get(roomId);
  return byType?.get(type)?.value;
}

function dataOfRoom({ roomAccountData }: Account, roomId: string): Map<string, Positioned<JsonObject>> {
  const known = roomAccountData.get(roomId) ?? new Map<string, Positioned<JsonObject>>();
  roomAccountData.set(roomId, known);
  return known;
}
