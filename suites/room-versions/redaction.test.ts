import {
  type Client,
  eachRoomVersion,
  type EventSpec,
  granted,
  objectAt,
  type Peer,
  type Pdu,
  type RoomGraph,
  type RoomVersionRules,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hostRoom } from '../hosted-room.ts';
import { eventKeysLeft, givesRedactedRedactions, redactables } from './redactable.ts';
import { untilSaid } from './until-said.ts';

const shownToClients = [
  'rv.redaction.other-types',
  'rv.redaction.member',
  'rv.redaction.join-rules',
  'rv.redaction.power-levels',
  'rv.redaction.history-visibility',
] as const;

const decidedOnUse = ({ redactionDecidedBy }: RoomVersionRules): boolean => redactionDecidedBy === 'apply-time-rule';

eachRoomVersion((roomVersion, rules) => {
  test(
    'keeps of an event with a wrong content hash what the room version protects',
    decides(
      'ss.pdu.content-hash-mismatch',
      'rv.redaction.event-keys',
      'rv.redaction.aliases',
      ...shownToClients,
      ...(givesRedactedRedactions(rules) ? (['rv.redaction.redaction'] as const) : []),
    ),
    async ({ alice, peer, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0 } });
      const message = peer.append(room, hello(peer, 'carol'));
      const sent = redactables(peer, roomVersion, message.eventId).map(({ spec, left }) => {
        const overrides = { origin: peer.serverName, membership: 'join', prev_state: [], 'org.example.wrong': 'Wrong' };
        const whole = peer.append(room, { ...spec, overrides });
        return { whole, tampered: peer.append(room, { ...spec, overrides, corrupt: 'content-hash' }), left };
      });
      await sendAll(peer, room, alice, [message, ...sent.flatMap(({ whole, tampered }) => [whole, tampered])]);

      for (const { whole, tampered, left } of sent) {
        const { pdu } = whole;
        expect(await given(peer, whole.eventId)).toEqual({ keys: Object.keys(pdu).toSorted(), content: pdu.content });
        const keys = eventKeysLeft(tampered.pdu, roomVersion).toSorted();
        expect({ type: pdu.type, ...(await given(peer, tampered.eventId)) }).toEqual({
          type: pdu.type,
          keys,
          content: left,
        });
      }
    },
  );

  test(
    'shows of a redacted event what the room version protects',
    decides(...shownToClients),
    async ({ alice, peer, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0 } });
      const message = peer.append(room, hello(peer, 'carol'));
      const sent = redactables(peer, roomVersion, message.eventId)
        .filter(({ isForClients }) => isForClients)
        .map(({ spec, left }) => {
          const [whole, redacted] = [peer.append(room, spec), peer.append(room, spec)];
          return { whole, redacted, redaction: peer.append(room, redacting(peer, 'creator', redacted.eventId)), left };
        });
      const all = sent.flatMap(({ whole, redacted, redaction }) => [whole, redacted, redaction]);
      await sendAll(peer, room, alice, [message, ...all]);

      for (const { whole, redacted, left } of sent) {
        const { type, content } = whole.pdu;
        expect({ type, content: await shownContent(alice, room, whole.eventId) }).toEqual({ type, content });
        expect({ type, content: await shownContent(alice, room, redacted.eventId) }).toEqual({ type, content: left });
      }
    },
  );
});

eachRoomVersion(
  (roomVersion, { creatorIs }) => {
    test(
      'keeps of a create event with a wrong content hash what the room version protects',
      decides('rv.redaction.create'),
      async ({ alice, peer, expect }) => {
        const createContent = { 'm.federate': true, 'org.example.wrong': 'Wrong' };
        const whole = peer.hostRoom({ roomVersion, createContent });
        const createOverrides = { hashes: { sha256: 'A'.repeat(43) } };
        const tampered = peer.hostRoom({ roomVersion, createContent, createOverrides });
        for (const { roomId } of [whole, tampered]) await alice.join(roomId, [peer.serverName]);

        const content = ({ roomId }: RoomGraph) => alice.stateContent(roomId, 'm.room.create');
        expect((await content(whole)).json).toEqual(whole.stateEvent('m.room.create')?.content);
        const everything = tampered.stateEvent('m.room.create')?.content;
        expect((await content(tampered)).json).toEqual(
          creatorIs === 'content.creator' ? { creator: peer.user('creator') } : everything,
        );
      },
    );
  },
  // Stripped to its creator, a create event makes a room of version 1: a room of versions 2 to 10 cannot be joined then.
  ({ stateResolution, creatorIs }) => stateResolution === 'v1' || creatorIs !== 'content.creator',
);

