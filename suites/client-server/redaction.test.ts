import { type Client, eachRoomVersion, newTxnId, objectAt, path, stringAt, test, valueAt } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { currentState } from './room-state.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid */
function redact(client: Client, roomId: string, eventId: string) {
  const target = path`/_matrix/client/v3/rooms/${roomId}/redact/${eventId}/${newTxnId()}`;
  return client.request('PUT', target, { json: { reason: 'It was wrong' } });
}

/** Redacts an event and waits until the redaction is shown. @returns the redaction */
async function redacted(client: Client, roomId: string, eventId: string) {
  const answer = await redact(client, roomId, eventId);
  return client.follow(roomId).waitForEvent(stringAt(answer.json, 'event_id'));
}

eachRoomVersion(() => {
  test('strips a redacted message of its content', decides('cs.redaction.strips-message'), async ({ alice, room, expect }) => {
    const { eventId } = await alice.say(room.roomId, 'Wrong');
    await alice.follow(room.roomId).waitForEvent(eventId);
    expect((await alice.event(room.roomId, eventId)).json).toMatchObject({ content: { body: 'Wrong' } });

    const redaction = await redacted(alice, room.roomId, eventId);
    expect(redaction).toMatchObject({ type: 'm.room.redaction', sender: alice.userId, content: { reason: 'It was wrong' } });
    const { json } = await alice.event(room.roomId, eventId);
    expect(json).toMatchObject({ event_id: eventId, type: 'm.room.message', sender: alice.userId, room_id: room.roomId });
    expect(objectAt(json, 'content')).toEqual({});
  });

  test("lets only those redact others' events who have the power", decides('cs.redaction.needs-power'), async ({ alice, bob, room, expect }) => {
    await bob.join(room.roomId);
    const ofAlice = await alice.say(room.roomId, "Alice's");
    const ofBob = await bob.say(room.roomId, "Bob's");
    const alsoOfBob = await bob.say(room.roomId, "Bob's, too");

    expect(await redact(bob, room.roomId, ofAlice.eventId)).toBeMatrixError(403, 'M_FORBIDDEN');
    await redacted(bob, room.roomId, ofBob.eventId);
    await redacted(alice, room.roomId, alsoOfBob.eventId);

    expect((await alice.event(room.roomId, ofAlice.eventId)).json).toMatchObject({ content: { body: "Alice's" } });
    expect(objectAt((await alice.event(room.roomId, ofBob.eventId)).json, 'content')).toEqual({});
    expect(objectAt((await alice.event(room.roomId, alsoOfBob.eventId)).json, 'content')).toEqual({});
  });

  test('takes a redaction that is sent as an event', decides('cs.redaction.by-send'), async ({ alice, room, expect }) => {
    const { eventId } = await alice.say(room.roomId, 'Wrong');
    const redaction = await alice.send(room.roomId, 'm.room.redaction', { redacts: eventId, reason: 'It was wrong' });
    await alice.follow(room.roomId).waitForEvent(redaction.eventId);

    const { json } = await alice.event(room.roomId, eventId);
    expect(objectAt(json, 'content')).toEqual({});
  });

  test('names the redacted event at both places', decides('cs.redaction.redacts-in-both'), async ({ alice, room, expect }) => {
    const { eventId } = await alice.say(room.roomId, 'Wrong');

    const redaction = await redacted(alice, room.roomId, eventId);
    expect({ top: valueAt(redaction, 'redacts'), content: valueAt(redaction, 'content', 'redacts') }).toEqual({ top: eventId, content: eventId });
  });
});

eachRoomVersion(
  () => {
    test('names the redacted event at the top level', decides('cs.redaction.redacts-top-level'), async ({ alice, room, expect }) => {
      const { eventId } = await alice.say(room.roomId, 'Wrong');
      const redaction = await redacted(alice, room.roomId, eventId);
      expect(stringAt(redaction, 'redacts')).toBe(eventId);
    });
  },
  ({ redactsLocation }) => redactsLocation === 'event',
);

eachRoomVersion(
  () => {
    test('names the redacted event in the content', decides('cs.redaction.redacts-in-content'), async ({ alice, room, expect }) => {
      const { eventId } = await alice.say(room.roomId, 'Wrong');
      const redaction = await redacted(alice, room.roomId, eventId);
      expect(stringAt(redaction, 'content', 'redacts')).toBe(eventId);
    });
  },
  ({ redactsLocation }) => redactsLocation === 'content',
);
