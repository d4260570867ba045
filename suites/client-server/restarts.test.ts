import { type Client, newTxnId, stringAt, test, withOwnHomeserver } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { toDeviceMessages } from '../device-messages.ts';
import { currentState } from './room-state.ts';

withOwnHomeserver(() => {
  test(
    'keeps sessions and the state of rooms',
    decides('cs.tokens.lasting', 'cs.state.lasting'),
    async ({ homeserver, alice, bob, room: { roomId }, expect }) => {
      await bob.join(roomId);
      await alice.sendState(roomId, 'm.room.topic', { topic: 'Said before' });
      const before = await eventIdsOfState(alice, roomId);
      await homeserver.restart();

      for (const user of [alice, bob]) {
        const owner = await user.request('GET', '/_matrix/client/v3/account/whoami');
        expect(owner).toBeGranted();
        expect(owner.json).toMatchObject({ user_id: user.userId, device_id: user.session.deviceId });
      }
      expect(await eventIdsOfState(alice, roomId)).toEqual(before);
      const { eventId } = await bob.say(roomId, 'Still here');
      await alice.follow(roomId).waitForEvent(eventId);
    },
  );

  test(
    'continues a sync from before, without gap or repetition',
    decides('cs.sync.lasting-token'),
    async ({ homeserver, alice, room: { roomId }, expect }) => {
      const shown = await alice.say(roomId, 'Shown before');
      const stream = alice.follow(roomId);
      await stream.waitForEvent(shown.eventId);
      const { nextBatch: since } = await alice.sync();
      const unseen = await alice.say(roomId, 'Said before');
      await homeserver.restart();

      const later = await alice.say(roomId, 'Said after');
      const continued = alice.follow(roomId, { since });
      await continued.waitForEvent(later.eventId);
      expect(continued.eventIds()).toEqual([unseen.eventId, later.eventId]);
    },
  );

  test(
    'takes a request that is sent again for the one that it repeats',
    decides('cs.transactions.lasting'),
    async ({ homeserver, alice, room: { roomId }, expect }) => {
      const content = { msgtype: 'm.text', body: 'Is it sent?' };
      const txnId = newTxnId();
      const first = await alice.send(roomId, 'm.room.message', content, txnId);
      await homeserver.restart();

      const again = await alice.send(roomId, 'm.room.message', content, txnId);
      const next = await alice.send(roomId, 'm.room.message', content);
      expect(again.response.json).toEqual(first.response.json);
      const stream = alice.follow(roomId);
      await stream.waitForEvent(next.eventId);
      const messages = stream.timeline.filter(({ type }) => type === 'm.room.message');
      expect(messages.map((event) => stringAt(event, 'event_id'))).toEqual([first.eventId, next.eventId]);
    },
  );

  test(
    'keeps messages to a device until it fetches them',
    decides('cs.to-device.lasting'),
    async ({ homeserver, alice, bob, expect }) => {
      const send = (body: string) =>
        alice.granted('PUT', `/_matrix/client/v3/sendToDevice/org.example.message/${newTxnId()}`, {
          json: { messages: { [bob.userId]: { [bob.session.deviceId]: { body } } } },
        });
      await send('before');
      await homeserver.restart();
      await send('after');

      expect(await toDeviceMessages(bob, 2)).toEqual(['before', 'after']);
    },
  );
});

async function eventIdsOfState(client: Client, roomId: string): Promise<Record<string, string>> {
  const state = Object.entries(await currentState(client, roomId));
  return Object.fromEntries(state.map(([typeAndKey, event]) => [typeAndKey, stringAt(event, 'event_id')]));
}
