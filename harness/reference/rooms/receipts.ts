import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Positioned } from '../users/account.ts';
import type { Room } from './room.ts';

/** Somebody has read up to an event. */
export interface Receipt {
  readonly userId: string;
  readonly type: 'm.read' | 'm.read.private';
  readonly eventId: string;
  /** The root of the thread that was read, or `main`; undefined where everything was. */
  readonly threadId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly ts: number;
}

/** The latest receipt of each user, type and thread, by room ID. */
export class ReceiptStore {
  readonly #byRoomId = new Map<string, Map<string, Positioned<Receipt>>>();

  of(roomId: string): Positioned<Receipt>[] {
    return [...(this.#byRoomId.get(roomId)?.values() ?? [])];
  }

  /** The receipt that another one would replace. */
  like(roomId: string, receipt: Receipt): Receipt | undefined {
    return this.#byRoomId.get(roomId)?.get(keyOf(receipt))?.value;
  }

  set(roomId: string, receipt: Receipt, position: number): void {
    const ofRoom = this.#byRoomId.get(roomId) ?? new Map<string, Positioned<Receipt>>();
    this.#byRoomId.set(roomId, ofRoom.set(keyOf(receipt), { value: receipt, position }));
  }
}

/**
 * Notes that somebody has read up to an event, and tells it: to users here, and of users of this homeserver to other servers,
 * unless it is private. One for an event before the one that was read last changes nothing.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#receipts
 */
export function addReceipt(homeserver: Homeserver, room: Room, receipt: Receipt): void {
  const { receipts, stream, rooms, rules, outbox } = homeserver;
  const before = receipts.like(room.roomId, receipt);
  if (before && isNoLater(room, receipt.eventId, before.eventId)) return;
  receipts.set(room.roomId, receipt, stream.advance());
  rooms.notify(room);
  if (!homeserver.isMine(receipt.userId) || !rules.tellsServersOfReceipt(receipt)) return;
  outbox.sendEdu(receiptEdu(room, receipt), room.joinedServers());
}

/**
 * The receipts of a room that a user is told since a position of the stream, as `m.receipt` events: one for each thread, since
 * somebody may have read one event in several ways.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#mreceipt
 */
export function receiptEventsSince(
  homeserver: Homeserver,
  room: Room,
  userId: string,
  since: number,
): { type: string; content: JsonObject }[] {
  const told = homeserver.receipts
    .of(room.roomId)
    .filter(({ value, position }) => position > since && homeserver.rules.showsReceipt(value, userId));
  const byThread = Map.groupBy(told, ({ value }) => value.threadId);
  return [...byThread.values()].map((ofThread) => ({ type: 'm.receipt', content: contentOf(ofThread) }));
}

function contentOf(receipts: readonly Positioned<Receipt>[]): JsonObject {
  const content: Record<string, Record<string, JsonObject>> = {};
  for (const { value } of receipts) {
    const ofEvent = (content[value.eventId] ??= {});
    const ofType = (ofEvent[value.type] ??= {});
    ofType[value.userId] = dataOf(value);
  }
  return content;
}

/** https://spec.matrix.org/v1.19/server-server-api/#receipts */
function receiptEdu({ roomId }: Room, receipt: Receipt): JsonObject {
  const { type, userId, eventId } = receipt;
  const ofUser = { data: dataOf(receipt), event_ids: [eventId] };
  return { edu_type: 'm.receipt', content: { [roomId]: { [type]: { [userId]: ofUser } } } };
}

function dataOf({ ts, threadId }: Receipt): JsonObject {
  return { ts, ...(threadId !== undefined && { thread_id: threadId }) };
}

/** Whether an event stands before another, or is it; receipts of other servers may name events that have not come yet. */
function isNoLater(room: Room, eventId: string, other: string): boolean {
  const [position, otherPosition] = [eventId, other].map((one) => room.shown(one)?.position ?? Infinity);
  return eventId === other || (position ?? Infinity) < (otherPosition ?? Infinity);
}

function keyOf({ userId, type, threadId = '' }: Receipt): string {
  return JSON.stringify([userId, type, threadId]);
}
