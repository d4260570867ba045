import { redactEvent } from '../../protocol/redaction.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { forbidden, notFound } from '../http/matrix-error.ts';
import { param, type ServerRequest } from '../http/route.ts';
import type { Room } from '../rooms/room.ts';
import { mayServerSee } from '../rooms/visibility.ts';

/**
 * The room that a request is about.
 *
 * @throws MatrixError 404 if no user of this homeserver is in it, 403 if the server that asks is shut out of it
 * Source: https://spec.matrix.org/v1.19/server-server-api/#server-access-control-lists-acls
 */
export function askedRoom(request: ServerRequest, { rooms, serverName, rules }: Homeserver): Room {
  const room = rooms.get(param(request, 'roomId'));
  if (!room?.joinedServers().has(serverName)) throw notFound('The room is not known');
  if (!rules.mayParticipate(request.origin, room)) throw forbidden(`${request.origin} is shut out of the room`);
  return room;
}

/** The same, of a server that is in the room. @throws MatrixError 403 for others */
export function sharedRoom(request: ServerRequest, homeserver: Homeserver): Room {
  const room = askedRoom(request, homeserver);
  if (!homeserver.rules.mayRead(request.origin, room)) throw forbidden(`${request.origin} is not in the room`);
  return room;
}

/** The events as another server may have them: of what its users may not see, only what redaction leaves. */
export function pdusFor(room: Room, eventIds: Iterable<string>, serverName: string): Pdu[] {
  return [...eventIds].map((eventId) => pduFor(room, eventId, serverName));
}

/** One of them. */
export function pduFor(room: Room, eventId: string, serverName: string): Pdu {
  const pdu = room.pdu(eventId);
  return room.graph.isOutlier(eventId) || mayServerSee(room, eventId, serverName)
    ? pdu
    : redactEvent(pdu, room.roomVersion);
}
