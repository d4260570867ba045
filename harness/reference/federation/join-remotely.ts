import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { checkPdu } from '../rooms/check-pdu.ts';
import { takeAuthEvents } from '../rooms/auth-events.ts';
import { missingParents } from '../rooms/fetch-history.ts';
import { ofRoom, soundPdus } from '../rooms/remote-events.ts';
import type { Room } from '../rooms/room.ts';
import {
  type CompletedEvent,
  completeTemplate,
  malformed,
  type RemoteMembership,
  serversOutside,
  throughOneOf,
} from './handshake.ts';
import { asJoinUnderWay } from './joins-under-way.ts';
import { readJoinAnswer } from './join-answer.ts';

export type { RemoteMembership } from './handshake.ts';

/**
 * Joins a user of this homeserver to a room through a server that is in it.
 *
 * @returns the room, with its state and the join
 * @throws MatrixError if no server lets the user in
 * Source: https://spec.matrix.org/v1.19/server-server-api/#joining-rooms
 */
export async function joinRemotely(homeserver: Homeserver, membership: RemoteMembership): Promise<Room> {
  const { roomId, userId } = membership;
  const via = [...membership.via, ...serversOutside(homeserver, userId, roomId)];
  return asJoinUnderWay(homeserver, roomId, () =>
    throughOneOf(homeserver, via, async (resident) => {
      const completed = await completeTemplate(homeserver, 'join', resident, membership);
      const answer = await submit(homeserver, roomId, completed);
      return takeJoin(homeserver, roomId, completed, answer);
    }),
  );
}

/** v1 answers the same in an array; servers that know no v2 answer 404. */
async function submit(
  { servers }: Homeserver,
  roomId: string,
  { resident, eventId, pdu }: CompletedEvent,
): Promise<JsonObject> {
  try {
    return await servers.demand(resident, 'PUT', path`/_matrix/federation/v2/send_join/${roomId}/${eventId}`, pdu);
  } catch (error) {
    if (!(error instanceof MatrixError) || error.status !== 404) throw error;
    const target = path`/_matrix/federation/v1/send_join/${roomId}/${eventId}`;
    const { status, json } = await servers.ask(resident, 'PUT', target, pdu);
    if (status === 200 && Array.isArray(json) && isJsonObject(json[1])) return json[1];
    throw error;
  }
}

async function takeJoin(
  homeserver: Homeserver,
  roomId: string,
  completed: CompletedEvent,
  answer: JsonObject,
): Promise<Room> {
  const { resident, roomVersion } = completed;
  const { rooms, serverName } = homeserver;
  const options = { notary: resident };
  const [state, authChain, join] = await Promise.all([
    soundPdus(homeserver, { roomVersion }, answer['state'], options),
    soundPdus(homeserver, { roomVersion }, answer['auth_chain'], options),
    signedJoin(homeserver, completed, answer['event']),
  ]);
  const read = readJoinAnswer(homeserver, completed, { state: ofRoom({ roomId }, state), authChain, join });
  const room = rooms.open(roomId, roomVersion);
  if (room.roomVersion !== roomVersion) throw malformed(resident, `the room has version ${room.roomVersion}`);
  await room.exclusively(async () => {
    const isResident = room.joinedServers().has(serverName);
    takeAuthEvents(room, [...read.authChain, ...read.state]);
    if (isResident && missingParents(room, join).length === 0) room.add(join);
    else room.addWithState(join, read.state, read.authChain, { startsAnew: !isResident });
  });
  rooms.forgetOutside(join.sender, roomId);
  rooms.notify(room, [join.sender]);
  return room;
}

/** The join as the resident server took it: it may have added its signature, and nothing else. */
async function signedJoin(
  homeserver: Homeserver,
  { pdu, eventId, roomVersion, resident }: CompletedEvent,
  answered: JsonObject[string] | undefined,
): Promise<Pdu> {
  if (answered === undefined) return pdu;
  const checked = await checkPdu(homeserver, answered, roomVersion, { notary: resident });
  if ('defect' in checked) throw malformed(resident, checked.defect);
  if (checked.event.eventId !== eventId) throw malformed(resident, 'its event is another than the join');
  return { ...pdu, signatures: { ...checked.pdu.signatures, ...pdu.signatures } };
}
