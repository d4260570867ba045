import type { JsonObject } from '../../protocol/json.ts';
import { serverNameAfterColon } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, server } from '../http/route.ts';
import { allowedRooms } from '../rooms/restricted-join.ts';
import { isOpenToAll, roomSummary } from '../rooms/room-summary.ts';
import type { Room } from '../rooms/room.ts';
import { stripped } from '../rooms/stripped-state.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#spaces */
export const spaceRoutes: readonly Route[] = [
  server('GET', '/_matrix/federation/v1/hierarchy/:roomId', (request, homeserver) => {
    const { rooms } = homeserver;
    const room = rooms.get(param(request, 'roomId'));
    if (!room || !mayEnter(homeserver, room, request.origin)) throw notFound('The room is not known');
    const events = childrenOf(room, request.query.get('suggested_only') === 'true');
    const children = events.flatMap(({ stateKey = '' }) => rooms.get(stateKey) ?? []);
    const [open, shut] = partition(children, (child) => mayEnter(homeserver, child, request.origin));
    return {
      room: { ...roomSummary(room), children_state: events.map(childState) },
      children: open.map(roomSummary),
      inaccessible_children: shut.map(({ roomId }) => roomId),
    };
  }),
];

/** Whether users of a server may join a room or look into it, or might be let in. */
function mayEnter(homeserver: Homeserver, room: Room, serverName: string): boolean {
  if (!room.joinedServers().has(homeserver.serverName) || !homeserver.rules.mayParticipate(serverName, room))
    return false;
  if (isOpenToAll(room)) return true;
  const isIn = (one: Room | undefined): boolean => one?.joinedServers().has(serverName) === true;
  const isInvited = room.membersWith('invite').some((userId) => serverNameAfterColon(userId) === serverName);
  return isIn(room) || isInvited || allowedRooms(room).some((roomId) => isIn(homeserver.rooms.get(roomId)));
}

/** One without servers to join through has been taken out of the space. https://spec.matrix.org/v1.19/client-server-api/#mspacechild */
function childrenOf(room: Room, suggestedOnly: boolean): RoomEvent[] {
  const children = [...room.currentState.events()].filter(({ type }) => type === 'm.space.child');
  return children
    .map(({ eventId }) => room.shownEvent(eventId))
    .filter(({ content }) => Array.isArray(content['via']) && (!suggestedOnly || content['suggested'] === true));
}

function childState(event: RoomEvent): JsonObject {
  return { ...stripped(event), origin_server_ts: event.pdu.origin_server_ts };
}

function partition<T>(values: readonly T[], holds: (value: T) => boolean): [T[], T[]] {
  return [values.filter(holds), values.filter((value) => !holds(value))];
}
