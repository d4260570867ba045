import { type Client, eachRoomVersion, newTxnId, objectAt, path, stringAt, test, valueAt } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import type { Event } from './room-state.ts';

const powerLevelKeys = ['ban', 'events', 'events_default', 'kick', 'redact', 'state_default', 'users', 'users_default'];

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

for (const [place, keys, requirement, where] of [
  ['at the top level', ['redacts'], 'cs.redaction.redacts-top-level', ({ redactsLocation }) => redactsLocation === 'event'],
  ['in its content', ['content', 'redacts'], 'cs.redaction.redacts-in-content', ({ redactsLocation }) => redactsLocation === 'content'],
] satisfies [string, string[], Parameters<typeof decides>[0], Parameters<typeof eachRoomVersion>[1]][]) {
  eachRoomVersion(() => {
    test(`strips a message that a redaction names ${place}`, decides('cs.redaction.strips-message', requirement), async ({ alice, room, expect }) => {
      const { eventId } = await alice.say(room.roomId, 'Wrong');
      const redaction = await redacted(alice, room.roomId, eventId);

      expect(redaction).toMatchObject({ type: 'm.room.redaction', sender: alice.userId, content: { reason: 'It was wrong' } });
      expect(stringAt(redaction, ...keys)).toBe(eventId);
      const { json } = await alice.event(room.roomId, eventId);
      expect(json).toMatchObject({ event_id: eventId, type: 'm.room.message', sender: alice.userId, room_id: room.roomId });
      expect(objectAt(json, 'content')).toEqual({});
    });
  }, where);
}

/** The protected keys that differ between room versions. Source: "Redactions" of https://spec.matrix.org/v1.19/rooms/ */
for (const { where, ofAliases, ofJoinRules, ofPowerLevels } of [
  { where: ({ aliasesRule }) => aliasesRule, ofAliases: ['aliases'], ofJoinRules: [], ofPowerLevels: [] },
  { where: ({ aliasesRule, restricted }) => !aliasesRule && !restricted, ofAliases: [], ofJoinRules: [], ofPowerLevels: [] },
  { where: ({ restricted, redactsLocation }) => restricted && redactsLocation === 'event', ofAliases: [], ofJoinRules: ['allow'], ofPowerLevels: [] },
  { where: ({ redactsLocation }) => redactsLocation === 'content', ofAliases: [], ofJoinRules: ['allow'], ofPowerLevels: ['invite'] },
] satisfies { where: Parameters<typeof eachRoomVersion>[1]; ofAliases: string[]; ofJoinRules: string[]; ofPowerLevels: string[] }[]) {
  eachRoomVersion(() => {
    test('leaves in redacted state what the room version protects', decides('cs.redaction.strips-state'), async ({ alice, room, expect }) => {
      const server = alice.userId.slice(alice.userId.indexOf(':') + 1);
      const { json: levels } = await alice.stateContent(room.roomId, 'm.room.power_levels');
      for (const [type, stateKey, content, kept] of [
        ['m.room.name', '', { name: 'Wrong' }, []],
        ['m.room.aliases', server, { aliases: [`#wrong:${server}`], wrong: true }, ofAliases],
        ['m.room.join_rules', '', { join_rule: 'public', allow: [], wrong: true }, ['join_rule', ...ofJoinRules]],
        ['m.room.power_levels', '', { ...objectAt(levels), invite: 0, notifications: { room: 50 } }, [...powerLevelKeys, ...ofPowerLevels]],
      ] satisfies [string, string, Event, string[]][]) {
        const { eventId } = await alice.sendState(room.roomId, type, content, stateKey);
        await redacted(alice, room.roomId, eventId);

        const left = Object.fromEntries(Object.entries(content).filter(([key]) => kept.includes(key)));
        expect({ type, content: objectAt((await alice.event(room.roomId, eventId)).json, 'content') }).toEqual({ type, content: left });
        expect({ type, content: (await alice.stateContent(room.roomId, type, stateKey)).json }).toEqual({ type, content: left });
      }
    });
  }, where);
}

eachRoomVersion(() => {
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

test('shows the redaction with the redacted event', decides('cs.redaction.redacted-because'), async ({ alice, room, expect }) => {
  const { eventId } = await alice.say(room.roomId, 'Wrong');
  const redaction = await redacted(alice, room.roomId, eventId);

  const { json } = await alice.event(room.roomId, eventId);
  expect(objectAt(json, 'unsigned', 'redacted_because')).toMatchObject({
    type: 'm.room.redaction',
    event_id: stringAt(redaction, 'event_id'),
    content: { reason: 'It was wrong' },
  });
});
