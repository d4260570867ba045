import { expect, test } from 'vitest';
import { scenarioOf } from '../event-graph/delivery/testing-hosted.ts';
import { startAmongPeers } from '../reference/testing-peer.ts';
import { usualDisclosure } from '../target/disclosure.ts';
import { answering, both, change, only } from '../wire/doctors.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import type { Doctor } from '../wire/wire.ts';
import { begin } from './begin.ts';
import { Troupe } from './troupe.ts';

const scenario = scenarioOf('  topic: { sender: alice, topic: one }');

async function troupe(doctor: Doctor | null = null): Promise<Troupe> {
  const { register, startPeer } = await startAmongPeers(doctor);
  return Troupe.of(scenario, { register, startPeer, limitMs: 5000, disclosure: usualDisclosure });
}

test.for(['peer', 'target'] as const)('begins in a room that the %s made', async (host) => {
  const { graph, idOf } = await begin(scenario, '11', host, await troupe());
  expect(graph.judgementOf(idOf('topic'))?.verdict).toBe('accepted');
  expect(graph.forwardExtremities).toEqual([idOf('end')]);
});

test('holds it against the target that a join follows what nobody knows', async () => {
  const prefix = '/_matrix/federation';
  const doctor = only(
    ({ target }) => target.includes('observer') || target.includes('send_join'),
    both(
      answering('GET', `${prefix}/v1/make_join/:roomId/:userId`)(change(['event', 'prev_events'], () => ['$nobodys'])),
      answering(
        'PUT',
        `${prefix}/v2/send_join/:roomId/:eventId`,
      )(({ status }) => (status === 200 ? undefined : { status: 200, json: { state: [], auth_chain: [] } })),
    ),
  );
  const beginning = begin(scenario, '11', 'target', await troupe(doctor));
  await expect(beginning).rejects.toThrow(UnexpectedAnswer);
  await expect(beginning).rejects.toMatchObject({
    message: 'the history of the room does not come together before the scenario begins',
    actual: expect.stringMatching(
      /; m\.room\.member of @observer:\S+ \(\$\S+\), which follows \$nobodys, not known here/,
    ),
  });
});

test('goes on after what the target sends into the room of its own accord', async () => {
  const all = await troupe();
  const { guest, observer } = all;
  const join = guest.join.bind(guest);
  let said = '';
  guest.join = async (roomId, servers) => {
    const joined = await join(roomId, servers);
    ({ eventId: said } = await guest.say(roomId, 'nobody asked'));
    await observer.waitForEvent(roomId, (_, arrived) => arrived === said);
    return joined;
  };
  const { graph, events } = await begin(scenario, '11', 'peer', all);
  expect(graph.parentsOf(events[0]?.eventId ?? '')).toEqual([said]);
});
