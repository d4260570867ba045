import { expect, test } from 'vitest';
import { hostedOnPeer, scenarioOf } from '../event-graph/delivery/testing-hosted.ts';
import type { HostedScenario } from '../event-graph/scenario/host-scenario.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { chainDefects, idsOfPdus } from './told-events.ts';

const scenario = scenarioOf(`
  P: { sender: alice, powerLevels: { bob: 50 } }
  topic: { sender: bob, topic: one }`);

interface Chains {
  readonly hosted: HostedScenario;
  defectsOfEvent(change: (chain: readonly string[]) => readonly string[]): string[];
  defectsOfState(change: (chain: readonly string[]) => readonly string[]): string[];
}

async function chainsIn(roomVersion: RoomVersion): Promise<Chains> {
  const hosted = await hostedOnPeer(scenario, roomVersion);
  const { graph, idOf } = hosted;
  const event = [idOf('topic')];
  const state = graph.stateBefore(idOf('topic')).eventIds();
  return {
    hosted,
    defectsOfEvent: (change) =>
      chainDefects({ by: 'event_auth', eventIds: change(graph.authChain(event)), of: event }, hosted),
    defectsOfState: (change) =>
      chainDefects({ by: 'state', eventIds: change(graph.authChain(state)), of: state }, hosted),
  };
}

test.for(['11', '12'] as const)(
  'finds nothing wrong with a complete auth chain in room version %s',
  async (version) => {
    const { defectsOfEvent, defectsOfState } = await chainsIn(version);
    expect(defectsOfEvent((chain) => chain)).toEqual([]);
    expect(defectsOfState((chain) => chain.toReversed())).toEqual([]);
  },
);

test('names what a chain lacks, and what it has besides', async () => {
  const { hosted, defectsOfEvent, defectsOfState } = await chainsIn('11');
  const { idOf } = hosted;
  expect(defectsOfEvent((chain) => chain.filter((one) => one !== idOf('PL')))).toEqual(['event_auth lacks PL']);
  expect(defectsOfEvent((chain) => [...chain, idOf('topic'), '$unknown'])).toEqual([
    'event_auth has topic besides',
    'event_auth has $unknown besides',
  ]);
  expect(defectsOfState((chain) => [...chain.filter((one) => one !== idOf('alice')), idOf('topic')])).toEqual([
    'state lacks alice',
    'state has topic besides',
  ]);
});

test('lets the chain of a state have the state itself, and any chain the create event where none cites it', async () => {
  const { hosted, defectsOfEvent, defectsOfState } = await chainsIn('12');
  const { idOf, graph } = hosted;
  expect(graph.authChain([idOf('topic')])).not.toContain(idOf('create'));
  expect(defectsOfEvent((chain) => [...chain, idOf('create')])).toEqual([]);
  expect(defectsOfEvent((chain) => [...chain, idOf('guest')])).toEqual(['event_auth has guest besides']);
  expect(defectsOfState((chain) => [...chain, idOf('create'), idOf('guest')])).toEqual([]);
});

test('takes what has no ID for a wrong answer', async () => {
  const { graph } = await hostedOnPeer(scenario, '1');
  expect(() => idsOfPdus(graph, [{ type: 'm.room.topic' }])).toThrow(UnexpectedAnswer);
});
