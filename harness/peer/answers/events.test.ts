import { expect, test } from 'vitest';
import { path } from '../../wire/path.ts';
import { arrayAt, objectAt, objectsAt, stringsAt } from '../../wire/read.ts';
import { startTwoPeers, type TwoPeers } from '../two-peers.ts';

const v1 = '/_matrix/federation/v1';

/** A room of the target's that the peer joined, with a topic and a message in it. */
async function joined({ peer, target }: TwoPeers) {
  const hosted = target.hostRoom({ roomVersion: '9' });
  await peer.joinRoom(hosted.roomId);
  const sender = target.user('creator');
  const topic = target.append(hosted, { type: 'm.room.topic', sender, stateKey: '', content: { topic: 'x' } });
  const message = target.append(hosted, { type: 'm.room.message', sender, content: { body: 'x' } });
  return { hosted, topic, message };
}

test('gives state, auth chain and the event nearest to a time from its replica', async () => {
  await using both = await startTwoPeers();
  const { hosted, topic, message } = await joined(both);
  const state = await both.peer.state(hosted, message.eventId);
  expect(arrayAt(state.json, 'pdus')).toContainEqual(topic.pdu);
  const chain = await both.peer.request(
    'GET',
    path`/_matrix/federation/v1/event_auth/${hosted.roomId}/${message.eventId}`,
  );
  const types = objectsAt(chain.json, 'auth_chain').map(({ type }) => type);
  expect(new Set(types)).toEqual(new Set(['m.room.create', 'm.room.member', 'm.room.power_levels']));
  const between = (topic.pdu.origin_server_ts + message.pdu.origin_server_ts) / 2;
  const nearest = async (dir: string) => {
    const target = path`/_matrix/federation/v1/timestamp_to_event/${hosted.roomId}?ts=${between}&dir=${dir}`;
    return objectAt((await both.peer.request('GET', target)).json)['event_id'];
  };
  expect([await nearest('b'), await nearest('f')]).toEqual([topic.eventId, message.eventId]);
});

test('shows published rooms and spaces', async () => {
  await using both = await startTwoPeers();
  const { hosted } = await joined(both);
  both.target.publishedRooms.add(hosted.roomId);
  const directory = await both.peer.request('POST', `${v1}/publicRooms`, { json: {} });
  const summary = { room_id: hosted.roomId, num_joined_members: 2, topic: 'x', join_rule: 'public' };
  expect(objectsAt(directory.json, 'chunk')).toEqual([expect.objectContaining(summary)]);
  const hierarchy = await both.peer.request('GET', path`/_matrix/federation/v1/hierarchy/${hosted.roomId}`);
  expect(hierarchy.json).toMatchObject({
    room: { ...summary, children_state: [] },
    children: [],
    inaccessible_children: [],
  });
});

test('gives nothing away to a server that is not in the room', async () => {
  await using both = await startTwoPeers();
  const hosted = both.target.hostRoom({ roomVersion: '9' });
  const [create = ''] = hosted.eventIds;
  const answers = await Promise.all([
    both.peer.event(create),
    both.peer.stateIds(hosted, create),
    both.peer.backfill(hosted, [create], 1),
    both.peer.missingEvents(hosted, { latest: [create], earliest: [] }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});

test('gives the state that its parents resolve to', async () => {
  await using both = await startTwoPeers();
  const { hosted, message } = await joined(both);
  const sender = both.target.user('creator');
  const topic = { type: 'm.room.topic', sender, stateKey: '', prevEvents: [message.eventId] };
  const [, second] = ['a', 'b'].map((text) => both.target.append(hosted, { ...topic, content: { topic: text } }));
  const merge = both.target.append(hosted, { type: 'm.room.message', sender, content: {} });
  const state = stringsAt((await both.peer.stateIds(hosted, merge.eventId)).json, 'pdu_ids');
  expect(state).toContain(second?.eventId);
  expect(state).toHaveLength(7);
});
