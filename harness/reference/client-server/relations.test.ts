import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { path } from '../../wire/path.ts';
import { objectsAt, stringAt, valueAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';
import { idsOf, TestingRoom } from '../testing-rooms.ts';

let homeserver: ReferenceHomeserver;
let users = 0;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
});

afterAll(async () => homeserver[Symbol.asyncDispose]());

async function roomOfTwo(): Promise<[ofAlice: TestingRoom, ofBob: TestingRoom]> {
  users += 1;
  const stranger = new TestingClient(homeserver.clientUrl);
  const room = await TestingRoom.create(await stranger.register(`alice${users}`));
  return [room, await room.joinedBy(await stranger.register(`bob${users}`))];
}

const to = (eventId: string, type: string, more: JsonObject = {}): JsonObject => ({
  'm.relates_to': { rel_type: type, event_id: eventId },
  ...more,
});

async function bundled(room: TestingRoom, eventId: string) {
  return valueAt((await room.ask('GET', path`/event/${eventId}`)).json, 'unsigned', 'm.relations');
}

test('events that relate to another one, in pages, by kind, and through others', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const root = await ofAlice.say('Root');
  const reference = await ofBob.say('Reference', to(root, 'm.reference'));
  const reaction = await ofBob.say('', to(reference, 'm.annotation'), 'm.reaction');
  const thread = await ofBob.say('Thread', to(root, 'm.thread'));
  const relations = async (query: string) => (await ofAlice.askV1(path`/relations/${root}` + query)).json;
  const ids = async (query: string) => idsOf(objectsAt(await relations(query), 'chunk'));

  expect(await ids('')).toEqual([thread, reference]);
  expect(await ids('?dir=f')).toEqual([reference, thread]);
  expect(await ids('/m.reference')).toEqual([reference]);
  expect(await ids('/m.reference/m.sticker')).toEqual([]);
  const page = await relations('?limit=1');
  expect(await ids(path`?from=${stringAt(page, 'next_batch')}`)).toEqual([reference]);
  expect(page['recursion_depth']).toBeUndefined();
  const all = await relations('?recurse=true&dir=f');
  expect(idsOf(objectsAt(all, 'chunk'))).toEqual([reference, reaction, thread]);
  expect(all['recursion_depth']).toBeGreaterThan(1);
  expect((await ofAlice.askV1('/relations/$unknown')).json).toMatchObject({ errcode: 'M_NOT_FOUND' });
});

test('only a valid replacement is bundled, and the last one', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const original = await ofAlice.say('Helo');
  const edit = (body: string, by = ofAlice, more: JsonObject = { 'm.new_content': { body, msgtype: 'm.text' } }) =>
    by.say(`* ${body}`, to(original, 'm.replace', more));
  expect(await bundled(ofAlice, original)).toBeUndefined();
  await edit('Hello');
  const last = await edit('Hello!');
  await edit('Goodbye', ofBob);
  await edit('Nothing', ofAlice, {});
  expect(await bundled(ofBob, original)).toMatchObject({ 'm.replace': { event_id: last, type: 'm.room.message' } });
  await ofAlice.ask('PUT', path`/redact/${last}/${`redact${users}`}`, {});
  expect(await bundled(ofBob, original)).toMatchObject({ 'm.replace': { content: { body: '* Hello' } } });
  const { json } = await ofBob.ask('GET', path`/event/${original}`);
  expect(json).toMatchObject({ content: { body: 'Helo' } });
});

async function threads(room: TestingRoom, query: string): Promise<JsonObject> {
  return (await room.askV1(`/threads${query}`)).json;
}

test('threads, the one with the latest event first', async () => {
  const [ofAlice, ofBob] = await roomOfTwo();
  const [first, second] = [await ofAlice.say('First'), await ofAlice.say('Second')];
  await ofAlice.say('1', to(second, 'm.thread'));
  const latest = await ofBob.say('2', to(first, 'm.thread'));
  const bundle = { count: 1, latest_event: { event_id: latest } };
  expect(await bundled(ofAlice, first)).toMatchObject({ 'm.thread': { ...bundle, current_user_participated: true } });
  expect(await bundled(ofBob, second)).toMatchObject({ 'm.thread': { current_user_participated: false } });
  expect(idsOf(objectsAt(await threads(ofAlice, ''), 'chunk'))).toEqual([first, second]);
  expect(idsOf(objectsAt(await threads(ofBob, '?include=participated'), 'chunk'))).toEqual([first]);
  const page = await threads(ofAlice, '?limit=1');
  const next = await threads(ofAlice, path`?limit=1&from=${stringAt(page, 'next_batch')}`);
  expect(idsOf(objectsAt(next, 'chunk'))).toEqual([second]);
  expect(next['next_batch']).toBeUndefined();
  expect((await ofAlice.askV1('/threads?from=nonsense')).status).toBe(400);
});
