import { newEventId } from '../../event-graph/build-event.ts';
import { eventTime } from '../../event-graph/event-time.ts';
import { sealEvent } from '../../event-graph/seal-event.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError, notFound } from '../http/matrix-error.ts';
import { stripped } from '../rooms/stripped-state.ts';
import type { OutsideMembership } from '../rooms/rooms.ts';
import { type CompletedEvent, completeTemplate, serversOutside, throughOneOf } from './handshake.ts';

/** Who takes back an invite or a knock. */
export interface RemoteLeave {
  readonly roomId: string;
  readonly userId: string;
  /** Added to the content of the event, such as a `reason`. */
  readonly content?: JsonObject;
}

/**
 * Rejects an invite of a user of this homeserver, or takes back a knock, through a server that is in the room. Where none helps,
 * or only with something else than a leave, the user is rid of it all the same, and the room does not hear of it.
 *
 * @throws MatrixError if the user has neither
 * Source: https://spec.matrix.org/v1.19/server-server-api/#leaving-rooms-rejecting-invites
 */
export async function leaveRemotely(homeserver: Homeserver, leave: RemoteLeave): Promise<void> {
  const { roomId, userId } = leave;
  const outside = homeserver.rooms.outside(userId, roomId);
  if (!outside || outside.membership === 'leave') throw notFound(`${userId} has no invite of ${roomId}, and no knock`);
  const pdu = await leaveThroughServers(homeserver, leave).catch((error: unknown) => {
    if (!(error instanceof MatrixError)) throw error;
    homeserver.log(`${userId} leaves ${roomId} alone: ${error.message}`);
    return lonelyLeave(homeserver, outside, leave);
  });
  const leaveEvent = stripped(readRoomEvent(pdu, outside.roomVersion));
  const others = outside.strippedState.filter(
    ({ type, state_key: stateKey }) => type !== 'm.room.member' || stateKey !== userId,
  );
  homeserver.rooms.noteOutside(userId, {
    ...outside,
    membership: 'leave',
    pdu,
    strippedState: [...others, leaveEvent],
  });
}

function leaveThroughServers(homeserver: Homeserver, leave: RemoteLeave): Promise<Pdu> {
  const { roomId, userId } = leave;
  const servers = homeserver.rules.tellsRoomOfRejection ? serversOutside(homeserver, userId, roomId) : [];
  return throughOneOf(homeserver, servers, async (resident) => {
    const completed = await completeTemplate(homeserver, 'leave', resident, leave);
    await submit(homeserver, roomId, completed);
    return completed.pdu;
  });
}

/** v1 answers in an array; servers that know no v2 answer 404. */
async function submit(
  { servers }: Homeserver,
  roomId: string,
  { resident, eventId, pdu }: CompletedEvent,
): Promise<void> {
  try {
    await servers.demand(resident, 'PUT', path`/_matrix/federation/v2/send_leave/${roomId}/${eventId}`, pdu);
  } catch (error) {
    if (!(error instanceof MatrixError) || error.status !== 404) throw error;
    const target = path`/_matrix/federation/v1/send_leave/${roomId}/${eventId}`;
    const { status } = await servers.ask(resident, 'PUT', target, pdu);
    if (status !== 200) throw error;
  }
}

/** A leave that is never sent, after the membership that it ends. */
function lonelyLeave(
  { serverName, signingKeyOf }: Homeserver,
  { pdu: before, roomVersion }: OutsideMembership,
  { roomId, userId, content }: RemoteLeave,
): Pdu {
  const draft = {
    type: 'm.room.member',
    sender: userId,
    state_key: userId,
    room_id: roomId,
    content: { ...content, membership: 'leave' },
    origin_server_ts: eventTime(),
    depth: before.depth,
    prev_events: before.prev_events,
    auth_events: before.auth_events,
    ...(roomVersions[roomVersion].eventIdFormat === 'given' && { event_id: newEventId(userId) }),
  };
  return sealEvent(draft, { roomVersion, signers: [serverName], signingKeyOf });
}
