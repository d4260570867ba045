import { newEventId } from '../../event-graph/build-event.ts';
import { eventTime } from '../../event-graph/event-time.ts';
import { sealEvent } from '../../event-graph/seal-event.ts';
import { eventIdOf } from '../../protocol/event-id.ts';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { type Pdu, type PduDraft, serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import { allRoomVersions, isRoomVersion, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import type { OwnMembership } from '../rules/federation.ts';

/** Who wants to get into which room, or out of it, and which servers may be in it. */
export interface RemoteMembership {
  readonly roomId: string;
  readonly userId: string;
  /** Server names, the likeliest first. */
  readonly via: readonly string[];
  /** Added to the content of the event, such as a `reason` or a display name. */
  readonly content?: JsonObject;
}

/** A membership event that another server gave the template of, completed and signed. */
export interface CompletedEvent {
  /** The resident server. */
  readonly resident: string;
  readonly roomVersion: RoomVersion;
  readonly eventId: string;
  readonly pdu: Pdu;
}

/**
 * Asks a resident server for the template of a membership event, checks and completes it.
 *
 * @throws MatrixError if the server refuses, or gives a template of something else
 * Source: https://spec.matrix.org/v1.19/server-server-api/#joining-rooms, #knocking-rooms and #leaving-rooms-rejecting-invites
 */
export async function completeTemplate(
  { serverName, servers, rules, signingKeyOf }: Homeserver,
  membership: OwnMembership,
  resident: string,
  { roomId, userId, content = {} }: Omit<RemoteMembership, 'via'>,
): Promise<CompletedEvent> {
  const supported = allRoomVersions.filter((version) => membership !== 'knock' || roomVersions[version].knock);
  const query = membership === 'leave' ? '' : `?${supported.map((version) => `ver=${version}`).join('&')}`;
  const target = path`/_matrix/federation/v1/${`make_${membership}`}/${roomId}/${userId}`;
  const { event: template, room_version: given = '1' } = await servers.demand(resident, 'GET', target + query);
  const roomVersion = typeof given === 'string' && isRoomVersion(given) ? given : undefined;
  if (roomVersion === undefined || !supported.includes(roomVersion)) {
    throw malformed(resident, `the room version ${JSON.stringify(given)} was not asked for`);
  }
  if (!isJsonObject(template)) throw malformed(resident, 'there is no event');
  const expected = { membership, roomId, userId, origin: serverName, serverName };
  const broken = rules.templateConditions.find(({ holds }) => !holds(template as PduDraft, expected));
  if (broken) throw malformed(resident, broken.demands);
  const { hashes: _hashes, signatures: _signatures, unsigned: _unsigned, ...kept } = template;
  const draft = {
    ...kept,
    content: { ...content, ...(isJsonObject(kept['content']) && kept['content']) },
    origin: serverName,
    origin_server_ts: eventTime(),
    ...(roomVersions[roomVersion].eventIdFormat === 'given' && { event_id: newEventId(userId) }),
  } as PduDraft;
  const pdu = seal(resident, () => sealEvent(draft, { roomVersion, signers: [serverName], signingKeyOf }));
  const [defect] = rules.formatDefects(pdu, roomVersion);
  if (defect !== undefined) throw malformed(resident, defect);
  return { resident, roomVersion, pdu, eventId: eventIdOf(pdu, roomVersion, { strict: false }) };
}

/**
 * Does something through the first server with which it can be done.
 *
 * @param via server names; this homeserver is passed over
 * @throws MatrixError what the last of them answered, or 404 if there is none
 */
export async function throughOneOf<T>(
  { serverName, rules }: Homeserver,
  via: readonly string[],
  act: (resident: string) => Promise<T>,
): Promise<T> {
  let failure = new MatrixError(404, 'M_NOT_FOUND', 'No server is known that is in the room');
  for (const resident of new Set(rules.serversToAsk(via))) {
    if (resident === serverName) continue;
    try {
      return await act(resident);
    } catch (error) {
      if (!(error instanceof MatrixError)) throw error;
      failure = error;
    }
  }
  throw passedOn(failure);
}

/** What another server finds wrong with our request is not the fault of the client. */
function passedOn(error: MatrixError): MatrixError {
  const isOurs = error.errcode === 'M_MISSING_PARAM' || error.errcode === 'M_INVALID_PARAM';
  return isOurs ? new MatrixError(502, 'M_UNKNOWN', error.message) : error;
}

/** An answer that cannot be used. */
export function malformed(serverName: string, reason: string): MatrixError {
  return new MatrixError(502, 'M_UNKNOWN', `The answer of ${serverName} cannot be used: ${reason}`);
}

function seal(resident: string, act: () => Pdu): Pdu {
  try {
    return act();
  } catch (error) {
    throw malformed(resident, (error as Error).message);
  }
}

/** The servers that may be in a room that a user is invited to or knocks on, by who sent what is known of it. */
export function serversOutside({ rooms, serverName }: Homeserver, userId: string, roomId: string): string[] {
  const outside = rooms.outside(userId, roomId);
  if (!outside) return [];
  const senders = [outside.pdu.sender, ...outside.strippedState.map((event) => stringProperty(event, 'sender') ?? '')];
  const servers = senders.map((sender) => serverNameAfterColon(sender) ?? '');
  return servers.filter((server) => server !== '' && server !== serverName);
}
