import { newEventId } from '../event-graph/build-event.ts';
import { eventTime } from '../event-graph/event-time.ts';
import { sealEvent } from '../event-graph/seal-event.ts';
import { eventIdOf } from '../protocol/event-id.ts';
import type { JsonObject } from '../protocol/json.ts';
import { type Pdu, type PduDraft, stringProperty } from '../protocol/pdu.ts';
import { allRoomVersions, isRoomVersion, type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import type { WireResponse } from '../wire/http-client.ts';
import { path } from '../wire/path.ts';
import { objectAt, show, stringAt } from '../wire/read.ts';
import type { Membership } from './answers/membership.ts';
import type { Speaker } from './speaker.ts';

/** What to change in a handshake. */
export interface HandshakeOptions {
  /** Room versions that the peer says it supports; default: all. */
  readonly versions?: readonly RoomVersion[];
  /** Added to the content of the event, such as a `reason`. */
  readonly content?: JsonObject;
}

/** A membership event that the target gave the template of, completed and signed by the peer. */
export interface Completed {
  readonly make: WireResponse;
  readonly roomVersion: RoomVersion;
  readonly eventId: string;
  readonly pdu: Pdu;
}

/**
 * Asks the target for the template of a membership event, checks it and completes it.
 *
 * @throws UnexpectedAnswer if the target refuses, or if the template is not what was asked for
 * Source: https://spec.matrix.org/v1.19/server-server-api/#joining-rooms, #knocking-rooms, #leaving-rooms-rejecting-invites
 */
export async function completeTemplate(
  speaker: Speaker,
  membership: Membership,
  roomId: string,
  userId: string,
  { versions = allRoomVersions, content = {} }: HandshakeOptions = {},
): Promise<Completed> {
  const query = membership === 'leave' ? '' : `?${versions.map((version) => `ver=${version}`).join('&')}`;
  const target = path`/_matrix/federation/v1/${`make_${membership}`}/${roomId}/${userId}`;
  const make = demandOk(await speaker.request('GET', target + query));
  const template = objectAt(make.json, 'event');
  // make_leave's answer need not name the version, and without it the room has version 1 or is known already.
  const roomVersion = stringProperty(make.json, 'room_version') ?? speaker.replicas.versionOf(roomId) ?? '1';
  if (!isRoomVersion(roomVersion) || !versions.includes(roomVersion)) {
    throw new UnexpectedAnswer(`${make.asked} answered with a room version that was not asked for`, {
      expected: versions.join(', '),
      actual: roomVersion,
    });
  }
  checkTemplate(make, { type: 'm.room.member', room_id: roomId, sender: userId, state_key: userId }, membership);
  const draft = {
    ...template,
    content: { ...objectAt(template, 'content'), ...content },
    origin: speaker.serverName,
    origin_server_ts: eventTime(),
    ...(roomVersions[roomVersion].eventIdFormat === 'given' && { event_id: newEventId(userId) }),
  } as unknown as PduDraft;
  const { hashes: _hashes, signatures: _signatures, ...unsealed } = draft;
  const pdu = sealEvent(unsealed, {
    roomVersion,
    signers: [speaker.serverName],
    signingKeyOf: speaker.signingKeyOf,
  });
  speaker.replicas.hear(roomId, roomVersion);
  return { make, roomVersion, pdu, eventId: eventIdOf(pdu, roomVersion) };
}

/** @throws UnexpectedAnswer unless the status is 200 */
export function demandOk(response: WireResponse): WireResponse {
  if (response.status === 200) return response;
  throw new UnexpectedAnswer(`${response.asked} was refused`, {
    expected: 'status 200',
    actual: `status ${response.status}: ${show(response.json ?? response.text)}`,
  });
}

function checkTemplate(make: WireResponse, expected: Record<string, string>, membership: Membership): void {
  for (const [key, value] of Object.entries(expected)) {
    const actual = stringAt(make.json, 'event', key);
    if (actual !== value) {
      throw new UnexpectedAnswer(`${make.asked} answered with a template of something else`, {
        expected: `${key} ${value}`,
        actual,
      });
    }
  }
  const actual = stringAt(make.json, 'event', 'content', 'membership');
  if (actual !== membership) {
    throw new UnexpectedAnswer(`${make.asked} answered with another membership`, { expected: membership, actual });
  }
}
