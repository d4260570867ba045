import { expect, test } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import { arrayAt, objectAt, objectsAt } from '../../wire/read.ts';
import { startTwoPeers } from '../two-peers.ts';

test.each(['leave', 'knock', 'join'])('refuses a template for a %s of a user of another server', async (membership) => {
  await using both = await startTwoPeers();
  const hosted = both.target.hostRoom({ roomVersion: '9' });
  const target = path`/_matrix/federation/v1/${`make_${membership}`}/${hosted.roomId}/${'@a:other.example'}?ver=9`;
  expect((await both.peer.request('GET', target)).status).toBe(403);
});

test('refuses a join by a server that does not know the room version', async () => {
  await using both = await startTwoPeers();
  const hosted = both.target.hostRoom({ roomVersion: '9' });
  const target = path`/_matrix/federation/v1/make_join/${hosted.roomId}/${both.peer.user('a')}?ver=10`;
  const { status, json } = await both.peer.request('GET', target);
  expect([status, json]).toMatchObject([400, { errcode: 'M_INCOMPATIBLE_ROOM_VERSION', room_version: '9' }]);
});

test.each(['11', '12'] as const)(
  'has the create event in the auth chain of a join in version %s',
  async (roomVersion) => {
    await using both = await startTwoPeers();
    const hosted = both.target.hostRoom({ roomVersion });
    const { sendJoin } = await both.peer.joinRoom(hosted.roomId);
    const types = objectsAt(sendJoin.json, 'auth_chain').map(({ type }) => type);
    expect(types.filter((type) => type === 'm.room.create')).toHaveLength(1);
  },
);

test('lets knock where the join rule is knock, and shows what the room is', async () => {
  await using both = await startTwoPeers();
  const hosted = both.target.hostRoom({ roomVersion: '9', joinRule: 'knock' });
  const { send, eventId } = await both.peer.knockOnRoom(hosted.roomId);
  expect(objectsAt(send.json, 'knock_room_state').map(({ type }) => type)).toEqual([
    'm.room.create',
    'm.room.join_rules',
  ]);
  expect(hosted.forwardExtremities).toEqual([eventId]);
});

test.each([
  ['v1/send_join', 'join', (json: JsonValue | undefined) => arrayAt(json, 1, 'state')],
  ['v1/send_leave', 'leave', (json: JsonValue | undefined) => [objectAt(json, 1)]],
])('answers the old %s too', async (operation, membership, answerIn) => {
  await using both = await startTwoPeers();
  const hosted = both.target.hostRoom({ roomVersion: '9', joinRule: 'invite' });
  const user = both.peer.user('a');
  const sender = both.target.user('creator');
  both.target.append(hosted, { type: 'm.room.member', sender, stateKey: user, content: { membership: 'invite' } });
  const spec = { type: 'm.room.member', sender: user, stateKey: user, content: { membership } };
  const pdu = both.peer.build(hosted, spec);
  const target = path`/_matrix/federation/OPERATION/${hosted.roomId}/${hosted.eventIdOf(pdu)}`.replace(
    'OPERATION',
    operation,
  );
  const { status, json } = await both.peer.request('PUT', target, { json: pdu });
  expect(status).toBe(200);
  expect(answerIn(json)).not.toEqual([]);
  expect(hosted.stateEvent('m.room.member', user)?.content).toEqual({ membership });
});
