import type { JsonObject } from '../../protocol/json.ts';
import { type Route, server, type ServerRequest, withAnyBody } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { makeMembership, type SubmittedMembership, takeMembership } from './memberships.ts';
import { pdusFor } from './asked-room.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#joining-rooms */
export const joiningRoutes: readonly Route[] = [
  server('GET', '/_matrix/federation/v1/make_join/:roomId/:userId', (request, homeserver) =>
    makeMembership(request, homeserver, 'join'),
  ),
  withAnyBody(server('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId', join)),
  // What older homeservers know: the same, in an array that stays for their sake.
  withAnyBody(
    server('PUT', '/_matrix/federation/v1/send_join/:roomId/:eventId', async (request, homeserver) => [
      200,
      await join(request, homeserver),
    ]),
  ),
];

async function join(request: ServerRequest, homeserver: Homeserver): Promise<JsonObject> {
  const submitted = await takeMembership(request, homeserver, 'join');
  const { room, pdu, eventId } = submitted;
  const omitsMembers = request.query.get('omit_members') === 'true';
  const before = homeserver.rules.stateForServers(room, eventId);
  const state = omitsMembers ? withoutMembers(submitted, [...before.events()]) : before.eventIds();
  const authChain = homeserver.rules.authChainForServers(room, [eventId, ...state]);
  const inState = new Set(state);
  const told = omitsMembers ? authChain.filter((one) => !inState.has(one)) : authChain;
  return {
    event: pdu,
    state: pdusFor(room, state, request.origin),
    auth_chain: pdusFor(room, told, request.origin),
    members_omitted: omitsMembers,
    servers_in_room: [...room.joinedServers(before)],
  };
}

/** How many members give a room its name that has none. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync */
const heroesLimit = 5;

/** A state without the memberships of others, except those that stand for the name of a room that has none. */
function withoutMembers({ room, pdu }: SubmittedMembership, state: readonly RoomEvent[]): string[] {
  const members = state.filter(({ type }) => type === 'm.room.member');
  const hasName = ['m.room.name', 'm.room.canonical_alias'].some((type) => room.stateEvent(type) !== undefined);
  const candidates = members.filter(({ stateKey, content }) => {
    const membership = stringProperty(content, 'membership') ?? '';
    return stateKey !== pdu.sender && ['join', 'invite'].includes(membership);
  });
  const heroes = hasName ? [] : candidates.slice(0, heroesLimit);
  const kept = new Set([...heroes, ...members.filter(({ stateKey }) => stateKey === pdu.sender)]);
  return state.filter((event) => event.type !== 'm.room.member' || kept.has(event)).map(({ eventId }) => eventId);
}
