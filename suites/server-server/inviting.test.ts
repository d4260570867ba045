import {
  type Client,
  eachRoomVersion,
  eventFormatDefects,
  type EventSpec,
  granted,
  objectAt,
  objectsAt,
  path,
  type Pdu,
  type Peer,
  type RoomGraph,
  stringAt,
  syncUntil,
  test,
  valueAt,
  verifyEventSignature,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';

eachRoomVersion(() => {
  test(
    'signs an invite of its user, and shows it',
    decides('ss.invite.signed', 'ss.invite.shown'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = hostNamedRoom(peer, roomVersion);
      const invite = peer.build(room, inviteOf(peer, alice));
      const response = await sendInvite(peer, room, invite);

      expect(response).toBeGranted();
      // `unsigned` is left out: no signature covers it, and the example in the specification has something in it.
      const { unsigned: _, signatures, ...event } = objectAt(response.json, 'event');
      const { signatures: ownSignatures, ...sent } = invite;
      expect(event).toEqual(sent);
      expect(signatures).toMatchObject(ownSignatures);
      const { keyId, publicKey } = await keyOfTarget(peer);
      const signed = { ...invite, signatures: objectAt(signatures) as Pdu['signatures'] };
      expect(verifyEventSignature(signed, roomVersion, peer.targetName, keyId, publicKey)).toEqual({ valid: true });

      const shown = await syncUntil(alice, 'the invite', (answer) => valueAt(answer, 'rooms', 'invite', room.roomId));
      const stripped = objectsAt(shown, 'invite_state', 'events');
      expect(stripped).toContainEqual(
        expect.objectContaining({
          type: 'm.room.name',
          state_key: '',
          sender: peer.user('creator'),
          content: { name: 'Invited here' },
        }),
      );
      expect(stripped).toContainEqual(
        expect.objectContaining({
          type: 'm.room.member',
          state_key: alice.userId,
          sender: peer.user('creator'),
          content: { membership: 'invite' },
        }),
      );
    },
  );
});

test(
  'refuses as an invite what is none',
  decides('ss.invite.invalid'),
  async ({ alice, peer, roomVersion, startPeer, expect }) => {
    const other = await startPeer();
    const room = hostNamedRoom(peer, roomVersion);
    const invite = inviteOf(peer, alice);
    const invalid: EventSpec[] = [
      { ...invite, type: 'org.example.member' },
      { ...invite, content: { membership: 'join' } },
      { ...invite, sender: other.user('creator'), signers: [peer.serverName] },
      { ...invite, stateKey: other.user('alice') },
      { ...invite, corrupt: 'signature' },
      { ...invite, corrupt: 'missing-signature' },
    ];
    for (const spec of invalid)
      expect(await sendInvite(peer, room, peer.build(room, spec), true)).toBeRefused([400, 403]);

    const another = hostNamedRoom(peer, roomVersion);
    expect(await sendInvite(peer, another, peer.build(another, invite))).toBeGranted();
    const rooms = await syncUntil(alice, 'the valid invite', (answer) => {
      const invites = valueAt(answer, 'rooms', 'invite');
      return valueAt(invites, another.roomId) && invites;
    });
    expect(Object.keys(objectAt(rooms))).toEqual([another.roomId]);
  },
);

test(
  'refuses an invite without a membership',
  decides('ss.invite.without-membership'),
  async ({ alice, peer, roomVersion, expect }) => {
    const room = hostNamedRoom(peer, roomVersion);
    const invite = inviteOf(peer, alice);
    expect(await sendInvite(peer, room, peer.build(room, { ...invite, content: {} }), true)).toBeRefused([400, 403]);
    expect(await sendInvite(peer, room, peer.build(room, invite))).toBeGranted();
  },
);

test(
  'has an invite signed by the invited server before it enters the room',
  decides('ss.invite.outbound'),
  async ({ alice, room: { roomId }, peer, startPeer, expect }) => {
    const witness = await startPeer();
    const { room } = await witness.joinRoom(roomId);
    const invite = '/_matrix/federation/v2/invite/:roomId/:eventId';
    const inviting = (userId: string) =>
      alice.request('POST', path`/_matrix/client/v3/rooms/${roomId}/invite`, { json: { user_id: userId } });

    peer.answer('PUT', invite, () => ({
      status: 403,
      json: { errcode: 'M_FORBIDDEN', error: 'Nobody here may be invited' },
    }));
    expect((await inviting(peer.user('carol'))).status).not.toBe(200);
    expect(await alice.stateContent(roomId, 'm.room.member', peer.user('carol'))).toBeMatrixError(404, 'M_NOT_FOUND');

    const meanwhile: number[] = [];
    peer.answer('PUT', invite, async (_, truthfully) => {
      meanwhile.push((await alice.stateContent(roomId, 'm.room.member', peer.user('dave'))).status);
      return truthfully();
    });
    expect(await inviting(peer.user('dave'))).toBeGranted();
    expect(meanwhile).toEqual([404]);
    expect((await alice.stateContent(roomId, 'm.room.member', peer.user('dave'))).json).toMatchObject({
      membership: 'invite',
    });
    const { pdu } = await witness.waitForEvent(
      room,
      ({ type, sender }) => type === 'm.room.member' && sender === alice.userId,
    );
    expect(pdu).toMatchObject({ state_key: peer.user('dave'), content: { membership: 'invite' } });
    expect(Object.keys(pdu.signatures).toSorted()).toEqual([peer.serverName, peer.targetName].toSorted());
  },
);

test(
  'tells the invited server of the room',
  decides('ss.invite.outbound-body'),
  async ({ alice, room: { roomId, roomVersion }, peer, expect }) => {
    await alice.invite(roomId, peer.user('carol'));
    const { request, params } = await peer.waitForRequest(({ path: target }) => target.includes('/invite/'));
    expect(stringAt(request.json, 'room_version')).toBe(roomVersion);
    expect(objectAt(request.json, 'event')).toMatchObject({
      type: 'm.room.member',
      room_id: roomId,
      sender: alice.userId,
      state_key: peer.user('carol'),
      content: { membership: 'invite' },
    });
    expect(params['roomId']).toBe(roomId);
  },
);

test(
  'gives the create event and whole events to the invited server',
  decides('ss.invite.outbound-state'),
  async ({ alice, room: { roomId, roomVersion }, peer, expect }) => {
    await alice.invite(roomId, peer.user('carol'));
    const { request } = await peer.waitForRequest(({ path: target }) => target.includes('/invite/'));
    const state = objectsAt(request.json, 'invite_room_state');
    expect(state.map((event) => stringAt(event, 'type'))).toContain('m.room.create');
    for (const event of state) expect(eventFormatDefects(event, roomVersion)).toEqual([]);
  },
);

function hostNamedRoom(peer: Peer, roomVersion: RoomGraph['roomVersion']): RoomGraph {
  return peer.hostRoom({
    roomVersion,
    joinRule: 'invite',
    initialState: [{ type: 'm.room.name', stateKey: '', content: { name: 'Invited here' } }],
  });
}

function inviteOf(peer: Peer, { userId }: Client): EventSpec {
  return {
    type: 'm.room.member',
    sender: peer.user('creator'),
    stateKey: userId,
    content: { membership: 'invite' },
    overrides: { origin: peer.serverName },
  };
}

function sendInvite(peer: Peer, room: RoomGraph, event: ReturnType<Peer['build']>, deliberate = false) {
  const state = ['m.room.create', 'm.room.join_rules', 'm.room.name'].flatMap((type) => room.stateEvent(type) ?? []);
  const json = { room_version: room.roomVersion, event, invite_room_state: state };
  return peer.request('PUT', path`/_matrix/federation/v2/invite/${room.roomId}/${room.eventIdOf(event)}`, {
    json,
    deliberate,
  });
}

/** The key with which the target signs: the first that it publishes. */
async function keyOfTarget(peer: Peer): Promise<{ keyId: string; publicKey: string }> {
  const { json } = granted(await peer.request('GET', '/_matrix/key/v2/server', { authorization: null }));
  const [keyId = ''] = Object.keys(objectAt(json, 'verify_keys'));
  return { keyId, publicKey: stringAt(json, 'verify_keys', keyId, 'key') };
}
