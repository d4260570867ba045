import {
  citedIds,
  eachRoomVersion,
  type EventSpec,
  type JsonObject,
  objectAt,
  type Peer,
  selectAuthEvents,
  test,
  valueAt,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { toDevice, toDeviceMessages } from '../device-messages.ts';

/** Statuses of a refusal where the text gives none. */
const refusals = Array.from({ length: 100 }, (_, n) => 400 + n);

eachRoomVersion(() => {
  test(
    'sends its users’ events with the right parents, auth events and depth',
    decides('ss.send.outbound'),
    async ({ alice, room: { roomId }, peer, roomVersion, expect }) => {
      const { room, eventId: join } = await peer.joinRoom(roomId);
      const left = await peer.send(room, { ...message(peer, 'left'), prevEvents: [join] });
      const right = await peer.send(room, { ...message(peer, 'right'), prevEvents: [join] });
      const last = await peer.send(room, { ...message(peer, 'further right'), prevEvents: [right.eventId] });
      const shown = alice.follow(roomId);
      for (const { eventId } of [left, right, last]) await shown.waitForEvent(eventId);
      const extremities = room.forwardExtremities;
      const state = room.stateAfterAll();

      const { eventId } = await alice.say(roomId, 'after all of them');
      const { pdu } = await peer.waitForEvent(room, ({ content }) => content['body'] === 'after all of them');
      expect(pdu).toMatchObject({ type: 'm.room.message', room_id: roomId, sender: alice.userId });
      expect(room.eventIdOf(pdu)).toBe(eventId);
      expect(citedIds(pdu.prev_events).toSorted()).toEqual(extremities.toSorted());
      expect(citedIds(pdu.auth_events).toSorted()).toEqual(selectAuthEvents(state, pdu, roomVersion).toSorted());
      expect(pdu.depth).toBe(last.pdu.depth + 1);
    },
  );
});

test(
  'processes 50 PDUs, and none of 51',
  decides('ss.send.pdu-limit'),
  async ({ alice, room: { roomId }, peer, expect }) => {
    const { room } = await peer.joinRoom(roomId);
    const tooMany = Array.from({ length: 51 }, (_, n) => peer.build(room, message(peer, `one of 51: ${n}`)));
    expect(await peer.sendTransaction({ pdus: tooMany, deliberate: true })).toBeRefused(refusals);

    const enough = Array.from({ length: 50 }, (_, n) => peer.append(room, message(peer, `one of 50: ${n}`)));
    expect(await peer.sendTransaction({ pdus: enough.map(({ pdu }) => pdu) })).toBeGranted();
    const shown = alice.follow(roomId);
    for (const { eventId } of enough) await shown.waitForEvent(eventId);
    for (const pdu of tooMany) expect(shown.eventIds()).not.toContain(room.eventIdOf(pdu));
  },
);

test('processes 100 EDUs, and none of 101', decides('ss.send.edu-limit'), async ({ alice, peer, expect }) => {
  const numbered = (length: number): JsonObject[] =>
    Array.from({ length }, (_, n) => toDevice(peer, alice, `${n} of ${length}`));
  expect(await peer.sendTransaction({ edus: numbered(101), deliberate: true })).toBeRefused(refusals);
  expect(await peer.sendTransaction({ edus: numbered(100) })).toBeGranted();

  const bodies = await toDeviceMessages(alice, 100);
  expect(bodies.toSorted()).toEqual(
    numbered(100)
      .map((_, n) => `${n} of 100`)
      .toSorted(),
  );
});

test(
  'processes nothing twice when a transaction is sent again',
  decides('ss.send.replay'),
  async ({ alice, room: { roomId }, peer, expect }) => {
    const { room } = await peer.joinRoom(roomId);
    const refusedOne = peer.build(room, { ...message(peer, 'refused'), corrupt: 'signature' });
    const once = peer.append(room, message(peer, 'once'));
    const transaction = {
      txnId: `replay-${peer.serverName}`,
      pdus: [refusedOne, once.pdu],
      edus: [toDevice(peer, alice, 'once')],
    };
    expect(await peer.sendTransaction({ ...transaction, deliberate: true })).toBeGranted();
    expect(await peer.sendTransaction({ ...transaction, deliberate: true })).toBeGranted();

    await peer.sendTransaction({ edus: [toDevice(peer, alice, 'later')] });
    expect(await toDeviceMessages(alice, 2)).toEqual(['once', 'later']);
    const later = await peer.send(room, message(peer, 'later'));
    const shown = alice.follow(roomId);
    await shown.waitForEvent(later.eventId);
    expect(shown.eventIds().filter((eventId) => eventId === once.eventId)).toHaveLength(1);
  },
);

test(
  'processes the good PDUs of a transaction where others are bad',
  decides('ss.send.partial-success'),
  async ({ alice, room: { roomId, roomVersion }, peer, expect }) => {
    const { room } = await peer.joinRoom(roomId);
    const unknown = peer.hostRoom({ roomVersion });
    const elsewhere = peer.build(unknown, {
      ...message(peer, 'in a room that is not known'),
      sender: peer.user('creator'),
    });
    const bad = peer.build(room, { ...message(peer, 'bad'), corrupt: 'signature' });
    const good = ['first', 'second'].map((body) => peer.append(room, message(peer, body)));
    const [first, second] = good.map(({ pdu }) => pdu);
    const pdus = [first, bad, elsewhere, second].flatMap((pdu) => pdu ?? []);
    const response = await peer.sendTransaction({ pdus, deliberate: true });

    expect(response).toBeGranted();
    const withoutError = Object.entries(objectAt(response.json, 'pdus')).filter(
      ([, result]) => valueAt(result, 'error') === undefined,
    );
    expect(withoutError.map(([eventId]) => eventId).toSorted()).toEqual(good.map(({ eventId }) => eventId).toSorted());
    const shown = alice.follow(roomId);
    for (const { eventId } of good) await shown.waitForEvent(eventId);
    expect(shown.eventIds()).not.toContain(room.eventIdOf(bad));
  },
);

test(
  'processes the rest of a transaction beside an EDU of an unknown type',
  decides('ss.send.unknown-edu'),
  async ({ alice, room: { roomId }, peer, expect }) => {
    const { room } = await peer.joinRoom(roomId);
    const { eventId, pdu } = peer.append(room, message(peer, 'beside it'));
    const edus = [{ edu_type: 'org.example.unknown', content: { any: 'thing' } }, toDevice(peer, alice, 'beside it')];
    expect(await peer.sendTransaction({ pdus: [pdu], edus })).toBeGranted();
    expect(await toDeviceMessages(alice, 1)).toEqual(['beside it']);
    await alice.follow(roomId).waitForEvent(eventId);
  },
);

function message(peer: Peer, body: string): EventSpec {
  return { type: 'm.room.message', sender: peer.user('alice'), content: { msgtype: 'm.text', body } };
}
