import {
  allRoomVersions,
  citedIds,
  type Client,
  type EventSpec,
  granted,
  objectAt,
  objectsAt,
  path,
  type Pdu,
  type Peer,
  type RoomGraph,
  selectAuthEvents,
  stringAt,
  test,
  eachRoomVersion,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { answerTemplate, completedTemplates } from './changed-template.ts';
import { citedByAll, eventIdsOf } from './event-ids.ts';

eachRoomVersion(() => {
  test(
    'lets a user of another server join',
    decides('ss.join.accepted', 'ss.join.response'),
    async ({ alice, room: { roomId }, peer, expect }) => {
      // An event that is replaced stays in the auth chain of what it authorised.
      const { json: levels } = granted(await alice.stateContent(roomId, 'm.room.power_levels'));
      await alice.sendState(roomId, 'm.room.power_levels', { ...objectAt(levels), state_default: 51 });
      const stateBefore = objectsAt(granted(await alice.state(roomId)).json).map((event) =>
        stringAt(event, 'event_id'),
      );

      const carol = peer.user('carol');
      const { room, eventId, sendJoin } = await peer.joinRoom(roomId, carol);

      const state = objectsAt(sendJoin.json, 'state');
      const authChain = objectsAt(sendJoin.json, 'auth_chain');
      expect(eventIdsOf(room, state).toSorted()).toEqual(stateBefore.toSorted());
      const given = eventIdsOf(room, [...state, ...authChain]);
      expect(given).toEqual(expect.arrayContaining(citedByAll([room.event(eventId), ...state, ...authChain])));
      expect((await alice.stateContent(roomId, 'm.room.member', carol)).json).toMatchObject({ membership: 'join' });
      const said = await peer.send(room, {
        type: 'm.room.message',
        sender: carol,
        content: { msgtype: 'm.text', body: 'I am in' },
      });
      await alice.follow(roomId).waitForEvent(said.eventId);
    },
  );

  test('joins a room of another server', decides('ss.join.outbound'), async ({ alice, peer, roomVersion, expect }) => {
    const room = peer.hostRoom({ roomVersion });
    const [tip] = room.forwardExtremities;
    const state = room.stateAfterAll();
    await alice.join(room.roomId, [peer.serverName]);

    const asked = await peer.waitForRequest(({ path: target }) => target.includes('/make_join/'));
    expect(asked.params['userId']).toBe(alice.userId);
    expect(asked.query.getAll('ver')).toContain(roomVersion);
    const { request: sent } = await peer.waitForRequest(({ path: target }) => target.includes('/send_join/'));
    const join = objectAt(sent.json) as Pdu;
    expect(join).toMatchObject({
      type: 'm.room.member',
      room_id: room.roomId,
      sender: alice.userId,
      state_key: alice.userId,
      content: { membership: 'join' },
    });
    expect(citedIds(join.prev_events)).toEqual([tip]);
    expect(citedIds(join.auth_events).toSorted()).toEqual(selectAuthEvents(state, join, roomVersion).toSorted());
    expect((await alice.stateContent(room.roomId, 'm.room.member', alice.userId)).json).toMatchObject({
      membership: 'join',
    });
    const { eventId } = await alice.say(room.roomId, 'I am in');
    await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  });
});

test(
  'gives a join template to a server that knows the room version',
  decides('ss.join.template', 'ss.join.incompatible-version'),
  async ({ alice, room: { roomId, roomVersion }, peer, expect }) => {
    const carol = peer.user('carol');
    const makeJoin = path`/_matrix/federation/v1/make_join/${roomId}/${carol}`;
    const others = allRoomVersions.filter((version) => version !== roomVersion);
    for (const query of ['', `?${others.map((version) => `ver=${version}`).join('&')}`]) {
      const refused = await peer.request('GET', makeJoin + query);
      expect(refused).toBeMatrixError(400, 'M_INCOMPATIBLE_ROOM_VERSION');
      expect(stringAt(refused.json, 'room_version')).toBe(roomVersion);
    }
    const { json } = granted(await peer.request('GET', `${makeJoin}?ver=${others[0] ?? ''}&ver=${roomVersion}`));
    expect(stringAt(json, 'room_version')).toBe(roomVersion);
    expect(objectAt(json, 'event')).toMatchObject({
      type: 'm.room.member',
      room_id: roomId,
      sender: carol,
      state_key: carol,
      content: { membership: 'join' },
    });
    expect(await alice.stateContent(roomId, 'm.room.member', carol)).toBeMatrixError(404, 'M_NOT_FOUND');
  },
);

test(
  'gives the auth chain of the join and of the state',
  decides('ss.join.auth-chain'),
  async ({ room: { roomId }, peer, expect }) => {
    const { room, eventId, sendJoin } = await peer.joinRoom(roomId);
    const authChain = objectsAt(sendJoin.json, 'auth_chain');
    const cited = citedByAll([room.event(eventId), ...objectsAt(sendJoin.json, 'state'), ...authChain]);
    expect(eventIdsOf(room, authChain)).toEqual(expect.arrayContaining(cited));
  },
);

test(
  'gives no join template for a user of another server',
  decides('ss.join.foreign-user'),
  async ({ room: { roomId, roomVersion }, peer, startPeer, expect }) => {
    const other = await startPeer();
    const makeJoin = (userId: string): string =>
      path`/_matrix/federation/v1/make_join/${roomId}/${userId}?ver=${roomVersion}`;
    expect(await peer.request('GET', makeJoin(other.user('carol')))).toBeRefused([400, 403]);
    expect(await peer.request('GET', makeJoin(peer.user('carol')))).toBeGranted();
  },
);

test(
  'gives no join template to who may not join',
  decides('ss.join.not-permitted'),
  async ({ alice, roomVersion, peer, expect }) => {
    const { roomId } = await alice.createRoom({ preset: 'private_chat', room_version: roomVersion });
    const makeJoin = path`/_matrix/federation/v1/make_join/${roomId}/${peer.user('carol')}?ver=${roomVersion}`;
    expect(await peer.request('GET', makeJoin)).toBeRefused(403);
    await alice.invite(roomId, peer.user('carol'));
    expect(await peer.request('GET', makeJoin)).toBeGranted();
  },
);

test(
  'knows no join template for a room that it does not know',
  decides('ss.join.unknown-room'),
  async ({ peer, room: { roomId, roomVersion }, expect }) => {
    const makeJoin = (room: string): string =>
      path`/_matrix/federation/v1/make_join/${room}/${peer.user('carol')}?ver=${roomVersion}`;
    const { roomId: unknown } = peer.hostRoom({ roomVersion });
    expect(await peer.request('GET', makeJoin(unknown))).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await peer.request('GET', makeJoin(roomId))).toBeGranted();
  },
);

