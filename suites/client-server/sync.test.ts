import { eachRoomVersion, type JsonObject, objectAt, objectsAt, stringAt, test, valueAt } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { byTypeAndKey } from './room-state.ts';

/** The timeline of each room shall hold its last events, this many. */
const last = (limit: number) => ({ filter: JSON.stringify({ room: { timeline: { limit } } }) });

const ids = (events: readonly JsonObject[]) => events.map((event) => stringAt(event, 'event_id'));

test(
  'gives the state at the start of the timeline and repeats nothing',
  decides('cs.sync.initial-state', 'cs.sync.no-repetition'),
  async ({ alice, room, expect }) => {
    await alice.sendState(room.roomId, 'm.room.name', { name: 'Before the timeline' });
    await alice.sendState(room.roomId, 'm.room.topic', { topic: 'Never changed' });
    const first = await alice.say(room.roomId, 'Hello');
    const renamed = await alice.sendState(room.roomId, 'm.room.name', { name: 'In the timeline' });
    const third = await alice.say(room.roomId, 'Hello again');
    await alice.follow(room.roomId).waitForEvent(third.eventId);

    const { response } = await alice.sync(last(3));
    const shown = objectAt(response.json, 'rooms', 'join', room.roomId);
    expect(ids(objectsAt(shown, 'timeline', 'events'))).toEqual([first.eventId, renamed.eventId, third.eventId]);
    const state = objectsAt(shown, 'state', 'events');
    expect(byTypeAndKey(state)).toMatchObject({
      'm.room.create': { sender: alice.userId },
      [`m.room.member ${alice.userId}`]: { content: { membership: 'join' } },
      'm.room.power_levels': { sender: alice.userId },
      'm.room.join_rules': { content: { join_rule: 'public' } },
      'm.room.name': { content: { name: 'Before the timeline' } },
      'm.room.topic': { content: { topic: 'Never changed' } },
    });
    expect(ids(state)).not.toContain(renamed.eventId);
    expect(state.length).toBe(Object.keys(byTypeAndKey(state)).length);
  },
);

test(
  'gives the state that the first event of the timeline replaces',
  decides('cs.sync.initial-state'),
  async ({ alice, room, expect }) => {
    await alice.sendState(room.roomId, 'm.room.name', { name: 'Before the timeline' });
    const renamed = await alice.sendState(room.roomId, 'm.room.name', { name: 'In the timeline' });
    const second = await alice.say(room.roomId, 'Hello');
    await alice.follow(room.roomId).waitForEvent(second.eventId);

    const { response } = await alice.sync(last(2));
    const shown = objectAt(response.json, 'rooms', 'join', room.roomId);
    expect(ids(objectsAt(shown, 'timeline', 'events'))).toEqual([renamed.eventId, second.eventId]);
    const state = byTypeAndKey(objectsAt(shown, 'state', 'events'));
    expect(stringAt(state, 'm.room.name', 'content', 'name')).toBe('Before the timeline');
  },
);

test('gives only what is new since the last sync', decides('cs.sync.incremental'), async ({ alice, room, expect }) => {
  const before = await alice.say(room.roomId, 'Before');
  const stream = alice.follow(room.roomId);
  await stream.waitForEvent(before.eventId);
  const { nextBatch: since } = await alice.sync(last(2));
  const after = await alice.sendState(room.roomId, 'm.room.name', { name: 'After' });
  await stream.waitForEvent(after.eventId);

  const { response, nextBatch } = await alice.sync({ ...last(2), since });
  const shown = objectAt(response.json, 'rooms', 'join', room.roomId);
  expect(ids(objectsAt(shown, 'timeline', 'events'))).toEqual([after.eventId]);
  expect(valueAt(shown, 'state', 'events') ?? []).toEqual([]);
  const { response: nothingNew } = await alice.sync({ ...last(2), since: nextBatch });
  expect(valueAt(nothingNew.json, 'rooms', 'join', room.roomId, 'timeline', 'events') ?? []).toEqual([]);
});

test(
  'marks a timeline that leaves events out, and tells how to read them',
  decides('cs.sync.limited', 'cs.sync.closes-gap'),
  async ({ alice, room, expect }) => {
    const before = await alice.sendState(room.roomId, 'm.room.topic', { topic: 'Before the gap' });
    const stream = alice.follow(room.roomId);
    await stream.waitForEvent(before.eventId);
    // The newest event of all is then one of another room, as it mostly is for a user who is in several.
    const elsewhere = await alice.createRoom();
    const aside = await alice.say(elsewhere.roomId, 'Elsewhere');
    await alice.follow(elsewhere.roomId).waitForEvent(aside.eventId);
    const { nextBatch: since } = await alice.sync(last(2));
    const renamed = await alice.sendState(room.roomId, 'm.room.name', { name: 'In the gap' });
    const said = [];
    for (const body of ['1', '2', '3', '4', '5']) said.push((await alice.say(room.roomId, body)).eventId);
    await stream.waitForEvent(said[4] ?? '');

    const { response } = await alice.sync({ ...last(2), since });
    const shown = objectAt(response.json, 'rooms', 'join', room.roomId);
    expect(valueAt(shown, 'timeline', 'limited')).toBe(true);
    expect(ids(objectsAt(shown, 'timeline', 'events'))).toEqual(said.slice(3));
    expect(ids(objectsAt(shown, 'state', 'events'))).toEqual([renamed.eventId]);

    const from = stringAt(shown, 'timeline', 'prev_batch');
    const backwards = await alice.messages(room.roomId, { dir: 'b', from, to: since, limit: 100 });
    expect(ids(objectsAt(backwards.json, 'chunk'))).toEqual([renamed.eventId, ...said.slice(0, 3)].toReversed());
    const forwards = await alice.messages(room.roomId, { dir: 'f', from: since, to: from, limit: 100 });
    expect(ids(objectsAt(forwards.json, 'chunk'))).toEqual([renamed.eventId, ...said.slice(0, 3)]);
  },
);

eachRoomVersion(
  () => {
    test(
      'shows the rooms that a filter lists whole, and no others',
      decides('cs.filter.rooms'),
      async ({ alice, room, expect }) => {
        await alice.createRoom();
        const stream = alice.follow(room.roomId);
        const { eventId } = await alice.say(room.roomId, 'Hello');
        await stream.waitForEvent(eventId);

        const filter = JSON.stringify({ room: { rooms: [room.roomId], timeline: { limit: 100 } } });
        const { response } = await alice.sync({ filter });
        const joined = objectAt(response.json, 'rooms', 'join');
        expect(Object.keys(joined)).toEqual([room.roomId]);
        expect(ids(objectsAt(joined, room.roomId, 'timeline', 'events'))).toEqual(stream.eventIds());
      },
    );
  },
  // The create event of these rooms has no room_id of its own, and is all the same an event of the room.
  ({ roomIdFormat }) => roomIdFormat === 'create-hash',
);
