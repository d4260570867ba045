import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { type AnsweringPeer, notFound, ok, param, type Route } from './route.ts';

/** The peer's public rooms and spaces. https://spec.matrix.org/v1.19/server-server-api/#published-room-directory */
export const directoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_matrix/federation/v1/publicRooms',
    handler: (_incoming, peer) => ok(publicRooms(peer)),
  },
  {
    method: 'POST',
    path: '/_matrix/federation/v1/publicRooms',
    handler: (_incoming, peer) => ok(publicRooms(peer)),
  },
  {
    method: 'GET',
    path: '/_matrix/federation/v1/hierarchy/:roomId',
    handler: (incoming, { replicas }) => {
      const room = replicas.get(param(incoming, 'roomId'));
      if (!room || summary(room)['join_rule'] !== 'public') return notFound('The room');
      const children_state = room.eventIds
        .map((eventId) => room.event(eventId))
        .filter(({ type, state_key: stateKey }) => {
          return type === 'm.space.child' && room.stateEvent(type, stateKey)?.content['via'] !== undefined;
        })
        .map(({ type, state_key, content, sender, origin_server_ts }) => {
          return { type, state_key: state_key ?? '', content, sender, origin_server_ts };
        });
      return ok({ room: { ...summary(room), children_state }, children: [], inaccessible_children: [] });
    },
  },
];

function publicRooms({ replicas, publishedRooms }: AnsweringPeer): JsonObject {
  const chunk = replicas
    .list()
    .filter(({ roomId }) => publishedRooms.has(roomId))
    .map(summary);
  return { chunk, total_room_count_estimate: chunk.length };
}

function summary(room: RoomGraph): JsonObject {
  const state = room.stateAfterAll();
  const text = (type: string, key: string): string | undefined =>
    stringProperty(room.stateEvent(`m.room.${type}`, '', state)?.content, key);
  const members = [...state.events()].filter(({ content }) => stringProperty(content, 'membership') === 'join');
  const [name, topic] = [text('name', 'name'), text('topic', 'topic')];
  return {
    room_id: room.roomId,
    num_joined_members: members.length,
    world_readable: text('history_visibility', 'history_visibility') === 'world_readable',
    guest_can_join: text('guest_access', 'guest_access') === 'can_join',
    join_rule: text('join_rules', 'join_rule') ?? 'invite',
    ...(name !== undefined && { name }),
    ...(topic !== undefined && { topic }),
  };
}
