import {
  type Client,
  eachRoomVersion,
  type EventSpec,
  objectAt,
  objectsAt,
  type Peer,
  referencedIds,
  type RoomGraph,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hostRoom, powerLevelsContent } from '../hosted-room.ts';

eachRoomVersion(() => {
  test(
    'drops an event that does not have the format of its room version',
    decides('ss.pdu.format'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: {} });
      const malformations: NonNullable<EventSpec['overrides']>[] = [
        { content: 'a text' },
        { depth: 'deep' },
        { origin_server_ts: undefined },
        { auth_events: undefined },
      ];
      const malformed = malformations.map((overrides) => peer.build(room, { ...message(peer, 'creator'), overrides }));
      for (const pdu of malformed) await peer.sendTransaction({ pdus: [pdu], deliberate: true });

      const wellFormed = await peer.send(room, message(peer, 'creator'));
      const shown = alice.follow(room.roomId);
      await shown.waitForEvent(wellFormed.eventId);
      for (const pdu of malformed) {
        const eventId = room.eventIdOf(pdu);
        expect(shown.eventIds()).not.toContain(eventId);
        expect(await peer.event(eventId)).toBeRefused([403, 404]);
      }
    },
  );

  test(
    'drops an event without a valid signature of its sender’s server',
    decides('ss.pdu.signature'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: {} });
      const corruptions = ['missing-signature', 'signature', 'unknown-key'] as const;
      const unsigned = corruptions.map((corrupt) => peer.build(room, { ...message(peer, 'creator'), corrupt }));
      for (const pdu of unsigned) await peer.sendTransaction({ pdus: [pdu], deliberate: true });

      const signed = await peer.send(room, message(peer, 'creator'));
      const shown = alice.follow(room.roomId);
      await shown.waitForEvent(signed.eventId);
      for (const pdu of unsigned) {
        const eventId = room.eventIdOf(pdu);
        expect(shown.eventIds()).not.toContain(eventId);
        expect(await peer.event(eventId)).toBeRefused([403, 404]);
      }
    },
  );

  test(
    'keeps only the redacted copy of an event with a wrong content hash',
    decides('ss.pdu.content-hash-mismatch'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: {} });
      const whole = await peer.send(room, message(peer, 'creator'));
      const tampered = await peer.send(room, { ...message(peer, 'creator'), corrupt: 'content-hash' });

      const shown = alice.follow(room.roomId);
      expect(objectAt(await shown.waitForEvent(tampered.eventId), 'content')).toEqual({});
      expect(objectAt(await shown.waitForEvent(whole.eventId), 'content')).toEqual(whole.pdu.content);
      const [kept] = objectsAt((await peer.event(tampered.eventId)).json, 'pdus');
      expect(objectAt(kept, 'content')).toEqual({});
      expect(objectAt(kept, 'hashes')).toEqual(tampered.pdu.hashes);
    },
  );

  test(
    'rejects an event that its own auth events do not authorise',
    decides('ss.pdu.auth-by-auth-events', 'ss.pdu.rejected-no-state', 'ss.pdu.rejected-no-error'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0 } });
      const [without, having] = await changePower(peer, room, { carol: 0 }, { carol: 50 });
      const allowed = await peer.send(room, topic(peer, 'carol', 'cites the power levels that let her'));
      const citing = citingInstead(peer, room, topic(peer, 'carol', 'cites power levels that do not'), having, without);
      const rejected = await sendUnfit(peer, room, citing);
      expect(rejected.response).toBeGranted();

      const { shown } = await pass(peer, room, alice);
      expect(shown.eventIds()).not.toContain(rejected.eventId);
      expect((await alice.event(room.roomId, rejected.eventId)).status).toBe(404);
      expect((await alice.stateContent(room.roomId, 'm.room.topic')).json).toEqual(allowed.pdu.content);
    },
  );

  test(
    'rejects an event that the state before it does not authorise',
    decides('ss.pdu.auth-by-state-before', 'ss.pdu.rejected-no-state', 'ss.pdu.rejected-no-error'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0, dave: 0 } });
      const [before, now] = await changePower(peer, room, { carol: 50, dave: 50 }, { carol: 0, dave: 50 });
      // Outdated auth events alone are no reason to reject: dave's event cites the same ones.
      const allowed = await peer.send(room, citingInstead(peer, room, topic(peer, 'dave', 'may still'), now, before));
      const citing = citingInstead(peer, room, topic(peer, 'carol', 'may no more'), now, before);
      const rejected = await sendUnfit(peer, room, citing);
      expect(rejected.response).toBeGranted();

      const { shown } = await pass(peer, room, alice);
      expect(shown.eventIds()).toContain(allowed.eventId);
      expect(shown.eventIds()).not.toContain(rejected.eventId);
      expect((await alice.event(room.roomId, rejected.eventId)).status).toBe(404);
      expect((await alice.stateContent(room.roomId, 'm.room.topic')).json).toEqual(allowed.pdu.content);
    },
  );

  test(
    'does not build on a rejected event, and allows others to',
    decides('ss.pdu.rejected-hidden', 'ss.pdu.rejected-parent'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0 } });
      const rejected = await sendUnfit(peer, room, topic(peer, 'carol', 'has not the power'));
      const { next, shown, sentinel } = await pass(peer, room, alice);
      expect(next.prevEvents).toEqual([sentinel]);

      const child = await peer.send(room, {
        ...message(peer, 'creator'),
        prevEvents: [next.eventId, rejected.eventId],
      });
      await shown.waitForEvent(child.eventId);
      expect(shown.eventIds()).not.toContain(rejected.eventId);
      expect((await alice.stateContent(room.roomId, 'm.room.topic')).status).toBe(404);
    },
  );

  test(
    'soft-fails an event that only the current state does not authorise',
    decides('ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0, dave: 0 } });
      const beforeBan = room.forwardExtremities;
      const ban = {
        type: 'm.room.member',
        sender: peer.user('creator'),
        stateKey: peer.user('carol'),
        content: { membership: 'ban' },
      };
      await peer.send(room, ban);
      const evading = await sendUnfit(
        peer,
        room,
        { ...message(peer, 'carol'), prevEvents: beforeBan },
        { softFailed: true },
      );
      const late = await peer.send(room, { ...message(peer, 'dave'), prevEvents: beforeBan });

      const { next, shown } = await pass(peer, room, alice);
      expect(shown.eventIds()).toContain(late.eventId);
      expect(shown.eventIds()).not.toContain(evading.eventId);
      expect((await alice.event(room.roomId, evading.eventId)).status).toBe(404);
      expect(next.prevEvents).not.toContain(evading.eventId);
      // It is not forgotten: other servers are given it, and may refer to it.
      expect(objectsAt((await peer.event(evading.eventId)).json, 'pdus')).toHaveLength(1);
      const child = await peer.send(room, {
        ...message(peer, 'creator'),
        prevEvents: [next.eventId, evading.eventId],
      });
      await shown.waitForEvent(child.eventId);
      expect(shown.eventIds()).not.toContain(evading.eventId);
    },
  );
});

