import {
  type Client,
  eachRoomVersion,
  type JsonObject,
  type JsonValue,
  newTxnId,
  objectAt,
  objectsAt,
  path,
  type Peer,
  type RoomGraph,
  stringAt,
  syncUntil,
  test,
  valueAt,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hostRoom } from '../hosted-room.ts';

/** These checks take two homeservers. */
const together = { companion: true, touches: ['federation'] } as const;

/** How long something may take to arrive where no sync tells of it. */
const arrival = ({ timeoutFactor }: Client) => ({ timeout: 10_000 * timeoutFactor, interval: 50 });

/** Both ways round: a user of the target and one of its companion. */
const eachWay = (alice: Client, carol: Client): (readonly [host: Client, guest: Client])[] => [
  [alice, carol],
  [carol, alice],
];

const serverOf = ({ userId }: Client): string => userId.slice(userId.indexOf(':') + 1);

eachRoomVersion(() => {
  test(
    'lets their users meet in a room of either and talk',
    decides('interop.join', 'interop.events', together),
    async ({ alice, carol, roomVersion, expect }) => {
      for (const [host, guest] of eachWay(alice, carol)) {
        const { roomId } = await host.createRoom({ preset: 'public_chat', room_version: roomVersion });
        await guest.join(roomId, [serverOf(host)]);
        for (const [speaker, listener] of eachWay(host, guest)) {
          const { eventId } = await speaker.say(roomId, `hello from ${speaker.userId}`);
          expect(await listener.follow(roomId).waitForEvent(eventId)).toMatchObject({
            sender: speaker.userId,
            content: { body: `hello from ${speaker.userId}` },
          });
          const member = await speaker.stateContent(roomId, 'm.room.member', listener.userId);
          expect(member.json).toMatchObject({ membership: 'join' });
        }
      }
    },
  );

  test(
    'show the same state after a history that forked',
    decides('interop.state', together),
    async ({ alice, carol, peer, companion, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { mallory: 50, dave: 50 } });
      const elsewhere = peer.towards(companion);
      await joinBeside(peer, room, alice, carol);
      const creator = peer.user('creator');
      const [mallory, dave] = [peer.user('mallory'), peer.user('dave')];
      const fork = room.forwardExtremities;
      const member = { type: 'm.room.member', sender: creator, stateKey: mallory };
      const ban = peer.append(room, { ...member, content: { membership: 'ban' }, prevEvents: fork });
      const topic = { type: 'm.room.topic', stateKey: '' };
      const bad = peer.append(room, { ...topic, sender: mallory, content: { topic: 'mallory’s' }, prevEvents: fork });
      const good = peer.append(room, {
        ...topic,
        sender: dave,
        content: { topic: 'dave’s' },
        prevEvents: [ban.eventId],
      });
      const merge = peer.append(room, {
        type: 'm.room.message',
        sender: creator,
        content: { msgtype: 'm.text', body: 'one' },
      });
      // One is told of the ban first, the other last.
      const branches = [ban, good].map(({ pdu }) => pdu);
      await peer.deliver(room, [...branches, bad.pdu, merge.pdu]);
      await elsewhere.deliver(room, [bad.pdu, ...branches, merge.pdu]);

      const expected = room.stateAfter(merge.eventId).eventIds().toSorted();
      for (const user of [alice, carol]) {
        await user.follow(room.roomId).waitForEvent(merge.eventId);
        const state = await user.state(room.roomId);
        const ids = (state.json as JsonObject[]).map((event) => stringAt(event, 'event_id'));
        expect(ids.toSorted(), `the state that ${user.userId} is shown`).toEqual(expected);
      }
    },
  );

  test(
    'and a third server all receive what is said in a room of the third',
    decides('interop.third-server', together),
    async ({ alice, carol, peer, companion, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: {} });
      await joinBeside(peer, room, alice, carol);
      for (const [speaker, listener] of eachWay(alice, carol)) {
        const { eventId } = await speaker.say(room.roomId, 'hello');
        await listener.follow(room.roomId).waitForEvent(eventId);
        await peer.waitForEvent(room, (_, id) => id === eventId);
      }
      const said = peer.append(room, {
        type: 'm.room.message',
        sender: peer.user('creator'),
        content: { msgtype: 'm.text', body: 'and here' },
      });
      await peer.deliver(room, [said.pdu]);
      await peer.towards(companion).deliver(room, [said.pdu]);
      for (const user of [alice, carol]) {
        const shown = await user.follow(room.roomId).waitForEvent(said.eventId);
        expect(shown).toMatchObject({ sender: peer.user('creator'), content: { body: 'and here' } });
      }
    },
  );

  test(
    'pass invites on, and what becomes of them',
    decides('interop.invite', together),
    async ({ alice, carol, roomVersion, expect }) => {
      for (const [host, guest] of eachWay(alice, carol)) {
        const create = { preset: 'private_chat', room_version: roomVersion };
        const [{ roomId: liked }, { roomId: disliked }] = [
          await host.createRoom(create),
          await host.createRoom(create),
        ];
        for (const roomId of [liked, disliked]) {
          await host.invite(roomId, guest.userId);
          await syncUntil(guest, `an invite to ${roomId}`, (answer) => valueAt(answer, 'rooms', 'invite', roomId));
        }
        await guest.join(liked, [serverOf(host)]);
        await guest.leave(disliked);
        for (const [roomId, membership] of [
          [liked, 'join'],
          [disliked, 'leave'],
        ] as const) {
          const shown = await host
            .follow(roomId)
            .waitFor(`the ${membership} of ${guest.userId}`, ({ type, state_key, content }) => {
              return (
                type === 'm.room.member' &&
                state_key === guest.userId &&
                valueAt(content ?? null, 'membership') === membership
              );
            });
          expect(shown).toMatchObject({ sender: guest.userId });
        }
      }
    },
  );

  test(
    'give history to who joins later',
    decides('interop.history', together),
    async ({ alice, carol, roomVersion, expect }) => {
      for (const [host, guest] of eachWay(alice, carol)) {
        const { roomId } = await host.createRoom({ preset: 'public_chat', room_version: roomVersion });
        const said: string[] = [];
        for (const body of ['one', 'two', 'three']) said.push((await host.say(roomId, body)).eventId);
        await guest.join(roomId, [serverOf(host)]);
        await guest.follow(roomId).waitFor('the join', ({ sender }) => sender === guest.userId);
        const seen: string[] = [];
        for (let from: string | undefined, more = true; more;) {
          const { json } = await guest.messages(roomId, { dir: 'b', limit: 10, ...(from !== undefined && { from }) });
          seen.push(...objectsAt(json, 'chunk').map((event) => stringAt(event, 'event_id')));
          const end = valueAt(json, 'end');
          more = typeof end === 'string' && end !== from;
          from = typeof end === 'string' ? end : undefined;
        }
        expect(seen.filter((id) => said.includes(id))).toEqual(said.toReversed());
      }
    },
  );

  test(
    'redact what either redacts',
    decides('interop.redaction', together),
    async ({ alice, carol, roomVersion, expect }) => {
      const { roomId } = await alice.createRoom({ preset: 'public_chat', room_version: roomVersion });
      await carol.join(roomId, [serverOf(alice)]);
      for (const [speaker, listener] of eachWay(alice, carol)) {
        const { eventId } = await speaker.say(roomId, 'a slip');
        expect(await listener.follow(roomId).waitForEvent(eventId)).toMatchObject({ content: { body: 'a slip' } });
        const target = path`/_matrix/client/v3/rooms/${roomId}/redact/${eventId}/${newTxnId()}`;
        await speaker.granted('PUT', target, { json: {} });
        const contentShown = async (): Promise<unknown> =>
          objectAt((await listener.event(roomId, eventId)).json, 'content');
        await expect.poll(contentShown, arrival(listener)).toEqual({});
      }
    },
  );

  test(
    'keep who is banned out of the room',
    decides('interop.moderation', together),
    async ({ alice, carol, roomVersion, expect }) => {
      for (const [host, guest] of eachWay(alice, carol)) {
        const { roomId } = await host.createRoom({ preset: 'public_chat', room_version: roomVersion });
        await guest.join(roomId, [serverOf(host)]);
        const { eventId } = await guest.say(roomId, 'still here');
        await host.follow(roomId).waitForEvent(eventId);

        await host.ban(roomId, guest.userId);
        const speak = async (): Promise<number> => {
          const send = path`/_matrix/client/v3/rooms/${roomId}/send/m.room.message/${newTxnId()}`;
          return (await guest.request('PUT', send, { json: { msgtype: 'm.text', body: 'still here' } })).status;
        };
        await expect.poll(speak, arrival(guest)).toBe(403);
        const join = path`/_matrix/client/v3/join/${roomId}`;
        expect(await guest.request('POST', join, { json: {}, query: { via: serverOf(host) } })).toBeRefused(403);
      }
    },
  );
});

