import { expect, test } from 'vitest';
import type { HostedScenario } from '../scenario/host-scenario.ts';
import type { Delivery } from './delivery.ts';
import { hostedOnPeer, scenarioOf } from './testing-hosted.ts';
import { verdictsOnArrival } from './verdicts-on-arrival.ts';

const banned = scenarioOf(`
  P: { sender: alice, powerLevels: { bob: 50 } }
  ban: { sender: alice, ban: bob }
  topic: { sender: bob, topic: late, after: P }
  name: { sender: bob, name: after that }
  refused: { sender: bob, powerLevels: { bob: 100 }, after: P }
  merge: { mergeOf: [ban, name] }`);
const hosted = await hostedOnPeer(banned, '11');

/** The verdicts where events come in transactions, by their names. */
function verdicts(one: HostedScenario, ...transactions: readonly string[][]): Record<string, string> {
  const { graph, idOf, nameOf, events } = one;
  const ours = new Set(events.map(({ eventId }) => eventId));
  const there = graph.eventIds.filter((eventId) => !ours.has(eventId));
  const delivery: Delivery = transactions.map((names) => ({
    from: 'a.example',
    events: names.map((name) => ({ eventId: idOf(name), pdu: graph.event(idOf(name)) })),
  }));
  const found = [...verdictsOnArrival(graph, there, delivery)];
  return Object.fromEntries(
    found.map(([eventId, possible]) => [nameOf(eventId), [...possible].toSorted().join(' or ')]),
  );
}

test('an event that comes after the ban of its sender is soft-failed, and so is what follows it', () => {
  expect(verdicts(hosted, ['bob', 'P'], ['ban'], ['topic'], ['name'], ['merge'])).toEqual({
    bob: 'accepted',
    P: 'accepted',
    ban: 'accepted',
    topic: 'soft-failed',
    name: 'soft-failed',
    merge: 'accepted',
  });
});

test('before the ban it is accepted', () => {
  const { topic, name, ban } = verdicts(hosted, ['bob'], ['P'], ['topic'], ['name'], ['ban'], ['merge']);
  expect({ topic, name, ban }).toEqual({ topic: 'accepted', name: 'accepted', ban: 'accepted' });
});

test('in one transaction with the ban it may be either, and what follows it as well', () => {
  const { topic, name, ban, merge } = verdicts(hosted, ['bob', 'P'], ['ban', 'topic', 'name', 'merge']);
  expect({ topic, name }).toEqual({ topic: 'accepted or soft-failed', name: 'accepted or soft-failed' });
  expect({ ban, merge }).toEqual({ ban: 'accepted', merge: 'accepted' });
});

test('what is withheld is taken in with what asks for it', () => {
  const found = verdicts(hosted, ['bob', 'P'], ['ban'], ['merge']);
  expect(found).toMatchObject({ topic: 'soft-failed', name: 'soft-failed', merge: 'accepted' });
});

test('what is rejected is so in any order', () => {
  expect(verdicts(hosted, ['bob', 'P', 'refused', 'ban'])).toMatchObject({ refused: 'rejected' });
});

test('where there are too many orders nothing is said of soft failure', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
  const lines = names.map((name) => `  ${name}: { sender: bob, topic: ${name}, after: P }`).join('\n');
  const wide = scenarioOf(`  P: { sender: alice, powerLevels: { bob: 50 } }
  ban: { sender: alice, ban: bob }
${lines}
  refused: { sender: bob, powerLevels: { bob: 100 }, after: P }`);
  const found = verdicts(await hostedOnPeer(wide, '11'), ['bob', 'P'], ['ban', 'refused', ...names]);
  expect(found).toMatchObject({ ban: 'accepted or soft-failed', m3: 'accepted or soft-failed', refused: 'rejected' });
});
