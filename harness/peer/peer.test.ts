import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { allRoomVersions } from '../protocol/room-versions.ts';
import { objectsAt, stringsAt } from '../wire/read.ts';
import { startTwoPeers } from './two-peers.ts';

test.each(allRoomVersions)('joins, forks, sends and reads back a room of version %s', async (roomVersion) => {
  await using both = await startTwoPeers();
  const { peer, target, wire } = both;
  const hosted = target.hostRoom({ roomVersion });
  const { room, eventId: joinId } = await peer.joinRoom(hosted.roomId);
  expect(room.roomVersion).toBe(roomVersion);
  expect(hosted.forwardExtremities).toEqual([joinId]);

  const sender = peer.user('alice');
  const left = await peer.send(room, {
    type: 'm.room.message',
    sender,
    content: { body: 'left' },
    prevEvents: [joinId],
  });
  const right = await peer.send(room, {
    type: 'm.room.message',
    sender,
    content: { body: 'right' },
    prevEvents: [joinId],
  });
  expect(room.forwardExtremities).toEqual([left.eventId, right.eventId]);
  expect(hosted.forwardExtremities).toEqual([left.eventId, right.eventId]);

  const creator = target.user('creator');
  const merge = await target.send(hosted, {
    type: 'm.room.topic',
    sender: creator,
    stateKey: '',
    content: { topic: 'x' },
  });
  expect(merge.pdu.prev_events).toHaveLength(2);
  await peer.waitForEvent(room, (_pdu, eventId) => eventId === merge.eventId);
  expect(room.forwardExtremities).toEqual([merge.eventId]);
  expect(room.stateEvent('m.room.topic')?.content).toEqual({ topic: 'x' });

  const before = room.stateBefore(merge.eventId).eventIds();
  expect(stringsAt((await peer.stateIds(room, merge.eventId)).json, 'pdu_ids').toSorted()).toEqual(before.toSorted());
  const missing = await peer.missingEvents(room, { latest: [merge.eventId], earliest: [joinId] });
  expect(objectsAt(missing.json, 'events').map((pdu) => pdu['content'])).toEqual([{ body: 'left' }, { body: 'right' }]);
  expect(objectsAt((await peer.backfill(room, [merge.eventId], 100)).json, 'pdus')).toHaveLength(
    hosted.eventIds.length,
  );
  expect(objectsAt((await peer.event(merge.eventId)).json, 'pdus')).toEqual([merge.pdu]);

  expect(peer.findings).toEqual([]);
  expect(target.findings).toEqual([]);
  expect(wire.harnessErrors).toEqual([]);
});

test('fetches the events that it missed', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  const hosted = target.hostRoom({ roomVersion: '12' });
  const { room } = await peer.joinRoom(hosted.roomId);
  const sender = target.user('creator');
  const withheld = [1, 2, 3].map(
    (n) => target.append(hosted, { type: 'm.room.message', sender, content: { n } }).eventId,
  );
  const last = await target.send(hosted, { type: 'm.room.message', sender, content: { n: 4 } });
  await peer.waitForEvent(room, (pdu) => pdu.content['n'] === 4);
  expect(room.eventIds).toEqual(expect.arrayContaining(withheld));
  expect(room.forwardExtremities).toEqual([last.eventId]);
});

test('invites a user of the target, who rejects it; is invited and rejects that', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  const room = peer.hostRoom({ roomVersion: '11', joinRule: 'invite' });
  const invite = await peer.inviteUser(room, target.user('bob'));
  expect(Object.keys(invite.pdu.signatures)).toEqual([peer.serverName, target.serverName]);
  const received = await target.waitForInvite(({ eventId }) => eventId === invite.eventId);
  expect(received.state).toHaveLength(2);
  const rejected = await target.leaveRoom(room.roomId, target.user('bob'));
  expect(room.stateEvent('m.room.member', target.user('bob'))?.content['membership']).toBe('leave');
  await peer.waitForEvent(room, (_pdu, eventId) => eventId === rejected.eventId);
  expect([...peer.findings, ...target.findings]).toEqual([]);
});

test('refuses who may not join, and lets join who was invited', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  const room = peer.hostRoom({ roomVersion: '10', joinRule: 'invite' });
  await expect(target.joinRoom(room.roomId, target.user('bob'))).rejects.toThrow('was refused');
  await peer.inviteUser(room, target.user('bob'));
  const joined = await target.joinRoom(room.roomId, target.user('bob'));
  expect(room.has(joined.eventId)).toBe(true);
});

test('lets a check change one answer, and part of it', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  const hosted = target.hostRoom({ roomVersion: '3' });
  const { room, eventId } = await peer.joinRoom(hosted.roomId);
  target.answer('GET', '/_matrix/federation/v1/event/:eventId', () => ({ status: 418, json: {} }));
  target.answer('GET', '/_matrix/federation/v1/event/:eventId', async (incoming, truthfully) => {
    return { ...(await truthfully()), headers: { 'x-asked': String(incoming.params['eventId'] === eventId) } };
  });
  const response = await peer.event(eventId);
  expect([response.status, response.header('x-asked')]).toEqual([200, 'true']);
  expect((await peer.stateIds(room, eventId)).status).toBe(200);
});

test.each([
  ['GET', '/_matrix/federation/v1/nothing', 404, 'M_UNRECOGNIZED'],
  ['POST', '/_matrix/federation/v1/version', 405, 'M_UNRECOGNIZED'],
  ['GET', '/_matrix/federation/v1/event/%24nothing', 404, 'M_NOT_FOUND'],
  ['GET', '/_matrix/federation/v1/make_join/!x:y/@a:b', 404, 'M_NOT_FOUND'],
])('refuses %s %s', async (method, path, status, errcode) => {
  await using both = await startTwoPeers();
  const response = await both.peer.request(method, path);
  expect([response.status, response.json]).toMatchObject([status, { errcode }]);
});

test('answers politely and logs nothing after its check', async () => {
  await using both = await startTwoPeers();
  const { peer, target, wire } = both;
  peer.retire();
  const transaction = await target.sendTransaction({ pdus: [] });
  const other = await target.request('GET', '/_matrix/federation/v1/version');
  expect([transaction.status, transaction.json, other.status]).toEqual([200, { pdus: {} }, 404]);
  expect(wire.exchanges).toEqual([]);
});

test('keeps connections during its check, and none after it', async () => {
  await using both = await startTwoPeers();
  const { peer } = both;
  const [host = '', port] = peer.serverName.split(':');
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
  const ask = async (): Promise<string> => {
    socket.write(`GET /_matrix/federation/v1/nothing HTTP/1.1\r\nhost: ${peer.serverName}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  };
  expect(await ask()).toContain('Connection: keep-alive');
  expect(await ask()).toContain('Connection: keep-alive');
  const closed = once(socket, 'close');
  peer.retire();
  await closed;
});

test('tells what it waited for and what came instead', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  await target.request('GET', '/_matrix/federation/v1/version');
  const waiting = peer.waitForRequest(({ path }) => path === target.serverName, 20);
  await expect(waiting).rejects.toMatchObject({
    expected: expect.stringContaining('path === target.serverName'),
    actual: 'came instead: GET /_matrix/federation/v1/version',
  });
});
