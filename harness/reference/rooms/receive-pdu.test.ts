import { expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import type { EventSpec } from '../../event-graph/build-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { Peer } from '../../peer/peer.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { signJson } from '../../protocol/signing.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../../wire/read.ts';
import { startAmongPeers } from '../testing-peer.ts';

const v1 = '/_matrix/federation/v1';

function message(peer: Peer, body: string): EventSpec {
  return { type: 'm.room.message', sender: peer.user('creator'), content: { msgtype: 'm.text', body } };
}

function topic(peer: Peer, text: string): EventSpec {
  return { type: 'm.room.topic', sender: peer.user('creator'), stateKey: '', content: { topic: text } };
}

/** A room of a peer that a user of the homeserver has joined. */
async function hosted(peer: Peer, guest: Client, roomVersion: RoomVersion): Promise<RoomGraph> {
  const room = peer.hostRoom({ roomVersion });
  await guest.join(room.roomId, [peer.serverName]);
  return room;
}

async function topicOf(user: Client, { roomId }: RoomGraph): Promise<unknown> {
  return valueAt((await user.stateContent(roomId, 'm.room.topic')).json, 'topic');
}

test('asks for the state before an event whose parents cannot be had', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  for (const roomVersion of ['1', '6', '12'] as const) {
    const room = await hosted(peer, alice, roomVersion);
    const hidden = peer.append(room, topic(peer, 'nobody was told'));
    peer.append(room, message(peer, 'nor of this'));
    peer.answer('POST', `${v1}/get_missing_events/:roomId`, () => ({ status: 200, json: { events: [] } }));
    const { eventId } = await peer.send(room, message(peer, 'after the gap'));
    await alice.follow(room.roomId).waitForEvent(eventId);
    expect(await topicOf(alice, room)).toBe('nobody was told');
    const state = stringsAt((await peer.stateIds(room, eventId)).json, 'pdu_ids');
    expect(state).toContain(hidden.eventId);
    expect(state.toSorted()).toEqual(room.stateBefore(eventId).eventIds().toSorted());
  }
});

test('takes nothing into the state that its auth events do not allow, whoever says that it is in it', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const room = await hosted(peer, alice, '11');
  const forged = peer.build(room, { ...topic(peer, 'of a stranger'), sender: peer.user('stranger'), authEvents: [] });
  const forgedId = room.eventIdOf(forged);
  peer.append(room, message(peer, 'lost'));
  peer.answer('POST', `${v1}/get_missing_events/:roomId`, () => ({ status: 200, json: { events: [] } }));
  peer.answer('GET', `${v1}/state_ids/:roomId`, async (_, truthfully) => {
    const { json } = await truthfully();
    return {
      status: 200,
      json: { ...objectAt(json), pdu_ids: [...stringsAt(json, 'pdu_ids'), forgedId] },
      deliberate: true,
    };
  });
  peer.answer('GET', `${v1}/event/:eventId`, async ({ params }, truthfully) =>
    params['eventId'] === forgedId
      ? { status: 200, json: { origin: peer.serverName, origin_server_ts: 1, pdus: [forged] }, deliberate: true }
      : truthfully(),
  );
  const { eventId } = await peer.send(room, message(peer, 'after the gap'));
  await alice.follow(room.roomId).waitForEvent(eventId);
  expect(await topicOf(alice, room)).toBeUndefined();
});

test('rejects an event whose auth events cannot be had', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const room = await hosted(peer, alice, '10');
  const unknown = peer.build(room, message(peer, 'never sent'));
  const spec = topic(peer, 'cites what nobody has');
  const { auth_events: authEvents } = peer.build(room, spec);
  const citing = peer.build(room, { ...spec, authEvents: [...(authEvents as string[]), room.eventIdOf(unknown)] });
  expect((await peer.sendTransaction({ pdus: [citing] })).status).toBe(200);
  const { eventId } = await peer.send(room, message(peer, 'a sentinel'));
  await alice.follow(room.roomId).waitForEvent(eventId);
  expect(await topicOf(alice, room)).toBeUndefined();
});

