import { appendEvent } from '../event-graph/append-event.ts';
import type { Host } from '../event-graph/delivery/arrangement.ts';
import {
  continueScenario,
  type HostedScenario,
  hostScenario,
  type Strangers,
} from '../event-graph/scenario/host-scenario.ts';
import type { Scenario } from '../event-graph/scenario/scenario.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import { type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import type { Troupe } from './troupe.ts';

/**
 * Begins the room of a scenario, in which guest and observer are, and plays the scenario in it; nothing of it is delivered yet.
 *
 * @throws UnexpectedAnswer where the target refuses what it has to grant, or sends into the room what nothing can follow
 */
export async function begin(
  scenario: Scenario,
  roomVersion: RoomVersion,
  host: Host,
  troupe: Troupe,
): Promise<HostedScenario> {
  return host === 'target' ? beginOnTarget(scenario, roomVersion, troupe) : beginOnPeer(scenario, roomVersion, troupe);
}

/** A peer makes the room, and the target joins. */
function beginOnPeer(scenario: Scenario, roomVersion: RoomVersion, troupe: Troupe): Promise<HostedScenario> {
  const { guest, observer, serverNameOf, signingKeyOf } = troupe;
  const [home = ''] = scenario.actors.values();
  return hostScenario(scenario, roomVersion, { serverNameOf, signingKeyOf }, async (room) => {
    troupe.know(room);
    const user = observer.user('observer');
    const join = { type: 'm.room.member', sender: user, stateKey: user, content: { membership: 'join' } };
    appendEvent(room, join, signingKeyOf);
    await guest.join(room.roomId, [serverNameOf(home)]);
    demandOneEnd(room);
    return strangers(troupe);
  });
}

/** The target makes the room, and the peers join. */
async function beginOnTarget(scenario: Scenario, roomVersion: RoomVersion, troupe: Troupe): Promise<HostedScenario> {
  const { guest, observer, serverNameOf, signingKeyOf } = troupe;
  const [[creator, home] = ['', 'a']] = scenario.actors;
  const creatorId = troupe.peerOf(home).user(creator);
  const isInfinite = roomVersions[roomVersion].creatorPower === 'infinite';
  const { roomId } = await guest.createRoom({
    preset: 'public_chat',
    room_version: roomVersion,
    ...(isInfinite && { creation_content: { additional_creators: [creatorId] } }),
  });
  const users = isInfinite ? {} : { [guest.userId]: 100, [creatorId]: 100 };
  const { eventId: powerLevels } = await guest.sendState(roomId, 'm.room.power_levels', { users });
  const { room, eventId: join } = await troupe.peerOf(home).joinRoom(roomId, creatorId, { versions: [roomVersion] });
  troupe.know(room);
  await observer.joinRoom(roomId, observer.user('observer'), { versions: [roomVersion] });
  demandOneEnd(room);
  const named = new Map([
    ['create', stateEventId(room, 'm.room.create')],
    [creator, join],
    ['PL', powerLevels],
    ['JR', stateEventId(room, 'm.room.join_rules')],
  ]);
  const servers = { serverNameOf, signingKeyOf, ...(!isInfinite && { inPower: [guest.userId] }) };
  return continueScenario(scenario, servers, { graph: room, named }, strangers(troupe));
}

/** Those whom a scenario does not touch. */
function strangers({ guest, observer }: Troupe): Strangers {
  return new Map([
    [guest.userId, 'guest'],
    [observer.user('observer'), 'observer'],
  ]);
}

/** What follows has to have one event to follow, and a state that is known. */
function demandOneEnd(room: RoomGraph): void {
  const ends = room.forwardExtremities;
  if (ends.length === 1 && ends.every((eventId) => room.judgementOf(eventId))) return;
  throw new UnexpectedAnswer('the history of the room does not come together before the scenario begins', {
    expected: 'one event that no other follows, before which the state is known',
    actual: ends.map((eventId) => endText(room, eventId)).join('; ') || 'no event',
  });
}

function endText(room: RoomGraph, eventId: string): string {
  const { type, sender } = room.event(eventId);
  const missing = room.missingParents(room.event(eventId));
  const follows = missing.length === 0 ? '' : `, which follows ${missing.join(', ')}, not known here`;
  return `${type} of ${sender} (${eventId})${follows}`;
}

function stateEventId(room: RoomGraph, type: string): string {
  const event = room.stateEvent(type);
  if (event) return room.eventIdOf(event);
  throw new UnexpectedAnswer(`the room that the target made has no ${type}`, {
    expected: `a state with ${type}`,
    actual: room
      .stateAfterAll()
      .eventIds()
      .map((eventId) => room.event(eventId).type)
      .join(', '),
  });
}
