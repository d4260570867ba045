import { createKey } from '../../protocol/authorization/auth-context.ts';
import { path } from '../../wire/path.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import type { Homeserver } from '../homeserver.ts';
import { ofRoom, soundPdus } from '../rooms/remote-events.ts';
import { stripped } from '../rooms/stripped-state.ts';
import { type CompletedEvent, completeTemplate, malformed, type RemoteMembership, throughOneOf } from './handshake.ts';

/**
 * Knocks on a room, for a user of this homeserver, through a server that is in it.
 *
 * @throws MatrixError if no server takes the knock
 * Source: https://spec.matrix.org/v1.19/server-server-api/#knocking-rooms
 */
export async function knockRemotely(homeserver: Homeserver, membership: RemoteMembership): Promise<void> {
  const { roomId, userId, via } = membership;
  await throughOneOf(homeserver, via, async (resident) => {
    const completed = await completeTemplate(homeserver, 'knock', resident, membership);
    const { eventId, pdu, roomVersion } = completed;
    const target = path`/_matrix/federation/v1/send_knock/${roomId}/${eventId}`;
    const answer = await homeserver.servers.demand(resident, 'PUT', target, pdu);
    if (!Array.isArray(answer['knock_room_state'])) throw malformed(resident, 'knock_room_state is missing');
    const state = await shownState(homeserver, completed, answer);
    homeserver.rooms.noteOutside(userId, {
      roomId,
      roomVersion,
      membership: 'knock',
      pdu,
      strippedState: [...state, stripped(readRoomEvent(pdu, roomVersion))],
    });
  });
}

/** What is not an event of the room, signed by who sent it, is not shown to anybody. */
async function shownState(
  homeserver: Homeserver,
  { pdu, roomVersion, resident }: CompletedEvent,
  answer: JsonObject,
): Promise<JsonObject[]> {
  const room = { roomId: pdu.room_id ?? '', roomVersion };
  const sound = ofRoom(room, await soundPdus(homeserver, room, answer['knock_room_state'], { notary: resident }));
  return sound
    .filter(({ event }) => event.key !== undefined)
    .toSorted((a, b) => Number(b.event.key === createKey) - Number(a.event.key === createKey))
    .map(({ event }) => stripped(event));
}
