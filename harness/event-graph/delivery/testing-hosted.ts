import { appendEvent } from '../append-event.ts';
import { exampleServers } from '../scenario/example-servers.ts';
import { continueScenario, type HostedScenario, hostScenario, type Strangers } from '../scenario/host-scenario.ts';
import { parseScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { RoomGraph } from '../room-graph.ts';
import type { EventSpec } from '../build-event.ts';
import { buildEvent } from '../build-event.ts';
import { roomIdOfCreate } from '../../protocol/event-id.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';

const guest = '@guest:target.example';
const strangers: Strangers = new Map([[guest, 'guest']]);

/** A scenario with a guest, on servers that nobody runs. */
export function hostedOnPeer(scenario: Scenario, roomVersion: RoomVersion): Promise<HostedScenario> {
  const servers = exampleServers(scenario.slug);
  return hostScenario(scenario, roomVersion, servers, (room) => {
    appendEvent(room, { ...member(guest), content: { membership: 'join' } }, servers.signingKeyOf);
    return Promise.resolve(strangers);
  });
}

/** The same in a room that the guest made, as homeservers make public rooms, with the same power for the scenario's creator. */
export function hostedOnTarget(scenario: Scenario, roomVersion: RoomVersion): HostedScenario {
  const servers = exampleServers(scenario.slug);
  const [[creator, home] = ['', 'a']] = scenario.actors;
  const creatorId = `@${creator}:${servers.serverNameOf(home)}`;
  const rules = roomVersions[roomVersion];
  const isInfinite = rules.creatorPower === 'infinite';
  const create: EventSpec = {
    type: 'm.room.create',
    sender: guest,
    stateKey: '',
    content: {
      room_version: roomVersion,
      ...(rules.creatorIs === 'content.creator' && { creator: guest }),
      ...(isInfinite && { additional_creators: [creatorId] }),
    },
    authEvents: [],
    overrides: rules.roomIdFormat === 'create-hash' ? { room_id: undefined } : {},
  };
  const pdu = buildEvent(new RoomGraph({ roomId: '!made:target.example', roomVersion }), create, servers.signingKeyOf);
  const roomId = rules.roomIdFormat === 'create-hash' ? roomIdOfCreate(pdu, roomVersion) : '!made:target.example';
  const graph = new RoomGraph({ roomId, roomVersion });
  const createId = graph.add(pdu);
  const add = (spec: EventSpec): string => appendEvent(graph, spec, servers.signingKeyOf).eventId;
  const state = (type: string, content: EventSpec['content']): string =>
    add({ type, sender: guest, stateKey: '', content: content ?? {} });
  add({ ...member(guest), content: { membership: 'join' } });
  state('m.room.power_levels', { users: isInfinite ? {} : { [guest]: 100 }, events: { 'm.room.power_levels': 100 } });
  const joinRules = state('m.room.join_rules', { join_rule: 'public' });
  state('m.room.history_visibility', { history_visibility: 'shared' });
  const powerLevels = state('m.room.power_levels', { users: isInfinite ? {} : { [guest]: 100, [creatorId]: 100 } });
  const join = add({ ...member(creatorId), content: { membership: 'join' } });
  const observer = add({ ...member('@observer:observer.example'), content: { membership: 'join' } });
  const named = new Map([
    ['create', createId],
    [creator, join],
    ['PL', powerLevels],
    ['JR', joinRules],
  ]);
  const all = new Map([...strangers, [graph.event(observer).sender, 'observer']]);
  return continueScenario(scenario, { ...servers, ...(!isInfinite && { inPower: [guest] }) }, { graph, named }, all);
}

function member(user: string): Pick<EventSpec, 'type' | 'sender' | 'stateKey'> {
  return { type: 'm.room.member', sender: user, stateKey: user };
}

/** A scenario from the lines of its events. */
export function scenarioOf(events: string, more = ''): Scenario {
  const text = `
title: A test
why: It is one.
decides: [sr.fork.merge-state]
actors: [alice, bob@b]
room: { joined: [bob] }
events:
${events}
expect:
  states:
    bob: { m.room.topic: null }
${more}`;
  return parseScenario(text, 'a-test.yaml');
}
