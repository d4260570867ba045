import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { serverNameOf } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { newToken, type Session } from './account.ts';

/**
 * Sends messages of a user of this homeserver to devices, wherever they are; parameters as in {@link deliverToDevice}.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#send-to-device-messaging
 */
export function sendToDevice(homeserver: Homeserver, sender: string, type: string, messages: JsonObject): void {
  deliverToDevice(homeserver, sender, type, messages);
  const elsewhere = Object.entries(messages).filter(([userId]) => !homeserver.isMine(userId));
  for (const [server, ofServer] of Map.groupBy(elsewhere, ([userId]) => serverNameOf(userId))) {
    // An ID has at most 32 characters.
    const messageId = newToken('m').slice(0, 32);
    const content = { sender, type, message_id: messageId, messages: Object.fromEntries(ofServer) };
    homeserver.outbox.sendEdu({ edu_type: 'm.direct_to_device', content }, [server]);
  }
}

/**
 * Delivers messages to devices of users of this homeserver; those of other users are passed over.
 *
 * @param sender user ID
 * @param type event type
 * @param messages content by user ID, then device ID or `*` for all devices of the user
 * Source: https://spec.matrix.org/v1.19/client-server-api/#send-to-device-messaging
 */
export function deliverToDevice(homeserver: Homeserver, sender: string, type: string, messages: JsonObject): void {
  for (const [userId, byDevice] of Object.entries(messages)) {
    const account = homeserver.accounts.get(userId);
    if (!account || !isJsonObject(byDevice)) continue;
    for (const [deviceId, content] of Object.entries(byDevice)) {
      if (!isJsonObject(content)) continue;
      for (const session of homeserver.rules.devicesNamed(account, deviceId)) {
        session.toDevice.push({ value: { type, sender, content }, position: homeserver.stream.advance() });
      }
    }
    homeserver.stream.notify([userId]);
  }
}

/**
 * The messages that wait for a device. Those up to `since` have arrived there, and are forgotten.
 *
 * @param since position of the stream up to which the client was told; 0 for the first time
 */
export function takeToDevice({ toDevice }: Session, since: number): JsonObject[] {
  const arrived = toDevice.filter(({ position }) => position <= since).length;
  toDevice.splice(0, arrived);
  return toDevice.map(({ value }) => value);
}
