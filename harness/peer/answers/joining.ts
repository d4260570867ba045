import type { JsonObject } from '../../protocol/json.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { toldAuthChain } from '../../event-graph/told-auth-chain.ts';
import { serverNameOf, stringProperty } from '../../protocol/pdu.ts';
import type { Answer } from '../../wire/https-listener.ts';
import { eventsOf, makeMembership, takeMembership } from './membership.ts';
import { type AnsweringPeer, type IncomingRequest, ok, param, type Route } from './route.ts';

const v1 = '/_matrix/federation/v1';

/** Being the resident of a room that others join, leave and knock on. https://spec.matrix.org/v1.19/server-server-api/#joining-rooms */
export const joiningRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${v1}/make_join/:roomId/:userId`,
    handler: (incoming, peer) => incompatible(incoming, peer) ?? makeMembership(incoming, peer, 'join'),
  },
  {
    method: 'PUT',
    path: '/_matrix/federation/v2/send_join/:roomId/:eventId',
    handler: async (incoming, peer) => {
      const taken = await takeMembership(incoming, peer, 'join');
      return 'refused' in taken ? taken.refused : ok(joined(taken.room, taken.eventId));
    },
  },
  {
    method: 'PUT',
    path: `${v1}/send_join/:roomId/:eventId`,
    handler: async (incoming, peer) => {
      const taken = await takeMembership(incoming, peer, 'join');
      return 'refused' in taken ? taken.refused : ok([200, joined(taken.room, taken.eventId)]);
    },
  },
  {
    method: 'GET',
    path: `${v1}/make_leave/:roomId/:userId`,
    handler: (incoming, peer) => makeMembership(incoming, peer, 'leave'),
  },
  {
    method: 'PUT',
    path: '/_matrix/federation/v2/send_leave/:roomId/:eventId',
    handler: async (incoming, peer) => {
      const taken = await takeMembership(incoming, peer, 'leave');
      return 'refused' in taken ? taken.refused : ok({});
    },
  },
  {
    method: 'PUT',
    path: `${v1}/send_leave/:roomId/:eventId`,
    handler: async (incoming, peer) => {
      const taken = await takeMembership(incoming, peer, 'leave');
      return 'refused' in taken ? taken.refused : ok([200, {}]);
    },
  },
  {
    method: 'GET',
    path: `${v1}/make_knock/:roomId/:userId`,
    handler: (incoming, peer) => incompatible(incoming, peer) ?? makeMembership(incoming, peer, 'knock'),
  },
  {
    method: 'PUT',
    path: `${v1}/send_knock/:roomId/:eventId`,
    handler: async (incoming, peer) => {
      const taken = await takeMembership(incoming, peer, 'knock');
      return 'refused' in taken ? taken.refused : ok({ knock_room_state: strippedState(taken.room) });
    },
  },
];

function incompatible(incoming: IncomingRequest, { replicas }: AnsweringPeer): Answer | undefined {
  const roomVersion = replicas.get(param(incoming, 'roomId'))?.roomVersion;
  const supported = incoming.query.getAll('ver');
  if (roomVersion === undefined || (supported.length === 0 ? ['1'] : supported).includes(roomVersion)) return undefined;
  const error = `The room has version ${roomVersion}`;
  return { status: 400, json: { errcode: 'M_INCOMPATIBLE_ROOM_VERSION', error, room_version: roomVersion } };
}

function joined(room: RoomGraph, eventId: string): JsonObject {
  const state = room.stateBefore(eventId).eventIds();
  const members = eventsOf(room, state).filter((event) => stringProperty(event.content, 'membership') === 'join');
  return {
    event: room.event(eventId),
    state: eventsOf(room, state),
    auth_chain: eventsOf(room, toldAuthChain(room, [eventId, ...state])),
    members_omitted: false,
    servers_in_room: [...new Set(members.map((event) => serverNameOf(event.state_key ?? '')))],
  };
}

const strippedTypes = ['create', 'join_rules', 'name', 'topic', 'avatar', 'canonical_alias', 'encryption'];

/** What a user is shown of a room before joining it. https://spec.matrix.org/v1.19/client-server-api/#stripped-state */
export function strippedState(room: RoomGraph): JsonObject[] {
  const state = room.stateAfterAll();
  const events = strippedTypes.map((type) => room.stateEvent(`m.room.${type}`, '', state));
  return events.filter((event) => event !== undefined);
}
