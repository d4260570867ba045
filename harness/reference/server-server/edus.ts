import { exactInteger } from '../../protocol/exact-integer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { addReceipt } from '../rooms/receipts.ts';
import type { Room } from '../rooms/room.ts';
import { setTyping } from '../rooms/typing.ts';
import { type Presence, setPresence } from '../users/presence.ts';
import { deliverToDevice } from '../users/to-device.ts';

type Receiver = (homeserver: Homeserver, content: JsonObject, origin: string) => void;

/** By `edu_type`; what a server says of users of others is passed over. https://spec.matrix.org/v1.19/server-server-api/#edus */
const receivers: Readonly<Record<string, Receiver>> = {
  'm.typing': receiveTyping,
  'm.receipt': receiveReceipts,
  'm.presence': receivePresence,
  'm.direct_to_device': receiveToDevice,
  'm.device_list_update': receiveDeviceChange,
  'm.signing_key_update': receiveDeviceChange,
};

/** Takes the ephemeral units of a transaction. Those of a type that is not known are passed over. */
export async function receiveEdus(homeserver: Homeserver, edus: readonly JsonValue[], origin: string): Promise<void> {
  for (const edu of edus) {
    const type = stringProperty(edu, 'edu_type') ?? '';
    const content = isJsonObject(edu) ? edu['content'] : undefined;
    const receiver = Object.hasOwn(receivers, type) ? receivers[type] : undefined;
    if (receiver && isJsonObject(content)) receiver(homeserver, content, origin);
    else if (!homeserver.rules.acceptsUnknownEdus) throw new MatrixError(400, 'M_UNRECOGNIZED', `No EDU is a ${type}`);
  }
}

/** https://spec.matrix.org/v1.19/server-server-api/#typing-notifications */
function receiveTyping(homeserver: Homeserver, content: JsonObject, origin: string): void {
  const userId = stringProperty(content, 'user_id') ?? '';
  const room = openRoom(homeserver, stringProperty(content, 'room_id'), origin);
  if (!room || !isUserOf(origin, userId) || room.membershipOf(userId) !== 'join') return;
  setTyping(homeserver, room, userId, content['typing'] === true);
}

/** https://spec.matrix.org/v1.19/server-server-api/#receipts */
function receiveReceipts(homeserver: Homeserver, content: JsonObject, origin: string): void {
  for (const [roomId, byType] of Object.entries(content)) {
    const room = openRoom(homeserver, roomId, origin);
    const byUser = isJsonObject(byType) ? byType['m.read'] : undefined;
    if (!room || !isJsonObject(byUser)) continue;
    for (const [userId, receipt] of Object.entries(byUser)) {
      if (!isJsonObject(receipt) || !isUserOf(origin, userId)) continue;
      const { data, event_ids: eventIds } = receipt;
      const eventId = Array.isArray(eventIds) ? eventIds.at(-1) : undefined;
      const ts = isJsonObject(data) ? exactInteger(data['ts']) : undefined;
      if (typeof eventId !== 'string' || ts === undefined) continue;
      const threadId = stringProperty(data, 'thread_id');
      addReceipt(homeserver, room, { userId, type: 'm.read', eventId, threadId, ts: Number(ts) });
    }
  }
}

/** https://spec.matrix.org/v1.19/server-server-api/#presence */
function receivePresence(homeserver: Homeserver, content: JsonObject, origin: string): void {
  for (const push of Array.isArray(content['push']) ? content['push'] : []) {
    const userId = stringProperty(push, 'user_id') ?? '';
    const presence = presenceOf(stringProperty(push, 'presence'));
    if (!isJsonObject(push) || presence === undefined || !isUserOf(origin, userId)) continue;
    setPresence(homeserver, userId, {
      presence,
      statusMessage: stringProperty(push, 'status_msg'),
      lastActiveMs: Date.now() - Number(exactInteger(push['last_active_ago']) ?? 0),
      currentlyActive: push['currently_active'] === true,
    });
  }
}

const presences = ['online', 'unavailable', 'offline'] as const;

function presenceOf(text: string | undefined): Presence['presence'] | undefined {
  return presences.find((one) => one === text);
}

/** The messages that came, by who sent them and their ID. */
const seenMessages = new WeakMap<Homeserver, Set<string>>();

/** From now on no message to a device is one that comes again. */
export function forgetMessages(homeserver: Homeserver): void {
  seenMessages.delete(homeserver);
}

/** https://spec.matrix.org/v1.19/server-server-api/#send-to-device-messaging */
function receiveToDevice(homeserver: Homeserver, content: JsonObject, origin: string): void {
  const { sender, type, message_id: messageId, messages } = content;
  if (typeof sender !== 'string' || typeof type !== 'string' || !isJsonObject(messages)) return;
  if (!isUserOf(origin, sender)) return;
  const seen = seenMessages.get(homeserver) ?? new Set<string>();
  seenMessages.set(homeserver, seen);
  const id = JSON.stringify([sender, messageId ?? '']);
  if (homeserver.rules.handlesMessagesOnce && seen.has(id)) return;
  seen.add(id);
  deliverToDevice(homeserver, sender, type, messages);
}

/**
 * Keys of users of other servers are asked for whenever they are wanted, so that none that are kept have to be brought up to date:
 * it is enough to tell who shares a room with the user.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#device-management
 */
function receiveDeviceChange(homeserver: Homeserver, content: JsonObject, origin: string): void {
  const userId = stringProperty(content, 'user_id') ?? '';
  if (!isUserOf(origin, userId)) return;
  homeserver.deviceLists.set(userId, homeserver.stream.advance());
  const rooms = homeserver.rooms.list().filter((room) => room.membershipOf(userId) === 'join');
  homeserver.stream.notify(rooms.flatMap((room) => room.membersWith('join')));
}

function openRoom({ rooms, rules }: Homeserver, roomId: string | undefined, origin: string): Room | undefined {
  const room = rooms.get(roomId ?? '');
  return room && rules.mayParticipate(origin, room) ? room : undefined;
}

function isUserOf(serverName: string, userId: string): boolean {
  return userId.startsWith('@') && serverNameAfterColon(userId) === serverName;
}