function message(peer: Peer, localpart: string): EventSpec {
  return {
    type: 'm.room.message',
    sender: peer.user(localpart),
    content: { msgtype: 'm.text', body: `from ${localpart}` },
  };
}

function topic(peer: Peer, localpart: string, text: string): EventSpec {
  return { type: 'm.room.topic', sender: peer.user(localpart), stateKey: '', content: { topic: text } };
}

/** Sends an event that is to be rejected or soft-failed. Whether the target reports that of the event is its own affair. */
async function sendUnfit(peer: Peer, room: RoomGraph, spec: EventSpec, fate?: { readonly softFailed: true }) {
  const { pdu, eventId } = peer.append(room, spec, fate);
  return { eventId, response: await peer.sendTransaction({ pdus: [pdu] }) };
}

/** Sends power levels twice, one after the other. @returns the ids of both events */
async function changePower(
  peer: Peer,
  room: RoomGraph,
  first: Levels,
  then: Levels,
): Promise<[first: string, then: string]> {
  const send = async (levels: Levels): Promise<string> => {
    const content = powerLevelsContent(peer, room.roomVersion, levels);
    return (await peer.send(room, { type: 'm.room.power_levels', sender: peer.user('creator'), stateKey: '', content }))
      .eventId;
  };
  return [await send(first), await send(then)];
}

type Levels = Readonly<Record<string, number>>;

/** The event with one of its auth events replaced by another. */
function citingInstead(peer: Peer, room: RoomGraph, spec: EventSpec, selected: string, other: string): EventSpec {
  const authEvents = referencedIds(peer.build(room, spec).auth_events);
  return { ...spec, authEvents: authEvents.map((eventId) => (eventId === selected ? other : eventId)) };
}

/** A sentinel of the peer is shown to the guest, so that all before it is processed; then the guest says something. */
async function pass(peer: Peer, room: RoomGraph, guest: Client) {
  const sentinel = await peer.send(room, message(peer, 'creator'));
  const shown = guest.follow(room.roomId);
  await shown.waitForEvent(sentinel.eventId);
  const { eventId } = await guest.say(room.roomId, 'what comes next');
  const { pdu } = await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  return { shown, sentinel: sentinel.eventId, next: { eventId, prevEvents: referencedIds(pdu.prev_events) } };
}
