import { get } from 'node:https';
import { expect, test } from 'vitest';
import { scenarioOf } from '../event-graph/delivery/testing-hosted.ts';
import type { Peer } from '../peer/peer.ts';
import { startAmongPeers } from '../reference/testing-peer.ts';
import { usualDisclosure } from '../target/disclosure.ts';
import { perform } from './perform.ts';
import { tellPerformance } from './tell-performance.ts';

const scenario = scenarioOf(`
  one: { sender: alice, topic: one }
  two: { sender: alice, topic: two, after: bob }
  merge: { mergeOf: [one, two] }`);

test('tells what came of a scenario, and what was asked for again', async () => {
  const { register, startPeer } = await startAmongPeers();
  const peers: Peer[] = [];
  const stage = {
    register,
    async startPeer() {
      const peer = await startPeer();
      peers.push(peer);
      return peer;
    },
    limitMs: 5000,
    disclosure: usualDisclosure,
  };
  const performance = await perform(scenario, stage, {
    roomVersion: '11',
    seed: 1,
    host: 'peer',
    delivery: 'one by one',
  });
  const text = await tellPerformance(performance);
  expect(text).toMatch(/^ {2}✓ auth chains at merge: complete$/m);
  expect(text).not.toMatch(/^ {2}[✗!]/m);

  await Promise.all(peers.map((peer) => asked(peer, performance.hosted.idOf('one'))));
  expect(await tellPerformance(performance)).toMatch(/^ {2}! asked for one by event, which it had been sent$/m);
});

/** Asks a peer for an event, as the homeserver could; whether it is answered does not matter. */
async function asked({ serverName }: Peer, eventId: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const url = `https://${serverName}/_matrix/federation/v1/event/${encodeURIComponent(eventId)}`;
  get(url, { rejectUnauthorized: false }, (response) => {
    response.resume().on('end', resolve);
  }).on('error', reject);
  await promise;
}
