import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { serverNameOf } from '../../protocol/pdu.ts';
import type { RoomVersionRules } from '../../protocol/room-versions.ts';
import type { EventSpec } from '../build-event.ts';
import type { Cast } from './cast.ts';
import type { ScenarioEvent } from './scenario.ts';
import type { ScenarioServers } from './scenario-servers.ts';

/** Where an event is built. */
export interface EventPlace {
  readonly cast: Cast;
  readonly rules: RoomVersionRules;
  readonly servers: ScenarioServers;
  /** What the IDs follow from that servers give. */
  readonly roomName: string;
  /** IDs of the parents if the scenario names none. */
  readonly parents: readonly string[];
  readonly originServerTs: number;
  /** The ID of an event that the scenario cites, or follows. */
  readonly cited: (name: string) => string;
  readonly parent: (name: string) => string;
}

/** An event of a scenario with the IDs of users, rooms and events in the place of their names. */
export function eventSpec(name: string, event: ScenarioEvent, place: EventPlace): EventSpec {
  const { cast, rules, servers } = place;
  const { type, stateKey, after, authEvents, depth, corrupt, overrides = {} } = event;
  const sender = cast.userId(event.sender);
  const content = contentOf(event, place);
  // Events of room version 12 do not cite the create event.
  const cited = authEvents?.filter((one) => one !== 'create' || rules.createInAuthEvents);
  const replaced = Object.entries(cast.namedIn(overrides)).map(([key, value]) => [key, value ?? undefined] as const);
  return {
    type,
    sender,
    ...(stateKey !== undefined && { stateKey: cast.named(stateKey) }),
    content,
    prevEvents: after?.map(place.parent) ?? place.parents,
    ...(cited && { authEvents: cited.map(place.cited) }),
    originServerTs: place.originServerTs,
    ...(depth !== undefined && { depth }),
    overrides: { ...givenId(name, event, place), ...Object.fromEntries(replaced) },
    signers: event.signedBy?.map((server) => servers.serverNameOf(server)) ?? signersOf(event, place, content),
    ...(corrupt && { corrupt }),
  };
}

function contentOf({ content, users }: ScenarioEvent, { cast, rules, servers }: EventPlace): JsonObject {
  if (!users) return cast.namedIn(content);
  const byId = Object.entries(users).map(([actor, level]) => [cast.userId(actor), level] as const);
  const { users: written, ...others } = cast.namedIn(content);
  const strangers = Object.fromEntries((servers.inPower ?? []).map((userId) => [userId, 100]));
  // A creator whose power is infinite must not be listed.
  const creator = rules.creatorPower === 'infinite' ? {} : { [cast.userId(cast.creator)]: 100 };
  const levels = isJsonObject(written) ? written : { ...creator, ...Object.fromEntries(byId) };
  return { users: { ...strangers, ...levels }, ...others };
}

function givenId(
  name: string,
  { eventId, sender }: ScenarioEvent,
  { cast, rules, servers, roomName }: EventPlace,
): { event_id?: string } {
  if (rules.eventIdFormat !== 'given') return {};
  const server = cast.serverOf(sender);
  if (eventId === undefined) return { event_id: `$${shortHash(roomName, name)}:${server}` };
  // A homeserver must never see it twice.
  return { event_id: `$${eventId}${servers.roomName === undefined ? `-${roomName}` : ''}:${server}` };
}

/** The sender's server, that of the user who lets somebody into a restricted room, and that of one who is invited. */
function signersOf({ sender, stateKey }: ScenarioEvent, { cast }: EventPlace, content: JsonObject): string[] {
  const { membership, join_authorised_via_users_server: authoriser } = content;
  const users = [
    cast.userId(sender),
    ...(typeof authoriser === 'string' ? [authoriser] : []),
    ...(membership === 'invite' && stateKey !== undefined ? [cast.named(stateKey)] : []),
  ];
  return [...new Set(users.filter((user) => user.startsWith('@')).map((user) => serverNameOf(user)))];
}

/** Sixteen characters for IDs that follow from some names. */
export function shortHash(...parts: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
