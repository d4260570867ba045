import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { joinUnderWay } from '../federation/joins-under-way.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Receipt } from '../rules/receipt.ts';
import { fetchAuthEvents } from './auth-events.ts';
import { checkPdu, type SoundPdu } from './check-pdu.ts';
import { fetchHistory } from './fetch-history.ts';
import { receiveFromOutside } from './receive-from-outside.ts';
import type { Room } from './room.ts';
import { takePdu } from './take-pdu.ts';

/** What became of an event. */
export interface ReceivedPdu {
  /** Undefined where it has none that could be known. */
  readonly eventId: string | undefined;
  readonly receipt: Receipt;
  /** Why it was refused. */
  readonly error?: string;
}

type Outcome = Pick<ReceivedPdu, 'receipt' | 'error'>;

/**
 * Takes the events of a transaction, one after the other.
 *
 * @param origin the server that sent them
 * Source: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv1sendtxnid
 */
export async function receivePdus(
  homeserver: Homeserver,
  pdus: readonly JsonValue[],
  origin: string,
): Promise<ReceivedPdu[]> {
  const received: ReceivedPdu[] = [];
  for (const pdu of pdus) received.push(await receivePdu(homeserver, pdu, origin));
  return received;
}

/** The `pdus` of the answer: an empty object for each event that was processed, an error for each other. */
export function resultsOf(received: readonly ReceivedPdu[]): JsonObject {
  return Object.fromEntries(
    received.flatMap(({ eventId, error }) =>
      eventId === undefined ? [] : [[eventId, error === undefined ? {} : { error }]],
    ),
  );
}

async function receivePdu(homeserver: Homeserver, pdu: JsonValue, origin: string): Promise<ReceivedPdu> {
  const roomId = stringProperty(pdu, 'room_id') ?? '';
  // Whoever let a user of ours in may send what comes next before we have read the answer.
  await joinUnderWay(homeserver, roomId);
  const room = homeserver.rooms.get(roomId);
  if (!room?.joinedServers().has(homeserver.serverName)) return receiveFromOutside(homeserver, pdu, origin);
  const checked = await checkPdu(homeserver, pdu, room.roomVersion, { notary: origin });
  if ('defect' in checked) return { eventId: checked.eventId, receipt: 'refused', error: checked.defect };
  return { eventId: checked.event.eventId, ...(await receiveSoundPdu(homeserver, room, checked, origin)) };
}

/** Takes an event that passed the first three checks into a room that a user of this homeserver is in. */
export async function receiveSoundPdu(
  homeserver: Homeserver,
  room: Room,
  checked: SoundPdu,
  origin: string,
): Promise<Outcome> {
  if (!homeserver.rules.mayParticipate(origin, room)) return refused(`${origin} is shut out of the room`);
  return room.exclusively(async () => {
    const { eventId } = checked.event;
    if (room.holds(eventId)) return { receipt: room.graph.isRejected(eventId) ? 'rejected' : 'taken' };
    await fetchAuthEvents(homeserver, room, checked, origin);
    const history = await fetchHistory(homeserver, room, checked, origin);
    if (history.unknown !== undefined) return refused(history.unknown);
    const receipt = takePdu(homeserver, room, checked.pdu, history.stateBefore);
    return receipt === 'refused' ? refused('The event may not follow its parents') : { receipt };
  });
}

function refused(error: string): Outcome {
  return { receipt: 'refused', error };
}
