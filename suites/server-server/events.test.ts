import {
  citedIds,
  eachRoomVersion,
  granted,
  objectAt,
  objectsAt,
  path,
  stringAt,
  stringsAt,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { citedByAll, eventIdsOf } from './event-ids.ts';

eachRoomVersion(() => {
  test(
    'gives an event, its auth chain, and what was before it',
    decides('ss.event.returned', 'ss.event-auth.chain', 'ss.backfill.predecessors'),
    async ({ alice, room: { roomId }, peer, expect }) => {
      const { room } = await peer.joinRoom(roomId);
      const said: string[] = [];
      for (const body of ['1', '2', '3']) said.push((await alice.say(roomId, body)).eventId);
      const [first = '', second = '', third = ''] = said;
      const { pdu } = await peer.waitForEvent(room, (_, eventId) => eventId === third);

      const { json } = granted(await peer.event(third));
      expect(eventIdsOf(room, objectsAt(json, 'pdus'))).toEqual([third]);
      const { unsigned: _given, ...given } = objectAt(json, 'pdus', 0);
      const { unsigned: _sent, ...sent } = pdu;
      expect(given).toEqual(sent);

      const authChain = objectsAt(
        (await peer.request('GET', path`/_matrix/federation/v1/event_auth/${roomId}/${third}`)).json,
        'auth_chain',
      );
      expect(eventIdsOf(room, authChain)).toEqual(
        expect.arrayContaining([...citedIds(pdu.auth_events), ...citedByAll(authChain)]),
      );
      expect(eventIdsOf(room, authChain)).not.toContain(third);

      const before = objectsAt((await peer.backfill(room, [third], 3)).json, 'pdus');
      expect(eventIdsOf(room, before).toSorted()).toEqual([first, second, third].toSorted());
    },
  );

  test(
    'gives the state before an event, and what authorises it',
    decides('ss.state-ids.before-event', 'ss.state.before-event'),
    async ({ alice, room: { roomId }, peer, expect }) => {
      const { room } = await peer.joinRoom(roomId);
      await alice.sendState(roomId, 'm.room.topic', { topic: 'before' });
      const { json: levels } = granted(await alice.stateContent(roomId, 'm.room.power_levels'));
      await alice.sendState(roomId, 'm.room.power_levels', { ...objectAt(levels), state_default: 51 });
      const stateBefore = objectsAt(granted(await alice.state(roomId)).json).map((event) =>
        stringAt(event, 'event_id'),
      );
      const { eventId } = await alice.sendState(roomId, 'm.room.topic', { topic: 'at' });
      await alice.sendState(roomId, 'm.room.topic', { topic: 'after' });

      const { json: ids } = granted(await peer.stateIds(room, eventId));
      expect(stringsAt(ids, 'pdu_ids').toSorted()).toEqual(stateBefore.toSorted());

      const { json } = granted(await peer.state(room, eventId));
      const state = objectsAt(json, 'pdus');
      const authChain = objectsAt(json, 'auth_chain');
      expect(eventIdsOf(room, state).toSorted()).toEqual(stateBefore.toSorted());
      const cited = citedByAll([...state, ...authChain]);
      expect(eventIdsOf(room, authChain)).toEqual(expect.arrayContaining(cited));
      expect(stringsAt(ids, 'auth_chain_ids')).toEqual(expect.arrayContaining(cited));
    },
  );
});

test(
  'gives no event of a private room to a server outside',
  decides('ss.event.access'),
  async ({ alice, roomVersion, peer, startPeer, expect }) => {
    const { roomId } = await alice.createRoom({ preset: 'private_chat', room_version: roomVersion });
    const { eventId } = await alice.say(roomId, 'not for everybody');
    const insider = await startPeer();
    await alice.invite(roomId, insider.user('carol'));
    await insider.joinRoom(roomId, insider.user('carol'));
    expect(await peer.event(eventId)).toBeRefused([403, 404]);
    expect(await insider.event(eventId)).toBeGranted();
  },
);

test(
  'gives no state to a server outside',
  decides('ss.state-ids.access'),
  async ({ alice, room: { roomId }, peer, startPeer, expect }) => {
    const { eventId } = await alice.say(roomId, 'Hello');
    const insider = await startPeer();
    await insider.joinRoom(roomId);
    expect(await peer.stateIds(roomId, eventId)).toBeMatrixError(403, 'M_FORBIDDEN');
    expect(await insider.stateIds(roomId, eventId)).toBeGranted();
  },
);

test(
  'knows no state of an event that it does not have',
  decides('ss.state-ids.unknown-event'),
  async ({ room: { roomId }, peer, expect }) => {
    const { room, eventId } = await peer.joinRoom(roomId);
    const unknown = peer.build(room, {
      type: 'm.room.message',
      sender: peer.user('alice'),
      content: { msgtype: 'm.text', body: 'never sent' },
    });
    expect(await peer.stateIds(room, room.eventIdOf(unknown))).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await peer.stateIds(room, eventId)).toBeGranted();
  },
);
