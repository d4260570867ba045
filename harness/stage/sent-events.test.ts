import { expect, onTestFinished, test } from 'vitest';
import { hostedOnPeer, scenarioOf } from '../event-graph/delivery/testing-hosted.ts';
import type { HostedScenario } from '../event-graph/scenario/host-scenario.ts';
import type { Peer } from '../peer/peer.ts';
import { startTwoPeers } from '../peer/two-peers.ts';
import type { JsonObject } from '../protocol/json.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { SentEvents } from './sent-events.ts';

const scenario = scenarioOf(`
  one: { sender: alice, topic: one }
  two: { sender: alice, topic: two }
  left: { sender: alice, topic: left, after: one }
  merge: { mergeOf: [two, left] }`);

interface Performed {
  readonly target: Peer;
  readonly sent: SentEvents;
  readonly hosted: HostedScenario;
  /** Sends some events, by their names; some are not taken. */
  send(names: readonly string[], refused?: readonly string[]): void;
}

/** A scenario of which the target is said to have been sent a part. */
async function performed(): Promise<Performed> {
  const both = await startTwoPeers();
  onTestFinished(() => both[Symbol.asyncDispose]());
  const hosted = await hostedOnPeer(scenario, '11');
  const sent = new SentEvents([both.peer], hosted);
  const resultsOf = (names: readonly string[], result: JsonObject): JsonObject =>
    Object.fromEntries(names.map((name) => [hosted.idOf(name), result]));
  return {
    target: both.target,
    sent,
    hosted,
    send(names, refused = []) {
      const events = [...names, ...refused].map((name) => ({ eventId: hosted.idOf(name) }));
      const pdus = { ...resultsOf(names, {}), ...resultsOf(refused, { error: 'No' }) };
      sent.answered(events, { pdus });
    },
  };
}

test('tells what the target asks for although it was sent it', async () => {
  const { target, sent, hosted, send } = await performed();
  const { idOf } = hosted;
  await target.event(idOf('one'));
  send(['one', 'two']);
  expect(sent.askedAgain).toEqual([]); // it asked before
  await target.event(idOf('two'));
  await target.event(idOf('left'));
  await target.event(idOf('two'));
  expect(sent.askedAgain).toEqual(['asked for two by event, which it had been sent']);
});

test.for(['get_missing_events', 'state_ids', 'state'] as const)(
  'tells that it asks by %s for what is before an event, where it was sent all its parents',
  async (operation) => {
    const { target, sent, hosted, send } = await performed();
    const { idOf, graph } = hosted;
    const ask = {
      get_missing_events: () => target.missingEvents(graph, { latest: [idOf('merge')], earliest: [] }),
      state_ids: () => target.stateIds(graph, idOf('merge')),
      state: () => target.state(graph, idOf('merge')),
    }[operation];
    send(['one', 'two']);
    await ask();
    expect(sent.askedAgain).toEqual([]); // one parent was withheld
    send(['left', 'merge']);
    await ask();
    expect(sent.askedAgain).toEqual([
      `asked for what is before merge by ${operation}, although it had been sent two and left`,
    ]);
  },
);

test('lets it ask for what came after the events that follow it', async () => {
  const { target, sent, hosted, send } = await performed();
  const { idOf, graph } = hosted;
  send(['one', 'two', 'merge', 'left']);
  await target.missingEvents(graph, { latest: [idOf('merge')], earliest: [] });
  await target.event(idOf('left'));
  expect(sent.askedAgain).toEqual([]);
});

test('lets it ask for what it said that it did not take, and for what it was never sent', async () => {
  const { target, sent, hosted, send } = await performed();
  send(['two'], ['one']);
  sent.answered([{ eventId: hosted.idOf('left') }], { pdus: {} });
  for (const name of ['one', 'left', 'merge']) await target.event(hosted.idOf(name));
  expect(sent.askedAgain).toEqual([]);
});

test('adds what it asked for again to an error that it may explain', async () => {
  const { target, sent, hosted, send } = await performed();
  const missing = new UnexpectedAnswer('waited in vain', { expected: 'the last event', actual: 'nothing came' });
  expect(sent.explaining(missing)).toBe(missing);
  send(['one']);
  await target.event(hosted.idOf('one'));
  expect(sent.explaining(missing)).toMatchObject({
    name: 'UnexpectedAnswer',
    expected: 'the last event',
    actual: 'nothing came; the homeserver asked for one by event, which it had been sent',
  });
  const ours = new TypeError('of the harness');
  expect(sent.explaining(ours)).toBe(ours);
});