test('pass messages to devices on', decides('interop.to-device', together), async ({ alice, carol, expect }) => {
  for (const [sender, receiver] of eachWay(alice, carol)) {
    const content = { from: sender.userId };
    const messages = { [receiver.userId]: { [receiver.session.deviceId]: content } };
    const target = path`/_matrix/client/v3/sendToDevice/org.matrix-touchstone.greeting/${newTxnId()}`;
    await sender.granted('PUT', target, { json: { messages } });
    const greeting = await syncUntil(receiver, 'the message', (answer) =>
      listed(answer, 'to_device', 'events').find(({ type }) => type === 'org.matrix-touchstone.greeting'),
    );
    expect(greeting).toMatchObject({ sender: sender.userId, content });
  }
});

test(
  'show receipts and typing of each other’s users',
  decides('interop.receipts', 'interop.typing', together),
  async ({ alice, carol, roomVersion, expect }) => {
    const { roomId } = await alice.createRoom({ preset: 'public_chat', room_version: roomVersion });
    await carol.join(roomId, [serverOf(alice)]);
    const { eventId } = await alice.say(roomId, 'read this');
    await carol.follow(roomId).waitForEvent(eventId);
    for (const [reader, watcher] of eachWay(alice, carol)) {
      await reader.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/receipt/m.read/${eventId}`, { json: {} });
      const receipt = await syncUntil(watcher, `the receipt of ${reader.userId}`, (answer) =>
        ephemeral(answer, roomId, 'm.receipt')
          .map(({ content }) => valueAt(content ?? null, eventId, 'm.read', reader.userId))
          .find((found) => found !== undefined),
      );
      expect(receipt).toMatchObject({ ts: expect.any(Number) });
      const typing = path`/_matrix/client/v3/rooms/${roomId}/typing/${reader.userId}`;
      await reader.granted('PUT', typing, { json: { typing: true, timeout: 30_000 } });
      await syncUntil(watcher, `that ${reader.userId} is typing`, (answer) =>
        ephemeral(answer, roomId, 'm.typing').find(({ content }) =>
          (valueAt(content ?? null, 'user_ids') as string[]).includes(reader.userId),
        ),
      );
      await reader.granted('PUT', typing, { json: { typing: false } });
    }
  },
);

test(
  'look up each other’s users',
  decides('interop.profile', together, { touches: ['profiles'] }),
  async ({ alice, carol, expect }) => {
    for (const [host, guest] of eachWay(alice, carol)) {
      const profile = path`/_matrix/client/v3/profile/${host.userId}/displayname`;
      await host.granted('PUT', profile, { json: { displayname: 'somebody' } });
      expect((await guest.granted('GET', profile)).json).toMatchObject({ displayname: 'somebody' });
    }
  },
);

test(
  'find each other’s rooms',
  decides('interop.alias', together, { touches: ['room-aliases'] }),
  async ({ alice, carol, roomVersion, expect }) => {
    for (const [host, guest] of eachWay(alice, carol)) {
      const localpart = `meeting-${newTxnId()}`;
      const { roomId } = await host.createRoom({
        preset: 'public_chat',
        room_version: roomVersion,
        room_alias_name: localpart,
      });
      const joined = await guest.join(`#${localpart}:${serverOf(host)}`);
      expect(joined.json).toMatchObject({ room_id: roomId });
    }
  },
);

/** The events of a type that a sync shows without keeping them in the room. */
function ephemeral(answer: JsonValue | undefined, roomId: string, type: string): JsonObject[] {
  return listed(answer, 'rooms', 'join', roomId, 'ephemeral', 'events').filter((event) => event['type'] === type);
}

/** The list at a place of an answer; empty where there is none. */
function listed(answer: JsonValue | undefined, ...at: readonly string[]): JsonObject[] {
  const list = valueAt(answer, ...at);
  return Array.isArray(list) ? (list as JsonObject[]) : [];
}

/** Has carol join the peer's room, and tells the target of it, which shows it to alice: then all three servers know each other. */
async function joinBeside(peer: Peer, room: RoomGraph, alice: Client, carol: Client): Promise<void> {
  await carol.join(room.roomId, [peer.serverName]);
  const [join = ''] = room.forwardExtremities;
  await peer.deliver(room, [room.event(join)]);
  await alice.follow(room.roomId).waitForEvent(join);
}
