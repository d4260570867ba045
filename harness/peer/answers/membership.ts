import { draftEvent } from '../../event-graph/build-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { signEvent } from '../../protocol/event-signing.ts';
import { isJsonObject } from '../../protocol/json.ts';
import { type Pdu, type PduDraft, stringProperty } from '../../protocol/pdu.ts';
import type { Answer } from '../../wire/https-listener.ts';
import { type AnsweringPeer, forbidden, type IncomingRequest, invalid, notFound, ok, param } from './route.ts';

export type Membership = 'join' | 'leave' | 'knock';

/** The answer to make_join, make_leave and make_knock: a template of the event. */
export function makeMembership(incoming: IncomingRequest, peer: AnsweringPeer, membership: Membership): Answer {
  const room = peer.replicas.get(param(incoming, 'roomId'));
  const userId = param(incoming, 'userId');
  if (!room) return notFound('The room');
  if (!userId.endsWith(`:${incoming.origin}`)) return forbidden(`${userId} is not a user of ${incoming.origin}`);
  const template = draftEvent(room, {
    type: 'm.room.member',
    sender: userId,
    stateKey: userId,
    content: { membership },
    overrides: { origin: peer.serverName },
  });
  return refusedBy(room, template) ?? ok({ room_version: room.roomVersion, event: template });
}

/** An event that came with send_join, send_leave or send_knock, taken into the replica, or the answer that refuses it. */
export type Taken =
  | { readonly room: RoomGraph; readonly event: Pdu; readonly eventId: string }
  | { readonly refused: Answer };

/**
 * Takes an event that another server completed from a template.
 *
 * Source of the conditions: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv2send_joinroomideventid
 */
export async function takeMembership(
  incoming: IncomingRequest,
  peer: AnsweringPeer,
  membership: Membership,
): Promise<Taken> {
  const { json } = incoming.request;
  const room = peer.replicas.get(param(incoming, 'roomId'));
  if (!room) return { refused: notFound('The room') };
  if (!isJsonObject(json)) return { refused: invalid('The body is no event') };
  const received = await peer.inbox.receive(json, {
    roomVersion: room.roomVersion,
    where: `${incoming.method} ${incoming.path}`,
    eventId: param(incoming, 'eventId'),
  });
  if (!received) return { refused: invalid('The event is malformed, or its event ID, hash or signature is wrong') };
  const { pdu } = received;
  const isOfTheOrigin = pdu.state_key === pdu.sender && pdu.sender.endsWith(`:${incoming.origin}`);
  const isMembership = pdu.type === 'm.room.member' && stringProperty(pdu.content, 'membership') === membership;
  if (!isOfTheOrigin || !isMembership || pdu.room_id !== room.roomId) {
    return { refused: invalid(`The event is not the ${membership} of a user of ${incoming.origin}`) };
  }
  const refused = refusedBy(room, pdu);
  if (refused) return { refused };
  const event = signEvent(pdu, room.roomVersion, peer.serverName, peer.signingKey);
  const eventId = room.add(event, { unknownState: true });
  peer.inbox.events.add(received);
  return { room, event, eventId };
}

/** What a resident answers to an event that the authorization rules do not allow. Checks that want more override the answer. */
function refusedBy(room: RoomGraph, event: PduDraft): Answer | undefined {
  const { verdict, reason } = room.judge(event);
  return verdict === 'rejected' ? forbidden(reason) : undefined;
}

/** The events of a list of IDs. */
export function eventsOf(room: RoomGraph, eventIds: Iterable<string>): Pdu[] {
  return [...eventIds].map((eventId) => room.event(eventId));
}