test(
  'refuses as a join what is none',
  decides('ss.join.invalid'),
  async ({ alice, room: { roomId }, peer, startPeer, expect }) => {
    const other = await startPeer();
    const { room } = await peer.joinRoom(roomId, peer.user('carol'));
    const dave = peer.user('dave');
    const join: EventSpec = {
      type: 'm.room.member',
      sender: dave,
      stateKey: dave,
      content: { membership: 'join' },
      overrides: { origin: peer.serverName },
    };
    const invalid: EventSpec[] = [
      { ...join, type: 'org.example.member' },
      { ...join, content: { membership: 'invite' } },
      { ...join, content: {} },
      { ...join, sender: other.user('dave'), stateKey: other.user('dave'), signers: [peer.serverName] },
      { ...join, stateKey: peer.user('erin') },
      { ...join, corrupt: 'signature' },
      { ...join, corrupt: 'missing-signature' },
    ];
    const stateIds = async (): Promise<string[]> =>
      objectsAt(granted(await alice.state(roomId)).json).map((event) => stringAt(event, 'event_id'));
    const stateBefore = await stateIds();
    for (const spec of invalid) expect(await submitJoin(peer, room, spec, true)).toBeRefused([400, 403]);
    expect((await stateIds()).toSorted()).toEqual(stateBefore.toSorted());

    expect(await submitJoin(peer, room, join)).toBeGranted();
    expect((await alice.stateContent(roomId, 'm.room.member', dave)).json).toMatchObject({ membership: 'join' });
  },
);

test(
  'tells the other servers in the room of a join',
  decides('ss.join.distributed'),
  async ({ room: { roomId }, peer, startPeer, expect }) => {
    const witness = await startPeer();
    const { room } = await witness.joinRoom(roomId);
    const { eventId } = await peer.joinRoom(roomId, peer.user('carol'));
    const { pdu } = await witness.waitForEvent(room, (_, arrived) => arrived === eventId);
    expect(Object.keys(pdu.signatures)).toContain(peer.serverName);
  },
);

test(
  'refuses a join template of another event',
  decides('ss.join.outbound-template-checked'),
  async ({ alice, bob, peer, roomVersion, expect }) => {
    const room = peer.hostRoom({ roomVersion });
    const differences = [
      { type: 'org.example.member' },
      { room_id: peer.hostRoom({ roomVersion }).roomId },
      { sender: bob.userId },
      { state_key: bob.userId },
    ];
    for (const difference of differences) {
      answerTemplate(peer, 'join', (event) => ({ ...event, ...difference }));
      expect((await tryToJoin(alice, peer, room)).status, JSON.stringify(difference)).not.toBe(200);
    }
    answerTemplate(peer, 'join', (event) => event);
    expect(await tryToJoin(alice, peer, room)).toBeGranted();
    expect(completedTemplates(peer, 'join')).toMatchObject([
      { type: 'm.room.member', room_id: room.roomId, sender: alice.userId, state_key: alice.userId },
    ]);
  },
);

test(
  'refuses a join template of another membership',
  decides('ss.join.outbound-membership-checked'),
  async ({ alice, peer, roomVersion, expect }) => {
    const room = peer.hostRoom({ roomVersion });
    for (const content of [{ membership: 'leave' }, {}]) {
      answerTemplate(peer, 'join', (event) => ({ ...event, content }));
      expect((await tryToJoin(alice, peer, room)).status, JSON.stringify(content)).not.toBe(200);
    }
    answerTemplate(peer, 'join', (event) => event);
    expect(await tryToJoin(alice, peer, room)).toBeGranted();
    expect(completedTemplates(peer, 'join')).toMatchObject([{ sender: alice.userId, content: { membership: 'join' } }]);
  },
);

function tryToJoin(client: Client, { serverName }: Peer, { roomId }: RoomGraph) {
  return client.request('POST', path`/_matrix/client/v3/join/${roomId}?via=${serverName}&server_name=${serverName}`, {
    json: {},
  });
}

/** Sends an event as the join that another user of the peer makes. */
function submitJoin(peer: Peer, room: RoomGraph, spec: EventSpec, deliberate = false) {
  const json = peer.build(room, spec);
  return peer.request('PUT', path`/_matrix/federation/v2/send_join/${room.roomId}/${room.eventIdOf(json)}`, {
    json,
    deliberate,
  });
}