test('takes what comes twice once, and what comes late where it belongs', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const room = await hosted(peer, alice, '9');
  const first = peer.append(room, topic(peer, 'first'));
  const second = peer.append(room, topic(peer, 'second'));
  await peer.deliver(room, [second.pdu]);
  await peer.deliver(room, [first.pdu, second.pdu, first.pdu]);
  const { eventId } = await peer.send(room, message(peer, 'a sentinel'));
  const shown = alice.follow(room.roomId);
  await shown.waitForEvent(eventId);
  expect(shown.eventIds().filter((one) => one === first.eventId)).toHaveLength(1);
  expect(await topicOf(alice, room)).toBe('second');
});

test('accepts no event after the end of its key, from room version 5 on', async () => {
  const { alice, startPeer } = await startAmongPeers();
  for (const [roomVersion, accepts] of [
    ['4', true],
    ['5', false],
    ['12', false],
  ] as const) {
    const peer = await startPeer();
    const room = await hosted(peer, alice, roomVersion);
    const expired: JsonObject = {
      server_name: peer.serverName,
      valid_until_ts: Date.now() + 60_000,
      verify_keys: { [peer.signingKey.keyId]: { key: peer.signingKey.publicKey } },
      old_verify_keys: {},
    };
    peer.answer('GET', '/_matrix/key/v2/server', () => ({
      status: 200,
      json: signJson(expired, peer.serverName, peer.signingKey),
    }));
    const week = 8 * 24 * 60 * 60 * 1000;
    const late = peer.build(room, { ...message(peer, 'late'), originServerTs: Date.now() + week });
    const { json } = await peer.sendTransaction({ pdus: [late] });
    const result = objectAt(json, 'pdus', room.eventIdOf(late));
    expect([roomVersion, Object.hasOwn(result, 'error')]).toEqual([roomVersion, !accepts]);
  }
});

test('shuts servers out by the access control list of the room', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const [peer, other] = [await startPeer(), await startPeer()];
  const { roomId } = await alice.createRoom({ preset: 'public_chat', room_version: '11' });
  const { room } = await peer.joinRoom(roomId);
  // Ports are not looked at, so that both peers are shut out, and with them the homeserver itself, which does not ask itself.
  await alice.sendState(roomId, 'm.room.server_acl', { allow: ['*'], deny: ['localhost'] });
  const refused = peer.build(room, { ...message(peer, 'shut out'), sender: peer.user('alice') });
  const { json } = await peer.sendTransaction({ pdus: [refused] });
  expect(stringAt(json, 'pdus', room.eventIdOf(refused), 'error')).toContain('shut out');
  const statuses = [
    await peer.stateIds(roomId, room.eventIds[0] ?? ''),
    await peer.backfill(roomId, room.forwardExtremities, 10),
    await peer.missingEvents(roomId, { latest: room.forwardExtremities, earliest: [] }),
    await other.request('GET', `${v1}/make_join/${encodeURIComponent(roomId)}/${other.user('dave')}?ver=11`),
    await peer.request('GET', `${v1}/make_leave/${encodeURIComponent(roomId)}/${peer.user('alice')}`),
  ].map((response) => [response.status, valueAt(response.json, 'errcode')]);
  expect(statuses).toEqual(statuses.map(() => [403, 'M_FORBIDDEN']));
});

test('gives other servers only what their users may see, and the rest redacted', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({
    preset: 'public_chat',
    initial_state: [{ type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'joined' } }],
  });
  const before = await alice.say(roomId, 'before they came');
  const { room } = await peer.joinRoom(roomId);
  const after = await alice.say(roomId, 'after they came');
  await peer.waitForEvent(room, (_, eventId) => eventId === after.eventId);
  const given = objectsAt((await peer.backfill(room, [after.eventId], 50)).json, 'pdus');
  const contentOf = (eventId: string): JsonObject =>
    objectAt(
      given.find((pdu) => room.eventIdOf(pdu as never) === eventId),
      'content',
    );
  expect(contentOf(before.eventId)).toEqual({});
  expect(contentOf(after.eventId)).toMatchObject({ body: 'after they came' });
});
