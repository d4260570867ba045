import { type JsonObject, newTxnId, type Peer, stringAt, test, valueAt } from '../../harness/index.ts';
import { passwordLogin } from '../client-server/sessions.ts';
import { decides } from '../decides.ts';
import {
  comeBack,
  saying,
  sendToDevices,
  sharedRoom,
  transactions,
  untilMissed,
  vanishBeforeAnswering,
} from './while-away.ts';

test(
  'sends a transaction that was not answered again under its ID, before any other',
  decides('ss.send.same-id'),
  async ({ alice, distantPeer: peer, roomVersion, redeliveryMs, expect }) => {
    const room = await sharedRoom(alice, peer, roomVersion);
    vanishBeforeAnswering(peer, 'Is it answered?');
    const { eventId: unanswered } = await alice.say(room.roomId, 'Is it answered?');
    await peer.waitForEvent(room, (_, arrived) => arrived === unanswered);

    const before = transactions(peer);
    await comeBack(peer, alice, room, redeliveryMs);
    expect(transactions(peer)[before.length]).toBe(before.at(-1));
    const { eventId: next } = await alice.say(room.roomId, 'Now it is');
    await peer.waitForEvent(room, (_, arrived) => arrived === next, redeliveryMs);
  },
);

test(
  'sends the events that a server missed while it could not be reached',
  decides('ss.outage.events'),
  async ({ alice, distantPeer: peer, roomVersion, redeliveryMs, expect }) => {
    const room = await sharedRoom(alice, peer, roomVersion);
    const elsewhere = await sharedRoom(alice, peer, roomVersion);
    peer.proxy.cut();
    const missed: string[] = [];
    for (const body of ['1', '2', '3']) missed.push((await alice.say(room.roomId, body)).eventId);
    await untilMissed(alice, elsewhere, peer);

    await comeBack(peer, alice, elsewhere, redeliveryMs);
    await peer.waitForEvent(room, (_, arrived) => arrived === missed[2], redeliveryMs);
    expect(missed.filter((eventId) => !room.has(eventId))).toEqual([]);
  },
);

test(
  'sends events to the other servers while one does not answer, and to that one later',
  decides('ss.outage.others'),
  async ({ alice, peer, distantPeer, roomVersion, redeliveryMs, expect }) => {
    const there = await sharedRoom(alice, distantPeer, roomVersion);
    const { room: here } = await peer.joinRoom(there.roomId);
    distantPeer.proxy.drop();
    await untilMissed(alice, here, distantPeer);
    const { eventId } = await alice.say(here.roomId, 'While one of them is silent');
    const elsewhere = await peer.waitForEvent(here, saying('While one of them is silent'));
    expect(elsewhere.eventId).toBe(eventId);
    expect(there.has(eventId)).toBe(false);

    await comeBack(distantPeer, alice, here, redeliveryMs);
    const { eventId: last } = await alice.say(here.roomId, 'It speaks');
    await distantPeer.waitForEvent(there, (_, arrived) => arrived === last, redeliveryMs);
  },
);

test(
  'sends a message to a device until it was taken, under one message ID',
  decides('ss.outage.device-messages', 'ss.device-messages.same-id'),
  async ({ alice, distantPeer: peer, roomVersion, redeliveryMs, expect }) => {
    const room = await sharedRoom(alice, peer, roomVersion);
    vanishBeforeAnswering(peer, 'Is it answered?');
    await sendToDevices(alice, newTxnId(), peer.user('alice'), { body: 'Is it answered?' });
    await peer.waitForEdu(isDeviceMessage);

    const before = messageIds(peer);
    await comeBack(peer, alice, room, redeliveryMs);
    await peer.waitForEdu(() => messageIds(peer).length > before.length, redeliveryMs);
    expect(new Set(messageIds(peer)).size).toBe(1);
  },
);

test(
  'tells a server that could not be reached which devices its users’ contacts have by now',
  decides('ss.outage.device-lists'),
  async ({ alice, distantPeer: peer, roomVersion, redeliveryMs, expect }) => {
    const room = await sharedRoom(alice, peer, roomVersion);
    peer.proxy.cut();
    const login = { authenticated: false, json: passwordLogin(alice) };
    const { json } = await alice.granted('POST', '/_matrix/client/v3/login', login);
    const deviceId = stringAt(json, 'device_id');
    await untilMissed(alice, room, peer);

    await comeBack(peer, alice, room, redeliveryMs);
    const edu = await peer.waitForEdu(
      (one) => one['edu_type'] === 'm.device_list_update' && valueAt(one, 'content', 'device_id') === deviceId,
    );
    expect(stringAt(edu, 'content', 'user_id')).toBe(alice.userId);
  },
);

function isDeviceMessage(edu: JsonObject): boolean {
  return edu['edu_type'] === 'm.direct_to_device';
}

/** Of the messages to devices that the target sent to a peer, in order. */
function messageIds({ inbox }: Peer): string[] {
  return inbox.edus.items.filter(isDeviceMessage).map((edu) => stringAt(edu, 'content', 'message_id'));
}
