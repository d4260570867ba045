import { expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { Peer } from '../../peer/peer.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import { objectAt, objectsAt, valueAt } from '../../wire/read.ts';
import { startAmongPeers } from '../testing-peer.ts';

const sendJoin = '/_matrix/federation/v2/send_join/:roomId/:eventId';

/** Has a peer answer a join with what it should answer, changed. */
function answerJoin(peer: Peer, change: (answer: JsonObject) => JsonObject): void {
  peer.answer('PUT', sendJoin, async (_, truthfully) => {
    const { json } = await truthfully();
    return { status: 200, json: change(objectAt(json)), deliberate: true };
  });
}

function tryToJoin(user: Client, peer: Peer, { roomId }: RoomGraph) {
  return user.request('POST', path`/_matrix/client/v3/join/${roomId}?via=${peer.serverName}`, { json: {} });
}

const without =
  (type: string) =>
  (answer: JsonObject): JsonObject => ({
    ...answer,
    state: objectsAt(answer, 'state').filter((event) => event['type'] !== type),
  });

test('refuses a state without the create event, without what lets the user join, or with members left out', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const other = peer.hostRoom({ roomVersion: '11' });
  const stateOfOther = [...other.stateAfterAll().events()].map(({ pdu }) => pdu);
  const lies = [
    without('m.room.create'),
    without('m.room.join_rules'),
    (answer: JsonObject) => ({ ...answer, state: [] }),
    (answer: JsonObject) => ({ ...answer, state: stateOfOther, auth_chain: [] }),
    (answer: JsonObject) => ({ ...answer, state: 'none' }),
    (answer: JsonObject) => ({ ...answer, event: stateOfOther[0] ?? null }),
  ];
  for (const lie of lies) {
    answerJoin(peer, lie);
    // A new one each time: a peer that told a lie holds the user for joined.
    const room = peer.hostRoom({ roomVersion: '11' });
    expect((await tryToJoin(alice, peer, room)).status).toBe(502);
  }
  answerJoin(peer, (answer) => answer);
  expect((await tryToJoin(alice, peer, peer.hostRoom({ roomVersion: '11' }))).status).toBe(200);
});

test('leaves out of the state what is not signed, and what its auth events do not allow', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const room = peer.hostRoom({ roomVersion: '12' });
  const spec = { type: 'm.room.topic', sender: peer.user('creator'), stateKey: '', content: { topic: 'a lie' } };
  const lies = [
    peer.build(room, { ...spec, corrupt: 'signature' }),
    peer.build(room, { ...spec, sender: peer.user('stranger') }),
  ];
  answerJoin(peer, (answer) => ({ ...answer, state: [...objectsAt(answer, 'state'), ...lies] }));
  expect((await tryToJoin(alice, peer, room)).status).toBe(200);
  expect((await alice.stateContent(room.roomId, 'm.room.topic')).status).toBe(404);
});

test('goes on with v1, and with the next server', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const [stranger, peer] = [await startPeer(), await startPeer()];
  const room = peer.hostRoom({ roomVersion: '6' });
  peer.answer('PUT', sendJoin, () => ({ status: 404, json: { errcode: 'M_UNRECOGNIZED', error: 'What?' } }));
  const target = path`/_matrix/client/v3/join/${room.roomId}?via=${stranger.serverName}&via=${peer.serverName}`;
  expect((await alice.request('POST', target, { json: {} })).status).toBe(200);
  expect(peer.received.map((incoming) => incoming.path).filter((one) => one.includes('/v1/send_join/'))).toHaveLength(
    1,
  );
});

test('tells the client why nobody lets it in, unless that is our own fault', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const room = peer.hostRoom({ roomVersion: '11', joinRule: 'invite' });
  const refused = await tryToJoin(alice, peer, room);
  expect([refused.status, valueAt(refused.json, 'errcode')]).toEqual([403, 'M_FORBIDDEN']);
  peer.answer('GET', '/_matrix/federation/v1/make_join/:roomId/:userId', () => ({
    status: 400,
    json: { errcode: 'M_INVALID_PARAM', error: 'Something is wrong with that' },
  }));
  expect((await tryToJoin(alice, peer, room)).status).toBe(502);
});
