import { path, stringAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { logInAgain } from './sessions.ts';

const hello = { msgtype: 'm.text', body: 'Hello' };

test(
  'shows a sent event to the members of the room',
  decides('cs.send.reaches-members'),
  async ({ alice, bob, room, expect }) => {
    await bob.join(room.roomId);
    const content = { ...hello, 'org.example.nested': { list: [1, 'two', null, true], empty: {} } };
    const { eventId } = await alice.send(room.roomId, 'm.room.message', content);

    const seen = await bob.follow(room.roomId).waitForEvent(eventId);
    expect(seen).toMatchObject({ type: 'm.room.message', sender: alice.userId });
    expect(seen['content']).toEqual(content);
    expect(seen).not.toHaveProperty('state_key');
  },
);

test(
  'refuses an event of somebody who is not in the room',
  decides('cs.send.not-a-member'),
  async ({ alice, bob, room, expect }) => {
    const target = path`/_matrix/client/v3/rooms/${room.roomId}/send/m.room.message/one`;
    expect(await bob.request('PUT', target, { json: hello })).toBeMatrixError(403, 'M_FORBIDDEN');
    await bob.join(room.roomId);
    const { eventId } = await bob.send(room.roomId, 'm.room.message', hello, 'two');

    const stream = alice.follow(room.roomId);
    await stream.waitForEvent(eventId);
    const messages = stream.timeline.filter(({ type }) => type === 'm.room.message');
    expect(messages.map((event) => stringAt(event, 'event_id'))).toEqual([eventId]);
  },
);

test(
  'takes a repeated transaction id for a repeated request',
  decides('cs.transactions.idempotent'),
  async ({ alice, room, expect }) => {
    const first = await alice.send(room.roomId, 'm.room.message', hello, 'one');
    const again = await alice.send(room.roomId, 'm.room.message', hello, 'one');
    const next = await alice.send(room.roomId, 'm.room.message', hello, 'two');

    expect(again.response.json).toEqual(first.response.json);
    const stream = alice.follow(room.roomId);
    await stream.waitForEvent(next.eventId);
    const messages = stream.timeline.filter(({ type }) => type === 'm.room.message');
    expect(messages.map((event) => stringAt(event, 'event_id'))).toEqual([first.eventId, next.eventId]);
  },
);

test(
  'takes the same transaction id from another device for another request',
  decides('cs.transactions.scope'),
  async ({ alice, room, clientHttp, wire, expect }) => {
    const phone = await logInAgain(alice, "alice's phone", clientHttp, wire);
    const first = await alice.send(room.roomId, 'm.room.message', hello, 'one');
    const other = await phone.send(room.roomId, 'm.room.message', hello, 'one');

    expect(other.eventId).not.toBe(first.eventId);
    const stream = alice.follow(room.roomId);
    await stream.waitForEvent(other.eventId);
    const messages = stream.timeline.filter(({ type }) => type === 'm.room.message');
    expect(messages.map((event) => stringAt(event, 'event_id'))).toEqual([first.eventId, other.eventId]);
  },
);
