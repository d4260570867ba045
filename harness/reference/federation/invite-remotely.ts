import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { type Pdu, serverNameOf } from '../../protocol/pdu.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { checkPdu } from '../rooms/check-pdu.ts';
import type { Room } from '../rooms/room.ts';
import { strippedEvents } from '../rooms/stripped-state.ts';
import { isSignedByServer } from '../../protocol/evaluation/signature-checks.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import { malformed, throughOneOf } from './handshake.ts';

/**
 * Has an invite signed by the server of the user who is invited, which thereby learns of it.
 *
 * @param pdu the invite, signed by this homeserver; it is not in the room yet
 * @returns the invite with both signatures
 * @throws MatrixError if that server refuses
 * Source: https://spec.matrix.org/v1.19/server-server-api/#inviting-to-a-room
 */
export async function inviteRemotely(homeserver: Homeserver, room: Room, pdu: Pdu): Promise<Pdu> {
  const invited = serverNameOf(pdu.state_key ?? '');
  if (!homeserver.rules.awaitsInvitedServer) return pdu;
  return throughOneOf(homeserver, [invited], async () => {
    const answer = await ask(homeserver, room, pdu, invited);
    const checked = await checkPdu(homeserver, answer ?? null, room.roomVersion);
    if ('defect' in checked) throw malformed(invited, checked.defect);
    if (checked.event.eventId !== room.graph.eventIdOf(pdu)) throw malformed(invited, 'it is another event');
    const signed = { ...pdu, signatures: { ...checked.pdu.signatures, ...pdu.signatures } };
    const keys = homeserver.keyRing.keysFor(signed, room.roomVersion);
    const isSigned = isSignedByServer(room.roomVersion, keys)(readRoomEvent(signed, room.roomVersion), invited);
    if (!isSigned) throw malformed(invited, 'it has not signed the invite');
    return signed;
  });
}

/** Older servers know v1 only, which is for room versions 1 and 2. */
async function ask(
  { servers, rules }: Homeserver,
  room: Room,
  pdu: Pdu,
  invited: string,
): Promise<JsonValue | undefined> {
  const { roomId, roomVersion } = room;
  const eventId = room.graph.eventIdOf(pdu);
  const state: JsonObject[] = rules.outsiderEvents(strippedEvents(room).map((event) => event.pdu));
  const body = { room_version: roomVersion, event: pdu, invite_room_state: state };
  try {
    const answer = await servers.demand(invited, 'PUT', path`/_matrix/federation/v2/invite/${roomId}/${eventId}`, body);
    return answer['event'];
  } catch (error) {
    const isOld = error instanceof MatrixError && (error.status === 400 || error.status === 404);
    // Those two are the versions in which an event brings its ID along.
    if (!isOld || roomVersions[roomVersion].eventIdFormat !== 'given') throw error;
    const target = path`/_matrix/federation/v1/invite/${roomId}/${eventId}`;
    const { status, json } = await servers.ask(invited, 'PUT', target, {
      ...pdu,
      unsigned: { invite_room_state: state },
    });
    if (status === 200 && Array.isArray(json) && isJsonObject(json[1])) return json[1]['event'];
    throw error;
  }
}
