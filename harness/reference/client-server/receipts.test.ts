import { afterAll, beforeAll, expect, test } from 'vitest';
import { path } from '../../wire/path.ts';
import { stringAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';
import { eventsIn, sync, TestingRoom } from '../testing-rooms.ts';

let homeserver: ReferenceHomeserver;
let users = 0;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
});

afterAll(async () => homeserver[Symbol.asyncDispose]());

/** A room of two users, as each of them uses it. */
async function roomOfTwo(): Promise<[ofAlice: TestingRoom, ofBob: TestingRoom]> {
  users += 1;
  const stranger = new TestingClient(homeserver.clientUrl);
  const room = await TestingRoom.create(await stranger.register(`alice${users}`));
  return [room, await room.joinedBy(await stranger.register(`bob${users}`))];
}

const threaded = { room: { timeline: { unread_thread_notifications: true } } };

test('a receipt is told to others, and marks as read what came before', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const first = await ofAlice.say('1');
  await ofAlice.say(`2 for you`, { 'm.mentions': { user_ids: [ofBob.client.userId] } });
  const before = await sync(ofBob.client);
  expect(ofBob.shownIn(before)['unread_notifications']).toEqual({ notification_count: 2, highlight_count: 1 });
  expect(await ofBob.ask('POST', path`/receipt/m.read/${first}`, {})).toMatchObject({ status: 200, json: {} });
  const after = await sync(ofBob.client, { since: stringAt(before.json, 'next_batch') });
  expect(ofBob.shownIn(after)['unread_notifications']).toEqual({ notification_count: 1, highlight_count: 1 });
  const receipt = {
    type: 'm.receipt',
    content: { [first]: { 'm.read': { [ofBob.client.userId]: { ts: expect.any(Number) } } } },
  };
  expect(eventsIn(ofAlice.shownIn(await sync(ofAlice.client)), 'ephemeral')).toEqual([receipt]);
});

test('a private receipt is told to nobody else', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const eventId = await ofAlice.say('1');
  await ofBob.ask('POST', path`/receipt/m.read.private/${eventId}`, {});
  expect(eventsIn(ofAlice.shownIn(await sync(ofAlice.client)), 'ephemeral')).toEqual([]);
  const own = ofBob.shownIn(await sync(ofBob.client));
  expect(eventsIn(own, 'ephemeral')).toMatchObject([{ content: { [eventId]: { 'm.read.private': {} } } }]);
  expect(own['unread_notifications']).toEqual({ notification_count: 0, highlight_count: 0 });
});

test('threads are counted and read by themselves', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const root = await ofAlice.say('Root');
  const inThread = await ofAlice.say('In the thread', { 'm.relates_to': { rel_type: 'm.thread', event_id: root } });
  const shown = async () => ofBob.shownIn(await sync(ofBob.client, {}, threaded));
  expect(await shown()).toMatchObject({
    unread_notifications: { notification_count: 1 },
    unread_thread_notifications: { [root]: { notification_count: 1, highlight_count: 0 } },
  });
  const read = async (eventId: string, threadId: string) =>
    (await ofBob.ask('POST', path`/receipt/m.read/${eventId}`, { thread_id: threadId })).status;
  expect(await read(inThread, 'main')).toBe(400);
  expect(await read(inThread, '')).toBe(400);
  expect(await read(inThread, root)).toBe(200);
  expect(await shown()).toMatchObject({
    unread_notifications: { notification_count: 1 },
    unread_thread_notifications: {},
  });
  expect(await read(root, 'main')).toBe(200);
  expect(await shown()).toMatchObject({ unread_notifications: { notification_count: 0 } });
});

test('read markers set the fully read marker and receipts', async () => {
  const [ofAlice] = await roomOfTwo();
  const eventId = await ofAlice.say('1');
  await ofAlice.ask('POST', '/read_markers', { 'm.fully_read': eventId, 'm.read': eventId });
  const shown = ofAlice.shownIn(await sync(ofAlice.client));
  expect(eventsIn(shown, 'account_data')).toEqual([{ type: 'm.fully_read', content: { event_id: eventId } }]);
  expect(eventsIn(shown, 'ephemeral')).toMatchObject([{ type: 'm.receipt' }]);
});

test('who is typing is told until it ends', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const typing = async (body: { typing: boolean; timeout?: number }, userId = ofAlice.client.userId) =>
    (await ofAlice.ask('PUT', path`/typing/${userId}`, body)).status;
  const typers = async (query: Record<string, string | number>) => {
    const { json } = await sync(ofBob.client, query);
    const events = eventsIn(ofBob.shownIn({ status: 200, json }), 'ephemeral');
    return { userIds: events.map((event) => event['content']), since: stringAt(json, 'next_batch') };
  };
  expect(await typing({ typing: true }, ofBob.client.userId)).toBe(403);
  expect(await typing({ typing: true })).toBe(200);
  const first = await typers({});
  expect(first.userIds).toEqual([{ user_ids: [ofAlice.client.userId] }]);
  await typing({ typing: false });
  const second = await typers({ since: first.since });
  expect(second.userIds).toEqual([{ user_ids: [] }]);
  await typing({ typing: true, timeout: 1 });
  const third = await typers({ since: second.since, timeout: 20_000 });
  const isOver = third.userIds.some((content) => JSON.stringify(content) === '{"user_ids":[]}');
  expect(isOver ? third.userIds : (await typers({ since: third.since, timeout: 20_000 })).userIds).toEqual([
    { user_ids: [] },
  ]);
});
