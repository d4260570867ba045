import { forbidden, invalidParameter, missingParameter, notFound } from '../http/matrix-error.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import { param, type Route, server, type ServerRequest } from '../http/route.ts';
import type { Room } from '../rooms/room.ts';
import { mayServerSee } from '../rooms/visibility.ts';
import { pduFor, pdusFor, sharedRoom } from './asked-room.ts';

const v1 = '/_matrix/federation/v1';

/** https://spec.matrix.org/v1.19/server-server-api/#retrieving-events */
export const eventRoutes: readonly Route[] = [
  server('GET', `${v1}/event/:eventId`, (request, homeserver) => {
    const eventId = param(request, 'eventId');
    const room = roomHolding(request, homeserver, eventId);
    return transactionOf(homeserver, [pduFor(room, eventId, request.origin)]);
  }),
  server('GET', `${v1}/state/:roomId`, (request, homeserver) => {
    const { room, state, authChain } = stateBefore(request, homeserver);
    return { pdus: pdusFor(room, state, request.origin), auth_chain: pdusFor(room, authChain, request.origin) };
  }),
  server('GET', `${v1}/state_ids/:roomId`, (request, homeserver) => {
    const { state, authChain } = stateBefore(request, homeserver);
    return { pdu_ids: state, auth_chain_ids: authChain };
  }),
  server('GET', `${v1}/event_auth/:roomId/:eventId`, (request, homeserver) => {
    const room = sharedRoom(request, homeserver);
    const eventId = param(request, 'eventId');
    if (!room.graph.has(eventId)) throw notFound('The event is not known');
    const authChain = homeserver.rules.authChainForServers(room, [eventId]);
    return { auth_chain: pdusFor(room, authChain, request.origin) };
  }),
  server('GET', `${v1}/timestamp_to_event/:roomId`, (request, homeserver) => {
    const room = sharedRoom(request, homeserver);
    const { time, sign } = pointInTime(request);
    const distance = ({ event }: Room['timeline'][number]): number => sign * (Number(event.originServerTs) - time);
    const [nearest] = room.timeline
      .filter((shown) => distance(shown) >= 0 && mayServerSee(room, shown.eventId, request.origin))
      .toSorted((a, b) => distance(a) - distance(b));
    if (!nearest) throw notFound('There is no event on that side of the time');
    return { event_id: nearest.eventId, origin_server_ts: nearest.event.pdu.origin_server_ts };
  }),
];

/** A transaction, as answers have one that give events. */
export function transactionOf({ serverName }: Homeserver, pdus: readonly JsonObject[]): JsonObject {
  return { origin: serverName, origin_server_ts: Date.now(), pdus: [...pdus] };
}

/**
 * The room of an event that a server may have: one that is in the room, or that would see the event from outside.
 *
 * Rejected events are passed on to nobody; soft-failed ones are, since others may refer to them.
 */
function roomHolding({ origin }: ServerRequest, { rooms, rules }: Homeserver, eventId: string): Room {
  const room = rooms.list().find(({ graph }) => graph.has(eventId));
  const isGiven =
    room && !room.graph.isKnownRejected(eventId) && (rules.givesSoftFailed || room.shown(eventId) !== undefined);
  if (!isGiven) throw notFound('The event is not known');
  const mayHave = rules.mayParticipate(origin, room) && (rules.mayRead(origin, room) || isOpen(room, eventId, origin));
  if (!mayHave) throw forbidden(`${origin} may not have the event`);
  return room;
}

/** Whether somebody outside may see an event; a history that is shared is so among those who are in the room. */
function isOpen(room: Room, eventId: string, origin: string): boolean {
  const visibility = room.stateText('m.room.history_visibility', 'history_visibility');
  return visibility === 'world_readable' && mayServerSee(room, eventId, origin);
}

function stateBefore(request: ServerRequest, homeserver: Homeserver): StateBefore {
  const room = sharedRoom(request, homeserver);
  const eventId = request.query.get('event_id');
  if (eventId === null) throw missingParameter('event_id is missing');
  if (!room.holds(eventId) || !room.stateKnownBefore(eventId)) throw notFound('The event, or the state, is not known');
  const state = homeserver.rules.stateForServers(room, eventId).eventIds();
  return { room, state, authChain: homeserver.rules.authChainForServers(room, state) };
}

interface StateBefore {
  readonly room: Room;
  readonly state: string[];
  readonly authChain: string[];
}

function pointInTime({ query }: ServerRequest): { time: number; sign: 1 | -1 } {
  const [ts, dir] = [query.get('ts'), query.get('dir')];
  if (ts === null || dir === null) throw missingParameter('ts and dir have to be given');
  if (!/^-?\d+$/.test(ts) || (dir !== 'f' && dir !== 'b')) {
    throw invalidParameter('ts has to be an integer, and dir f or b');
  }
  return { time: Number(ts), sign: dir === 'f' ? 1 : -1 };
}
