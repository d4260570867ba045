import type { JsonObject } from '../../protocol/json.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Homeserver } from '../homeserver.ts';
import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user, type UserRequest } from '../http/route.ts';
import { clientEvent } from '../rooms/client-event.ts';
import { mayUserSee, readableRoom } from '../rooms/visibility.ts';
import { limitOf, parseFilter, passes } from '../sync/filter.ts';
import { membersFor } from '../sync/page.ts';
import { surroundingsOf } from '../sync/surroundings.ts';
import { filteredOf } from '../sync/view.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidcontexteventid */
export const contextRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v3/rooms/:roomId/context/:eventId', context),
];

function context(request: UserRequest, homeserver: Homeserver): JsonObject {
  const { query, session, userId } = request;
  const room = readableRoom(homeserver, param(request, 'roomId'), userId);
  const eventId = param(request, 'eventId');
  const shown = room.shown(eventId);
  if (!shown || !mayUserSee(homeserver, room, eventId, userId)) throw notFound(`There is no event ${eventId} here`);
  const filter = parseFilter(query.get('filter'));
  const limit = limitOf(homeserver.rules, query.get('limit'));
  const { before, after, answer } = surroundingsOf(homeserver, room, session, shown, {
    before: Math.floor(limit / 2),
    after: Math.ceil(limit / 2),
    filter,
  });
  const last = after.at(-1) ?? shown;
  const state = room.stateKnownBefore(last.eventId) ? room.graph.stateAfter(last.eventId) : RoomState.empty;
  const isLazy = homeserver.rules.loadsMembersLazily(filter['lazy_load_members'] === true);
  const members = membersFor(homeserver, room, session, state, filter, [...before, shown, ...after]);
  const others = [...state.events()].filter(({ type }) => !isLazy || type !== 'm.room.member');
  const shownState = [...others, ...members].filter((event) =>
    passes(homeserver.rules, filter, filteredOf(homeserver, event)),
  );
  return {
    ...answer,
    event: clientEvent(room, eventId, { session }),
    state: shownState.map((event) => clientEvent(room, event.eventId, { session })),
  };
}
