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
import type { Troupe } from './troupe.ts';

/** Begins the room of a scenario, in which guest and observer are, and plays the scenario in it; nothing of it is delivered yet. */
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

function stateEventId(room: RoomGraph, type: string): string {
  const event = room.stateEvent(type);
  if (event) return room.eventIdOf(event);
  throw new Error(`The room that the target made has no ${type}`);
}
