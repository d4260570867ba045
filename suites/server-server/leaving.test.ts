import {
  citedIds,
  type Client,
  eachRoomVersion,
  type EventSpec,
  type JsonObject,
  objectAt,
  path,
  type Pdu,
  type Peer,
  type RoomGraph,
  selectAuthEvents,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { answerTemplate, completedTemplates } from './changed-template.ts';

eachRoomVersion(() => {
  test(
    'lets a user of another server leave',
    decides('ss.leave.accepted'),
    async ({ alice, room: { roomId }, peer, expect }) => {
      const carol = peer.user('carol');
      const { room } = await peer.joinRoom(roomId, carol);
      expect((await alice.stateContent(roomId, 'm.room.member', carol)).json).toMatchObject({ membership: 'join' });

      const { make, eventId } = await peer.leaveRoom(room, carol);
      expect(objectAt(make.json, 'event')).toMatchObject({
        type: 'm.room.member',
        room_id: roomId,
        sender: carol,
        state_key: carol,
        content: { membership: 'leave' },
      });
      expect((await alice.stateContent(roomId, 'm.room.member', carol)).json).toMatchObject({ membership: 'leave' });
      await alice.follow(roomId).waitForEvent(eventId);
    },
  );

  test(
    'rejects an invite by a leave that the inviting server helps to make',
    decides('ss.leave.rejects-invite'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = peer.hostRoom({ roomVersion, joinRule: 'invite' });
      const { eventId: inviteId } = await peer.inviteUser(room, alice.userId);
      const state = room.stateAfterAll();
      await alice.leave(room.roomId);

      await peer.waitForRequest(({ path: target }) => target.includes('/make_leave/'));
      const { request } = await peer.waitForRequest(({ path: target }) => target.includes('/send_leave/'));
      const leave = objectAt(request.json) as Pdu;
      expect(leave).toMatchObject({
        type: 'm.room.member',
        room_id: room.roomId,
        sender: alice.userId,
        state_key: alice.userId,
        content: { membership: 'leave' },
      });
      expect(citedIds(leave.prev_events)).toEqual([inviteId]);
      expect(citedIds(leave.auth_events).toSorted()).toEqual(selectAuthEvents(state, leave, roomVersion).toSorted());
    },
  );
});

test(
  'gives no leave template to who is not in the room',
  decides('ss.leave.not-a-member'),
  async ({ room: { roomId }, peer, expect }) => {
    await peer.joinRoom(roomId, peer.user('carol'));
    const makeLeave = (localpart: string): string =>
      path`/_matrix/federation/v1/make_leave/${roomId}/${peer.user(localpart)}`;
    expect(await peer.request('GET', makeLeave('dave'))).toBeRefused(403);
    expect(await peer.request('GET', makeLeave('carol'))).toBeGranted();
  },
);

test(
  'tells the other servers in the room of a leave',
  decides('ss.leave.distributed'),
  async ({ room: { roomId }, peer, startPeer, expect }) => {
    const witness = await startPeer();
    const { room: replica } = await witness.joinRoom(roomId);
    const { room } = await peer.joinRoom(roomId, peer.user('carol'));
    const { eventId } = await peer.leaveRoom(room, peer.user('carol'));
    const { pdu } = await witness.waitForEvent(replica, (_, arrived) => arrived === eventId);
    expect(pdu).toMatchObject({ state_key: peer.user('carol'), content: { membership: 'leave' } });
  },
);

test(
  'refuses as a leave what is none',
  decides('ss.leave.invalid'),
  async ({ alice, room: { roomId }, peer, startPeer, expect }) => {
    const other = await startPeer();
    const carol = peer.user('carol');
    const { room } = await peer.joinRoom(roomId, carol);
    await other.joinRoom(roomId, other.user('dave'));
    const leave: EventSpec = {
      type: 'm.room.member',
      sender: carol,
      stateKey: carol,
      content: { membership: 'leave' },
      overrides: { origin: peer.serverName },
    };
    const invalid: EventSpec[] = [
      { ...leave, type: 'org.example.member' },
      { ...leave, content: { membership: 'join' } },
      { ...leave, content: {} },
      { ...leave, sender: other.user('dave'), stateKey: other.user('dave'), signers: [peer.serverName] },
      { ...leave, stateKey: other.user('dave') },
      { ...leave, corrupt: 'signature' },
      { ...leave, corrupt: 'missing-signature' },
    ];
    for (const spec of invalid) expect(await sendLeave(peer, room, spec, true)).toBeRefused([400, 403]);
    for (const member of [carol, other.user('dave')]) {
      expect((await alice.stateContent(roomId, 'm.room.member', member)).json).toMatchObject({ membership: 'join' });
    }
    expect(await sendLeave(peer, room, leave)).toBeGranted();
    expect((await alice.stateContent(roomId, 'm.room.member', carol)).json).toMatchObject({ membership: 'leave' });
  },
);

test(
  'signs no leave template of another event',
  decides('ss.leave.outbound-template-checked'),
  async ({ alice, bob, peer, roomVersion, expect }) => {
    const differences = [
      { type: 'org.example.member' },
      { room_id: peer.hostRoom({ roomVersion }).roomId },
      { sender: bob.userId },
      { state_key: bob.userId },
    ];
    for (const difference of differences)
      await rejectInvite(alice, peer, roomVersion, (event) => ({ ...event, ...difference }));
    const honest = await rejectInvite(alice, peer, roomVersion, (event) => event);

    await peer.waitForRequest(({ path: target }) => target.includes('/send_leave/'));
    expect(completedTemplates(peer, 'leave')).toMatchObject([
      { type: 'm.room.member', room_id: honest.roomId, sender: alice.userId, state_key: alice.userId },
    ]);
  },
);

test(
  'signs no leave template of another membership',
  decides('ss.leave.outbound-membership-checked'),
  async ({ alice, peer, roomVersion, expect }) => {
    for (const content of [{ membership: 'join' }, {}])
      await rejectInvite(alice, peer, roomVersion, (event) => ({ ...event, content }));
    const honest = await rejectInvite(alice, peer, roomVersion, (event) => event);

    await peer.waitForRequest(({ path: target }) => target.includes('/send_leave/'));
    expect(completedTemplates(peer, 'leave')).toMatchObject([
      { room_id: honest.roomId, sender: alice.userId, content: { membership: 'leave' } },
    ]);
  },
);

/** Invites a user into a new room, and has the user reject it by a template that is changed. Whether that is granted is not looked at. */
async function rejectInvite(
  client: Client,
  peer: Peer,
  roomVersion: RoomGraph['roomVersion'],
  change: (template: JsonObject) => JsonObject,
): Promise<RoomGraph> {
  const room = peer.hostRoom({ roomVersion, joinRule: 'invite' });
  await peer.inviteUser(room, client.userId);
  answerTemplate(peer, 'leave', change);
  await client.request('POST', path`/_matrix/client/v3/rooms/${room.roomId}/leave`, { json: {} });
  return room;
}

/** Sends an event as the leave that a user of the peer makes. */
function sendLeave(peer: Peer, room: RoomGraph, spec: EventSpec, deliberate = false) {
  const json = peer.build(room, spec);
  return peer.request('PUT', path`/_matrix/federation/v2/send_leave/${room.roomId}/${room.eventIdOf(json)}`, {
    json,
    deliberate,
  });
}
