import { signEvent } from '../../protocol/event-signing.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { isRoomVersion } from '../../protocol/room-versions.ts';
import type { Answer } from '../../wire/https-listener.ts';
import { show } from '../../wire/read.ts';
import {
  type AnsweringPeer,
  bodyOf,
  forbidden,
  type IncomingRequest,
  invalid,
  ok,
  param,
  refusal,
  type Route,
} from './route.ts';

/** Being invited: the peer signs, and remembers the invite. https://spec.matrix.org/v1.19/server-server-api/#inviting-to-a-room */
export const invitingRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/_matrix/federation/v2/invite/:roomId/:eventId',
    handler: async (incoming, peer) => {
      const { event, room_version: roomVersion, invite_room_state: state } = bodyOf(incoming);
      const answer = await invited(incoming, peer, { event, roomVersion, state });
      if ('refused' in answer) return answer.refused;
      return ok({ event: answer.event });
    },
  },
  {
    // Only for room versions 1 and 2, whose events look the same; the request does not say which.
    method: 'PUT',
    path: '/_matrix/federation/v1/invite/:roomId/:eventId',
    handler: async (incoming, peer) => {
      const event = bodyOf(incoming);
      const unsigned = event['unsigned'];
      const state = isJsonObject(unsigned) ? unsigned['invite_room_state'] : undefined;
      const answer = await invited(incoming, peer, { event, roomVersion: '1', state });
      return 'refused' in answer ? answer.refused : ok([200, { event: answer.event }]);
    },
  },
  {
    // The peer's rooms hold no third-party invite unless a check puts one there, and then the check gives the answer.
    method: 'PUT',
    path: '/_matrix/federation/v1/exchange_third_party_invite/:roomId',
    handler: () => forbidden('There is no such third-party invite in the room'),
  },
];

interface InviteBody {
  readonly event: JsonValue | undefined;
  readonly roomVersion: JsonValue | undefined;
  readonly state: JsonValue | undefined;
}

async function invited(
  incoming: IncomingRequest,
  peer: AnsweringPeer,
  { event, roomVersion, state = [] }: InviteBody,
): Promise<{ readonly event: JsonObject } | { readonly refused: Answer }> {
  if (!isJsonObject(event)) return { refused: invalid('The body has no event') };
  if (typeof roomVersion !== 'string' || !isRoomVersion(roomVersion)) {
    return {
      refused: refusal(400, 'M_INCOMPATIBLE_ROOM_VERSION', `Room version ${show(roomVersion)} is not supported`),
    };
  }
  const where = `${incoming.method} ${incoming.path}`;
  const received = await peer.inbox.receive(event, { roomVersion, where, eventId: param(incoming, 'eventId') });
  await peer.inbox.examineInviteState(state, { roomVersion, where });
  if (!received) return { refused: invalid('The event is malformed, or its event ID, hash or signature is wrong') };
  const { pdu } = received;
  const isInvite = pdu.type === 'm.room.member' && stringProperty(pdu.content, 'membership') === 'invite';
  const isForMe = pdu.state_key?.endsWith(`:${peer.serverName}`) ?? false;
  if (
    !isInvite ||
    !isForMe ||
    !pdu.sender.endsWith(`:${incoming.origin}`) ||
    pdu.room_id !== param(incoming, 'roomId')
  ) {
    return {
      refused: invalid(`The event is not the invite of a user of ${peer.serverName} by one of ${incoming.origin}`),
    };
  }
  const signed = signEvent(pdu, roomVersion, peer.serverName, peer.signingKey);
  peer.replicas.hear(param(incoming, 'roomId'), roomVersion);
  peer.inbox.invites.add({
    roomId: param(incoming, 'roomId'),
    roomVersion,
    pdu: signed,
    eventId: received.eventId,
    state,
  });
  return { event: signed };
}
