import { citedIds, objectAt, test, valueAt, withOwnHomeserver } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { toDevice, toDeviceMessages } from '../device-messages.ts';
import { comeBack, message, saying, sharedRoom, untilMissed } from './while-away.ts';

withOwnHomeserver(() => {
  test(
    'keeps its keys and the ends of the branches of its rooms',
    decides('ss.keys.kept', 'ss.send.outbound'),
    async ({ homeserver, alice, peer, roomVersion, expect }) => {
      const room = await sharedRoom(alice, peer, roomVersion);
      const [fork] = room.forwardExtremities;
      const shown = alice.follow(room.roomId);
      for (const body of ['left', 'right']) {
        const { eventId } = await peer.send(room, { ...message(peer, body), prevEvents: [fork ?? ''] });
        await shown.waitForEvent(eventId);
      }
      const ends = room.forwardExtremities.toSorted();
      const published = objectAt((await peer.request('GET', keyServer)).json, 'verify_keys');
      await homeserver.restart();

      const { json: now } = await peer.request('GET', keyServer);
      const old = valueAt(now, 'old_verify_keys') === undefined ? {} : objectAt(now, 'old_verify_keys');
      expect({ ...old, ...objectAt(now, 'verify_keys') }).toMatchObject(published);
      await alice.say(room.roomId, 'After the restart');
      const { pdu } = await peer.waitForEvent(room, saying('After the restart'));
      expect(citedIds(pdu.prev_events).toSorted()).toEqual(ends);
    },
  );

  test(
    'processes nothing twice that it was sent before and is sent again',
    decides('ss.send.replay'),
    async ({ homeserver, alice, bob, peer, roomVersion, expect }) => {
      const room = await sharedRoom(alice, peer, roomVersion);
      const once = peer.append(room, message(peer, 'once'));
      const transaction = { txnId: 'once', pdus: [once.pdu], edus: [toDevice(peer, bob, 'once')] };
      expect(await peer.sendTransaction(transaction)).toBeGranted();
      const stream = alice.follow(room.roomId);
      await stream.waitForEvent(once.eventId);
      expect(await toDeviceMessages(bob, 1)).toEqual(['once']);
      await homeserver.restart();

      expect(await peer.sendTransaction(transaction)).toBeGranted();
      await peer.sendTransaction({ edus: [toDevice(peer, bob, 'later')] });
      expect(await toDeviceMessages(bob, 2)).toEqual(['once', 'later']);
      const later = await peer.send(room, message(peer, 'later'));
      await stream.waitForEvent(later.eventId);
      expect(stream.eventIds().filter((eventId) => eventId === once.eventId)).toHaveLength(1);
    },
  );

  test(
    'sends to a server what that missed before the restart',
    decides('ss.outage.events'),
    async ({ homeserver, alice, peer: witness, distantPeer: peer, roomVersion, redeliveryMs, expect }) => {
      const room = await sharedRoom(alice, peer, roomVersion);
      const elsewhere = await sharedRoom(alice, peer, roomVersion);
      const { room: witnessed } = await witness.joinRoom(room.roomId);
      peer.proxy.cut();
      const { eventId: missed } = await alice.say(room.roomId, 'Does anybody hear?');
      // It has left for the other servers of the room: what a homeserver may lose that is stopped before, no text says.
      await witness.waitForEvent(witnessed, (_, arrived) => arrived === missed);
      await untilMissed(alice, elsewhere, peer);
      await homeserver.restart();

      await comeBack(peer, alice, elsewhere, redeliveryMs);
      const arrived = await peer.waitForEvent(room, saying('Does anybody hear?'), redeliveryMs);
      expect(arrived.eventId).toBe(missed);
    },
  );

  test(
    'asks for the events that it missed while it was stopped',
    decides('sr.fork.gap-filled'),
    async ({ homeserver, alice, peer, roomVersion, expect }) => {
      const room = await sharedRoom(alice, peer, roomVersion);
      await homeserver.stop();
      const missed = ['1', '2'].map((body) => peer.append(room, message(peer, body)));
      await homeserver.start();

      const next = await peer.send(room, message(peer, '3'));
      const stream = alice.follow(room.roomId);
      await stream.waitForEvent(next.eventId);
      const said = [...missed, next].map(({ eventId }) => eventId);
      expect(stream.eventIds().filter((eventId) => said.includes(eventId))).toEqual(said);
    },
  );

  test(
    'processes a transaction that came while it did not compute',
    decides('ss.send.processed'),
    async ({ homeserver, alice, peer, roomVersion, stranger, expect }) => {
      const room = await sharedRoom(alice, peer, roomVersion);
      const [fork] = room.forwardExtremities;
      const branches = ['left', 'right'].map((body) =>
        peer.append(room, { ...message(peer, body), prevEvents: [fork ?? ''] }),
      );
      await homeserver.pause();
      const answer = peer.sendTransaction({ pdus: branches.map(({ pdu }) => pdu) });
      // It does not answer, and what came with this question has arrived.
      const unanswered = stranger.request('GET', '/_matrix/client/versions', { authenticated: false, limitMs: 500 });
      await expect(unanswered).rejects.toThrow('no answer within');
      await homeserver.resume();

      expect(await answer).toBeGranted();
      const stream = alice.follow(room.roomId);
      for (const { eventId } of branches) await stream.waitForEvent(eventId);
    },
  );
});

const keyServer = '/_matrix/key/v2/server';