eachRoomVersion((roomVersion) => {
  test(
    'applies redactions by level, or by the server of both senders',
    decides('rv.redaction.applied'),
    async ({ alice, peer, expect }) => {
      const members = { carol: 0, dave: 50, erin: 0 };
      const room = await hostRoom({ peer, guest: alice, roomVersion, members });
      const [kept, byLevel] = [await alice.say(room.roomId, 'Hello'), await alice.say(room.roomId, 'Hello')];
      await peer.waitForEvent(room, (_, eventId) => eventId === byLevel.eventId);
      const byServer = peer.append(room, hello(peer, 'carol'));
      await sendAll(peer, room, alice, [
        byServer,
        peer.append(room, redacting(peer, 'carol', kept.eventId)),
        peer.append(room, redacting(peer, 'dave', byLevel.eventId)),
        peer.append(room, redacting(peer, 'erin', byServer.eventId)),
      ]);

      expect(await shownContent(alice, room, kept.eventId)).toEqual({ msgtype: 'm.text', body: 'Hello' });
      expect(await shownContent(alice, room, byLevel.eventId)).toEqual({});
      expect(await shownContent(alice, room, byServer.eventId)).toEqual({});
    },
  );

  test(
    'applies a redaction that came before its event',
    decides('rv.redaction.early'),
    async ({ alice, peer, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0, erin: 0 } });
      const [late, whole] = [peer.build(room, hello(peer, 'carol')), peer.build(room, hello(peer, 'carol'))];
      const redaction = peer.append(room, redacting(peer, 'erin', room.eventIdOf(late)));
      await sendAll(peer, room, alice, [redaction]);
      const after = [late, whole].map((pdu) => ({ pdu, eventId: room.add(pdu) }));
      await sendAll(peer, room, alice, after);

      expect(await shownContent(alice, room, room.eventIdOf(late))).toEqual({});
      expect(await shownContent(alice, room, room.eventIdOf(whole))).toEqual(whole.content);
    },
  );

  test(
    'shows clients no redaction that is not applied',
    decides('rv.redaction.withheld'),
    async ({ alice, peer, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0, dave: 50 } });
      const { eventId } = await alice.say(room.roomId, 'Hello');
      await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
      const late = peer.build(room, hello(peer, 'carol'));
      const redactions = [
        redacting(peer, 'carol', eventId),
        redacting(peer, 'carol', room.eventIdOf(late)),
        redacting(peer, 'dave', eventId),
      ].map((spec) => peer.append(room, spec));
      const shown = await sendAll(peer, room, alice, redactions);

      const isShown = redactions.map((redaction) => shown.eventIds().includes(redaction.eventId));
      expect({ withoutPower: isShown[0], tooEarly: isShown[1], applied: isShown[2] }).toEqual({
        withoutPower: false,
        tooEarly: false,
        applied: true,
      });
    },
  );
}, decidedOnUse);

function hello(peer: Peer, localpart: string): EventSpec {
  return { type: 'm.room.message', sender: peer.user(localpart), content: { msgtype: 'm.text', body: 'Hello' } };
}

function redacting(peer: Peer, localpart: string, redacts: string): EventSpec {
  return { type: 'm.room.redaction', sender: peer.user(localpart), content: { reason: 'It was wrong' }, redacts };
}

/** Sends events of a room, and after them a message. @returns what the guest is shown until then */
async function sendAll(peer: Peer, room: RoomGraph, guest: Client, events: readonly { readonly pdu: Pdu }[]) {
  const sentinel = peer.append(room, hello(peer, 'creator'));
  const pdus = [...events, sentinel].map(({ pdu }) => pdu);
  granted(await peer.sendTransaction({ pdus, deliberate: true }));
  await untilSaid(sentinel.eventId, room.roomId, guest);
  const shown = guest.follow(room.roomId);
  await shown.waitForEvent(sentinel.eventId);
  return shown;
}

/** What other servers are given of an event: its keys, without what each server adds for itself, and its content. */
async function given(peer: Peer, eventId: string) {
  const { unsigned: _unsigned, ...pdu } = objectAt(granted(await peer.event(eventId)).json, 'pdus', 0);
  return { keys: Object.keys(pdu).toSorted(), content: pdu['content'] };
}

async function shownContent(client: Client, room: RoomGraph, eventId: string) {
  return objectAt(granted(await client.event(room.roomId, eventId)).json, 'content');
}
