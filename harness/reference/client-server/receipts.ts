import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { badJson, invalidParameter } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { addReceipt } from '../rooms/receipts.ts';
import type { Room } from '../rooms/room.ts';
import { isInThread } from '../rooms/threads.ts';
import { joinedRoom } from '../rooms/visibility.ts';
import { setAccountData } from '../users/account-data.ts';

const markers = ['m.fully_read', 'm.read', 'm.read.private'] as const;

type Marker = (typeof markers)[number];

/** https://spec.matrix.org/v1.19/client-server-api/#receipts and #fully-read-markers */
export const receiptRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/rooms/:roomId/receipt/:receiptType/:eventId', (request, homeserver) => {
    const room = joinedRoom(homeserver, param(request, 'roomId'), request.userId);
    const type = markers.find((one) => one === param(request, 'receiptType'));
    if (!type) throw invalidParameter(`${param(request, 'receiptType')} is no type of receipt`);
    mark(homeserver, room, request, type, param(request, 'eventId'), threadAsked(request, type));
    return {};
  }),
  user('POST', '/_matrix/client/v3/rooms/:roomId/read_markers', (request, homeserver) => {
    const room = joinedRoom(homeserver, param(request, 'roomId'), request.userId);
    for (const type of markers) {
      const eventId = request.json[type];
      if (eventId === undefined) continue;
      if (typeof eventId !== 'string') throw badJson(`${type} has to be an event ID`);
      mark(homeserver, room, request, type, eventId);
    }
    return {};
  }),
];

function mark(
  homeserver: Homeserver,
  room: Room,
  { session, userId }: UserRequest,
  type: Marker,
  eventId: string,
  threadId?: string,
): void {
  const shown = room.shown(eventId);
  if (!shown) throw invalidParameter(`The room has no event ${eventId}`);
  if (threadId !== undefined && !isInThread(room, shown.event, threadId)) {
    throw invalidParameter(`The event ${eventId} is not in the thread ${threadId}`);
  }
  const content: JsonObject = { event_id: eventId };
  if (type === 'm.fully_read') setAccountData(homeserver, session.account, type, content, room.roomId);
  else addReceipt(homeserver, room, { userId, type, eventId, threadId, ts: Date.now() });
}

/** The thread that a receipt is for. https://spec.matrix.org/v1.19/client-server-api/#threaded-read-receipts */
function threadAsked({ json }: UserRequest, type: Marker): string | undefined {
  if (json['thread_id'] === undefined) return undefined;
  const threadId = stringProperty(json, 'thread_id') ?? '';
  if (threadId === '') throw invalidParameter('thread_id has to be a text that is not empty');
  if (type === 'm.fully_read') throw invalidParameter(`${type} is for the whole room, and not for a thread`);
  return threadId;
}
