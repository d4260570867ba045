import {
  type Client,
  eachRoomVersion,
  granted,
  type JsonObject,
  newTxnId,
  objectAt,
  path,
  roomVersions,
  stringAt,
  test,
  valueAt,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidredacteventidtxnid */
function redact(client: Client, roomId: string, eventId: string) {
  const target = path`/_matrix/client/v3/rooms/${roomId}/redact/${eventId}/${newTxnId()}`;
  return client.request('PUT', target, { json: { reason: 'It was wrong' } });
}

/** Redacts an event and waits until the redaction is shown. @returns the redaction */
async function redacted(client: Client, roomId: string, eventId: string) {
  const { json } = granted(await redact(client, roomId, eventId));
  return client.follow(roomId).waitForEvent(stringAt(json, 'event_id'));
}

eachRoomVersion((roomVersion) => {
  test(
    'strips a redacted message of its content',
    decides('cs.redaction.strips-message', 'cs.redaction.names-event'),
    async ({ alice, room, expect }) => {
      const { eventId } = await alice.say(room.roomId, 'Wrong');
      const redaction = await redacted(alice, room.roomId, eventId);

      const { type, sender, content, redacts } = redaction;
      expect({ type, sender, content }).toMatchObject({
        type: 'm.room.redaction',
        sender: alice.userId,
        content: { reason: 'It was wrong' },
      });
      const { redactsLocation } = roomVersions[roomVersion];
      expect({ event: redacts, content: valueAt(content, 'redacts') }[redactsLocation]).toBe(eventId);
      const { json } = await alice.event(room.roomId, eventId);
      expect(json).toMatchObject({ event_id: eventId, type: 'm.room.message', sender: alice.userId });
      expect(objectAt(json, 'content')).toEqual({});
    },
  );

  test(
    'leaves in redacted state what the room version protects',
    decides('cs.redaction.strips-state'),
    async ({ alice, room, expect }) => {
      const { json: levels } = await alice.stateContent(room.roomId, 'm.room.power_levels');
      const contents: Record<string, JsonObject> = {
        'm.room.name': { name: 'Wrong' },
        'm.room.join_rules': { join_rule: 'public', allow: [], 'org.example.wrong': true },
        'm.room.power_levels': { ...objectAt(levels), invite: 0, notifications: { room: 50 } },
      };
      for (const [type, content] of Object.entries(contents)) {
        const { eventId } = await alice.sendState(room.roomId, type, content);
        await redacted(alice, room.roomId, eventId);

        const kept = roomVersions[roomVersion].redaction.content[type] ?? [];
        const left = Object.fromEntries(Object.entries(content).filter(([key]) => kept.includes(key)));
        const event = await alice.event(room.roomId, eventId);
        expect({ type, content: valueAt(event.json, 'content') }).toEqual({ type, content: left });
        const current = await alice.stateContent(room.roomId, type);
        expect({ type, current: current.json }).toEqual({ type, current: left });
      }
    },
  );

  test(
    "lets only those redact others' events who have the power",
    decides('cs.redaction.needs-power'),
    async ({ alice, bob, room, expect }) => {
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
    },
  );

  test(
    'takes a redaction that is sent as an event',
    decides('cs.redaction.by-send'),
    async ({ alice, room, expect }) => {
      const { eventId } = await alice.say(room.roomId, 'Wrong');
      const redaction = await alice.send(room.roomId, 'm.room.redaction', { redacts: eventId, reason: 'It was wrong' });
      await alice.follow(room.roomId).waitForEvent(redaction.eventId);

      const { json } = await alice.event(room.roomId, eventId);
      expect(objectAt(json, 'content')).toEqual({});
    },
  );

  test(
    'names the redacted event at both places',
    decides('cs.redaction.redacts-in-both'),
    async ({ alice, room, expect }) => {
      const { eventId } = await alice.say(room.roomId, 'Wrong');

      const redaction = await redacted(alice, room.roomId, eventId);
      expect({ top: valueAt(redaction, 'redacts'), content: valueAt(redaction, 'content', 'redacts') }).toEqual({
        top: eventId,
        content: eventId,
      });
    },
  );
});

test(
  'shows the redaction with the redacted event',
  decides('cs.redaction.redacted-because'),
  async ({ alice, room, expect }) => {
    const { eventId } = await alice.say(room.roomId, 'Wrong');
    const redaction = await redacted(alice, room.roomId, eventId);

    const { json } = await alice.event(room.roomId, eventId);
    expect(objectAt(json, 'unsigned', 'redacted_because')).toMatchObject({
      type: 'm.room.redaction',
      event_id: stringAt(redaction, 'event_id'),
      content: { reason: 'It was wrong' },
    });
  },
);
