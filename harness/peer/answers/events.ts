import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { toldAuthChain } from '../../event-graph/told-auth-chain.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Answer } from '../../wire/https-listener.ts';
import { eventsOf } from './membership.ts';
import {
  type AnsweringPeer,
  bodyOf,
  forbidden,
  type IncomingRequest,
  notFound,
  ok,
  param,
  type Route,
} from './route.ts';

const v1 = '/_matrix/federation/v1';

/** Giving away history. https://spec.matrix.org/v1.19/server-server-api/#backfilling-and-retrieving-missing-events */
export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${v1}/event/:eventId`,
    handler: (incoming, peer) => {
      const room = peer.replicas.holding(param(incoming, 'eventId'));
      if (!room) return notFound('The event');
      if (!isResident(room, incoming.origin)) return forbidden(`${incoming.origin} is not in the room`);
      const pdus = [room.event(param(incoming, 'eventId'))];
      return ok({ origin: peer.serverName, origin_server_ts: Date.now(), pdus });
    },
  },
  {
    method: 'GET',
    path: `${v1}/state/:roomId`,
    handler: (incoming, peer) =>
      withState(incoming, peer, (room, state) => ({
        pdus: eventsOf(room, state),
        auth_chain: eventsOf(room, toldAuthChain(room, state)),
      })),
  },
  {
    method: 'GET',
    path: `${v1}/state_ids/:roomId`,
    handler: (incoming, peer) =>
      withState(incoming, peer, (room, state) => ({ pdu_ids: [...state], auth_chain_ids: toldAuthChain(room, state) })),
  },
  {
    method: 'GET',
    path: `${v1}/backfill/:roomId`,
    handler: (incoming, peer) =>
      withRoom(incoming, peer, (room) => {
        const eventIds = room.backfill(incoming.query.getAll('v'), Number(incoming.query.get('limit') ?? 10));
        return ok({ origin: peer.serverName, origin_server_ts: Date.now(), pdus: eventsOf(room, eventIds) });
      }),
  },
  {
    method: 'POST',
    path: `${v1}/get_missing_events/:roomId`,
    handler: (incoming, peer) =>
      withRoom(incoming, peer, (room) => {
        const {
          latest_events: latest,
          earliest_events: earliest,
          limit = 10,
          min_depth: minDepth = 0,
        } = bodyOf(incoming);
        const eventIds = room.missingEvents({
          latest: strings(latest),
          earliest: strings(earliest),
          limit: Number(limit),
          minDepth: Number(minDepth),
        });
        return ok({ events: eventsOf(room, eventIds) });
      }),
  },
  {
    method: 'GET',
    path: `${v1}/event_auth/:roomId/:eventId`,
    handler: (incoming, peer) =>
      withRoom(incoming, peer, (room) => {
        const eventId = param(incoming, 'eventId');
        return room.has(eventId)
          ? ok({ auth_chain: eventsOf(room, toldAuthChain(room, [eventId])) })
          : notFound('The event');
      }),
  },
  {
    method: 'GET',
    path: `${v1}/timestamp_to_event/:roomId`,
    handler: (incoming, peer) =>
      withRoom(incoming, peer, (room) => {
        const time = Number(incoming.query.get('ts'));
        const sign = incoming.query.get('dir') === 'b' ? -1 : 1;
        const distance = (eventId: string): number => sign * (room.event(eventId).origin_server_ts - time);
        const [nearest] = room.eventIds.filter((id) => distance(id) >= 0).toSorted((a, b) => distance(a) - distance(b));
        if (nearest === undefined) return notFound('An event on that side of the time');
        return ok({ event_id: nearest, origin_server_ts: room.event(nearest).origin_server_ts });
      }),
  },
];

function withRoom(incoming: IncomingRequest, peer: AnsweringPeer, answer: (room: RoomGraph) => Answer): Answer {
  const room = peer.replicas.get(param(incoming, 'roomId'));
  if (!room) return notFound('The room');
  return isResident(room, incoming.origin) ? answer(room) : forbidden(`${incoming.origin} is not in the room`);
}

function withState(
  incoming: IncomingRequest,
  peer: AnsweringPeer,
  answer: (room: RoomGraph, state: readonly string[]) => NonNullable<Answer['json']>,
): Answer {
  return withRoom(incoming, peer, (room) => {
    const eventId = incoming.query.get('event_id') ?? '';
    if (!room.has(eventId)) return notFound('The event');
    try {
      return ok(answer(room, room.stateBefore(eventId).eventIds()));
    } catch {
      return notFound('The state before the event'); // as the specification has it for a server that does not know it
    }
  });
}

/** Whether a user of a server ever joined: which of the events it may see is not the peer's question. */
function isResident(room: RoomGraph, serverName: string): boolean {
  return room.eventIds.some((eventId) => {
    const { type, state_key: stateKey = '', content } = room.event(eventId);
    const isJoin = type === 'm.room.member' && stringProperty(content, 'membership') === 'join';
    return isJoin && stateKey.endsWith(`:${serverName}`);
  });
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
