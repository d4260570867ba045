import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringAt } from '../../wire/read.ts';
import type { ReferenceHomeserver } from '../reference-homeserver.ts';
import { startHomeservers, TestingClient } from '../testing-homeserver.ts';
import { eventsIn, idsOf, sync, TestingRoom } from '../testing-rooms.ts';

let homeserver: ReferenceHomeserver;
let users = 0;

beforeAll(async () => {
  [homeserver] = (await startHomeservers()) as [ReferenceHomeserver];
});

afterAll(async () => homeserver[Symbol.asyncDispose]());

async function newUsers(): Promise<[alice: TestingClient, bob: TestingClient]> {
  users += 1;
  const stranger = new TestingClient(homeserver.clientUrl);
  return [await stranger.register(`alice${users}`), await stranger.register(`bob${users}`)];
}

const typesOf = (events: ReturnType<typeof eventsIn>) => events.map((event) => stringAt(event, 'type'));

describe('a long poll', () => {
  test('ends when something happens, and not before', async () => {
    const [alice, bob] = await newUsers();
    const room = await TestingRoom.create(alice);
    const ofBob = await room.joinedBy(bob);
    const { json } = await sync(bob);
    const polled = sync(bob, { since: stringAt(json, 'next_batch'), timeout: 20_000 });
    const eventId = await room.say('Hello');
    expect(idsOf(eventsIn(ofBob.shownIn(await polled), 'timeline'))).toEqual([eventId]);
  });

  test('ends with nothing when its time is over', async () => {
    const [alice] = await newUsers();
    const { json } = await sync(alice);
    const answer = await sync(alice, { since: stringAt(json, 'next_batch'), timeout: 1 });
    expect(answer).toMatchObject({ status: 200, json: { device_unused_fallback_key_types: [] } });
    expect(answer.json['rooms']).toBeUndefined();
  });
});

describe('state', () => {
  test('is that at the end of the timeline where it is asked for', async () => {
    const [alice] = await newUsers();
    const room = await TestingRoom.create(alice);
    const { json } = await sync(alice);
    const since = stringAt(json, 'next_batch');
    await room.set('m.room.name', { name: 'New' });
    const shown = room.shownIn(await sync(alice, { since, use_state_after: 'true' }));
    expect(typesOf(eventsIn(shown, 'state_after'))).toEqual(['m.room.name']);
    expect(shown['state']).toBeUndefined();
    const whole = room.shownIn(await sync(alice, { since, full_state: 'true', timeout: 20_000 }));
    expect(typesOf(eventsIn(whole, 'state'))).toContain('m.room.create');
    expect(typesOf(eventsIn(whole, 'timeline'))).toEqual(['m.room.name']);
  });

  test('tells what the filter leaves out of the timeline', async () => {
    const [alice] = await newUsers();
    const room = await TestingRoom.create(alice);
    const { json } = await sync(alice);
    await room.set('m.room.name', { name: 'New' });
    const filter = { room: { timeline: { types: ['m.*.message'] } } };
    const shown = room.shownIn(await sync(alice, { since: stringAt(json, 'next_batch') }, filter));
    expect(eventsIn(shown, 'timeline')).toEqual([]);
    expect(eventsIn(shown, 'state')).toMatchObject([{ type: 'm.room.name' }]);
  });

  test('has only the members that are needed where they are loaded lazily', async () => {
    const [alice, bob] = await newUsers();
    const room = await TestingRoom.create(alice, { preset: 'public_chat', name: 'No heroes' });
    await room.joinedBy(bob);
    await room.say('Hello');
    const membersIn = (answer: Awaited<ReturnType<typeof sync>>) =>
      eventsIn(room.shownIn(answer), 'state').flatMap((event) =>
        event['type'] === 'm.room.member' ? [stringAt(event, 'state_key')] : [],
      );
    const filter = { room: { state: { lazy_load_members: true }, timeline: { limit: 1 } } };
    const first = await sync(bob, {}, filter);
    expect(membersIn(first).toSorted()).toEqual([alice.userId, bob.userId]);
    await room.say('Hello again');
    const since = stringAt(first.json, 'next_batch');
    expect(membersIn(await sync(bob, { since }, filter))).toEqual([]);
    const redundant = { room: { ...filter.room, state: { lazy_load_members: true, include_redundant_members: true } } };
    expect(membersIn(await sync(bob, { since }, redundant))).toEqual([alice.userId]);
  });
});

