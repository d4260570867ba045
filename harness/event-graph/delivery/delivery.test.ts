import { describe, expect, test } from 'vitest';
import { scenariosIn } from '../scenario/read-scenario.ts';
import { arrange, mayBeginOnTarget } from './arrangement.ts';
import { Chance } from './chance.ts';
import { type Delivery, deliveryOf, deliveryOneByOne } from './delivery.ts';
import { hostedOnPeer, scenarioOf } from './testing-hosted.ts';

const fork = scenarioOf(`
  P: { sender: alice, powerLevels: { bob: 50 } }
  one: { sender: bob, topic: one }
  two: { sender: alice, topic: two, after: P }
  three: { sender: alice, name: three, after: P }
  merge: { mergeOf: [one, two, three] }`);
const hosted = await hostedOnPeer(fork, '11');
const ids = hosted.events.map(({ eventId }) => eventId);
const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

const sentIn = (delivery: Delivery): string[] => delivery.flatMap(({ events }) => events.map(({ eventId }) => eventId));
const deliveries = seeds.map((seed) => deliveryOf(hosted, new Chance(seed)));
const withGaps = seeds.map((seed) => deliveryOf(hosted, new Chance(seed), { withGap: true }));

test('a seed leads to the same delivery each time', () => {
  expect(deliveryOf(hosted, new Chance(7))).toEqual(deliveryOf(hosted, new Chance(7)));
  expect(new Set(deliveries.map((delivery) => JSON.stringify(delivery))).size).toBeGreaterThan(20);
});

test('every event is sent, parents come first, and the last event comes last', () => {
  for (const sent of deliveries.map(sentIn)) {
    expect(new Set(sent)).toEqual(new Set(ids));
    expect(hasLateEvent(sent)).toBe(false);
    expect(sent.at(-1)).toBe(ids.at(-1));
  }
  expect(deliveries.map(sentIn).some((sent) => new Set(sent).size < sent.length)).toBe(true);
});

test('with a gap one event is withheld, at least until one of its children came', () => {
  const withheld = withGaps.map((delivery) => {
    const sent = sentIn(delivery);
    const late = ids.filter((eventId) => {
      const child = sent.findIndex((one) => hosted.graph.parentsOf(one).includes(eventId));
      return !sent.includes(eventId) || (child !== -1 && child < sent.indexOf(eventId));
    });
    expect(late).toHaveLength(1);
    expect(sent.at(-1)).toBe(ids.at(-1));
    return sent.includes(late[0] ?? '') ? 'late' : 'never';
  });
  expect(new Set(withheld)).toEqual(new Set(['late', 'never']));
});

function hasLateEvent(sent: readonly string[]): boolean {
  return sent.some((eventId, index) => hosted.graph.parentsOf(eventId).some((parent) => sent.indexOf(parent) > index));
}

test('each transaction is of one server: that of the senders, and for the first join of a server one that is there', () => {
  for (const { from, events } of deliveries.flat()) {
    for (const { eventId, pdu } of events) {
      expect(from).toBe(eventId === hosted.idOf('bob') ? 'a.example' : pdu.sender.split(':')[1]);
    }
  }
});

test('one by one is every event in the order of the scenario', () => {
  const delivery = deliveryOneByOne(hosted);
  expect(delivery.map(({ events }) => events.length)).toEqual(ids.map(() => 1));
  expect(sentIn(delivery)).toEqual(ids);
});

test('what a scenario tells is delivered so, and its last event after that', async () => {
  const told = { ...fork, deliver: { transactions: [['bob', 'P'], ['two', 'one'], ['merge']], notAmongMissing: [] } };
  const delivery = deliveryOf(await hostedOnPeer(told, '11'), new Chance(1));
  // The server of one is another than that of the others; three is withheld.
  expect(sentIn(delivery)).toHaveLength(6);
  expect(delivery.map(({ from, events }) => [from, events.length])).toEqual([
    ['a.example', 2],
    ['a.example', 1],
    ['b.example', 1],
    ['a.example', 1],
    ['a.example', 1],
  ]);
});

describe('arrangements', () => {
  test('leave a scenario that names servers on them', () => {
    const { actors } = fork;
    for (const seed of seeds) expect(arrange(fork, new Chance(seed)).scenario.actors).toEqual(actors);
  });

  test('put the actors of others on one server or on several, and let the target make some of the rooms', () => {
    const plain = { ...fork, actors: new Map([...fork.actors].map(([actor]) => [actor, 'a'])) };
    const arranged = seeds.map((seed) => arrange(plain, new Chance(seed)));
    const servers = new Set(arranged.map(({ scenario }) => [...scenario.actors.values()].join(' ')));
    expect(servers).toEqual(new Set(['a a', 'a b', 'a c']));
    expect(new Set(arranged.map(({ host }) => host))).toEqual(new Set(['peer', 'target']));
    expect(seeds.map((seed) => arrange(plain, new Chance(seed), 'peer').host)).not.toContain('target');
  });

  test('a room without power levels, or with a create event of its own, is its creator’s', () => {
    const bySlug = new Map(scenariosIn().map((scenario) => [scenario.slug, scenario]));
    const may = (slug: string) => mayBeginOnTarget(bySlug.get(slug) ?? fork);
    expect(['power-without-power-levels', 'two-creators'].map(may)).toEqual([false, false]);
    expect(['ban-beats-topic', 'four-branches'].map(may)).toEqual([true, true]);
  });
});
