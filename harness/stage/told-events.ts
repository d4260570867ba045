import type { PlayedScenario } from '../event-graph/scenario/scenario.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import type { Peer } from '../peer/peer.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { roomVersions } from '../protocol/room-versions.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { path } from '../wire/path.ts';
import { objectsAt, show, stringsAt } from '../wire/read.ts';

/** An auth chain that the target gave. */
export interface ToldChain {
  /** The operation that gave it, such as `state_ids`. */
  readonly by: string;
  readonly eventIds: readonly string[];
  /** The events that it authorizes: an event, or those of a state. */
  readonly of: readonly string[];
}

/** What the target tells of the state before an event, by the IDs of the events. */
interface ToldIds {
  /** By `state_ids`. */
  readonly byId: readonly string[];
  /** By `state`. */
  readonly whole: readonly string[];
  readonly chains: readonly ToldChain[];
}

/**
 * Asks the target for the state before an event, once by IDs and once whole, and for its auth chain.
 *
 * @throws UnexpectedAnswer where it does not tell
 */
export async function askBefore(observer: Peer, room: RoomGraph, eventId: string): Promise<ToldIds> {
  const [ids, state, auth] = await Promise.all([
    observer.stateIds(room, eventId),
    observer.state(room, eventId),
    observer.request('GET', path`/_matrix/federation/v1/event_auth/${room.roomId}/${eventId}`),
  ]);
  const byId = stringsAt(ids.json, 'pdu_ids');
  const whole = idsOfPdus(room, objectsAt(state.json, 'pdus'));
  return {
    byId,
    whole,
    chains: [
      { by: 'state_ids', eventIds: stringsAt(ids.json, 'auth_chain_ids'), of: byId },
      { by: 'state', eventIds: idsOfPdus(room, objectsAt(state.json, 'auth_chain')), of: whole },
      { by: 'event_auth', eventIds: idsOfPdus(room, objectsAt(auth.json, 'auth_chain')), of: [eventId] },
    ],
  };
}

/** The IDs of events that the target gave. @throws UnexpectedAnswer where one is so malformed that it has none */
export function idsOfPdus(room: RoomGraph, pdus: readonly JsonObject[]): string[] {
  return pdus.map((pdu) => {
    try {
      return room.eventIdOf(pdu as Pdu);
    } catch (error) {
      throw new UnexpectedAnswer('the target gave something that is no event', {
        expected: `an event of room version ${room.roomVersion}`,
        actual: `${show(pdu)}: ${(error as Error).message}`,
      });
    }
  });
}

/**
 * What is wrong with an auth chain: events that it lacks, and others that it has, in a sentence for each.
 *
 * The text leaves open whether events of a state are named in its auth chain again, and whether the create event is in a chain
 * where none cites it.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1stateroomid, #get_matrixfederationv1event_authroomideventid
 */
export function chainDefects({ by, eventIds, of }: ToldChain, { graph, nameOf }: PlayedScenario): string[] {
  const needed = new Set(graph.authChain(of.filter((eventId) => graph.has(eventId))));
  const told = new Set(eventIds);
  const isOpen = (eventId: string): boolean =>
    (of.length > 1 && of.includes(eventId)) || isUncitedCreate(graph, eventId);
  const name = (eventId: string): string => nameOf(eventId) ?? eventId;
  return [
    ...[...needed].filter((eventId) => !told.has(eventId)).map((eventId) => `${by} lacks ${name(eventId)}`),
    ...[...told]
      .filter((eventId) => !needed.has(eventId) && !isOpen(eventId))
      .map((eventId) => `${by} has ${name(eventId)} besides`),
  ];
}

function isUncitedCreate(graph: RoomGraph, eventId: string): boolean {
  const { createInAuthEvents } = roomVersions[graph.roomVersion];
  return !createInAuthEvents && graph.has(eventId) && graph.event(eventId).type === 'm.room.create';
}