describe('rooms', () => {
  test('are shown while invited, when joined and when left', async () => {
    const [alice, bob] = await newUsers();
    const room = await TestingRoom.create(alice, { preset: 'private_chat', invite: [bob.userId] });
    const invited = await sync(bob);
    const stripped = eventsIn(room.shownIn(invited, 'invite'), 'invite_state');
    expect(typesOf(stripped)).toEqual(expect.arrayContaining(['m.room.create', 'm.room.member']));
    const ofBob = await room.joinedBy(bob);
    const joined = await sync(bob, { since: stringAt(invited.json, 'next_batch') });
    expect(typesOf(eventsIn(room.shownIn(joined), 'timeline'))).toContain('m.room.create');
    expect(room.shownIn(joined)['summary']).toEqual({
      'm.heroes': [alice.userId],
      'm.joined_member_count': 2,
      'm.invited_member_count': 0,
    });
    await room.say('Before');
    await ofBob.ask('POST', '/leave', {});
    await room.say('After');
    const left = await sync(bob, { since: stringAt(joined.json, 'next_batch') });
    const timeline = eventsIn(room.shownIn(left, 'leave'), 'timeline');
    expect(timeline).toMatchObject([{ content: { body: 'Before' } }, { content: { membership: 'leave' } }]);
    const later = await sync(bob, { since: stringAt(left.json, 'next_batch') });
    expect(later.json['rooms']).toBeUndefined();
    expect(room.shownIn(await sync(bob), 'leave')).toEqual({});
    const included = await sync(bob, {}, { room: { include_leave: true } });
    expect(idsOf(eventsIn(room.shownIn(included, 'leave'), 'timeline')).slice(-2)).toEqual(idsOf(timeline));
  });

  test('tell nothing to somebody who declines an invite', async () => {
    const [alice, bob] = await newUsers();
    const room = await TestingRoom.create(alice, { preset: 'private_chat', invite: [bob.userId] });
    const { json } = await sync(bob);
    await new TestingRoom(bob, room.roomId).ask('POST', '/leave', {});
    const left = room.shownIn(await sync(bob, { since: stringAt(json, 'next_batch') }), 'leave');
    expect(eventsIn(left, 'state')).toEqual([]);
    expect(eventsIn(left, 'timeline')).toMatchObject([{ type: 'm.room.member', state_key: bob.userId }]);
  });
});

test('a filter keeps what it lists of events', async () => {
  const [alice] = await newUsers();
  const room = await TestingRoom.create(alice);
  await room.say('With a link', { url: 'mxc://example.org/1' });
  await room.say('Without');
  const timeline = { types: ['m.room.message'], not_senders: ['@nobody:localhost'], contains_url: true };
  const shown = room.shownIn(await sync(alice, {}, { event_fields: ['content.body'], room: { timeline } }));
  expect(eventsIn(shown, 'timeline')).toEqual([{ content: { body: 'With a link' } }]);
  const nothing = { room: { not_rooms: [room.roomId], rooms: [room.roomId] } };
  expect(room.shownIn(await sync(alice, {}, nothing))).toEqual({});
});

test('messages of ignored users are left out, and their state is not', async () => {
  const [alice, bob] = await newUsers();
  const room = await TestingRoom.create(alice);
  const ofBob = await room.joinedBy(bob);
  await ofBob.say('Unheard');
  const path = `v3/user/${encodeURIComponent(alice.userId)}/account_data/m.ignored_user_list`;
  await alice.ask('PUT', path, { ignored_users: { [bob.userId]: {} } });
  const timeline = eventsIn(room.shownIn(await sync(alice)), 'timeline');
  expect(timeline.filter(({ sender }) => sender === bob.userId)).toMatchObject([{ type: 'm.room.member' }]);
});

test('a token or filter that is none is refused', async () => {
  const [alice] = await newUsers();
  expect(await sync(alice, { since: 'nonsense' })).toMatchObject({ status: 400, json: { errcode: 'M_INVALID_PARAM' } });
  expect(await sync(alice, { filter: '{' })).toMatchObject({ status: 400, json: { errcode: 'M_INVALID_PARAM' } });
  expect(await sync(alice, { filter: '77' })).toMatchObject({ status: 404 });
});
