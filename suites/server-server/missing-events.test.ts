import {
  eachRoomVersion,
  type EventSpec,
  granted,
  objectAt,
  objectsAt,
  type Peer,
  stringAt,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { eventIdsOf } from './event-ids.ts';

eachRoomVersion(() => {
  test(
    'obtains the events that it misses before an event',
    decides('ss.missing-events.asked'),
    async ({ alice, room: { roomId }, peer, expect }) => {
      const { room } = await peer.joinRoom(roomId);
      const missing = ['first', 'second'].map((body) => peer.append(room, message(peer, body)));
      const last = await peer.send(room, message(peer, 'last'));

      await alice.follow(roomId).waitForEvent(last.eventId);
      // Whether what came late is a part of the timeline or of its past is not laid down.
      for (const { eventId, pdu } of [...missing, last]) {
        const { json } = granted(await alice.event(roomId, eventId));
        expect(stringAt(json, 'sender')).toBe(peer.user('alice'));
        expect(objectAt(json, 'content')).toEqual(pdu.content);
      }
    },
  );

  test(
    'gives the events between two ends, up to a limit',
    decides('ss.missing-events.answered'),
    async ({ alice, room: { roomId }, peer, expect }) => {
      const { room } = await peer.joinRoom(roomId);
      const said: string[] = [];
      for (const body of ['1', '2', '3', '4', '5']) said.push((await alice.say(roomId, body)).eventId);
      await peer.waitForEvent(room, (_, eventId) => eventId === said[4]);
      const ends = { latest: said.slice(4), earliest: said.slice(0, 1) };

      const between = objectsAt((await peer.missingEvents(room, { ...ends, limit: 10 })).json, 'events');
      expect(eventIdsOf(room, between).toSorted()).toEqual(said.slice(1, 4).toSorted());
      const limited = objectsAt((await peer.missingEvents(room, { ...ends, limit: 2 })).json, 'events');
      expect(eventIdsOf(room, limited).toSorted()).toEqual(said.slice(2, 4).toSorted());
    },
  );
});

test(
  'leaves out the events below a depth',
  decides('ss.missing-events.min-depth'),
  async ({ alice, room: { roomId }, peer, expect }) => {
    const { room } = await peer.joinRoom(roomId);
    const said: string[] = [];
    for (const body of ['1', '2', '3', '4']) said.push((await alice.say(roomId, body)).eventId);
    const { pdu } = await peer.waitForEvent(room, (_, eventId) => eventId === said[2]);
    await peer.waitForEvent(room, (_, eventId) => eventId === said[3]);
    const ends = { latest: said.slice(3), earliest: said.slice(0, 1) };

    const all = objectsAt((await peer.missingEvents(room, { ...ends, minDepth: 0 })).json, 'events');
    expect(eventIdsOf(room, all).toSorted()).toEqual(said.slice(1, 3).toSorted());
    const deep = objectsAt((await peer.missingEvents(room, { ...ends, minDepth: pdu.depth })).json, 'events');
    expect(eventIdsOf(room, deep)).toEqual([said[2]]);
  },
);

function message(peer: Peer, body: string): EventSpec {
  return { type: 'm.room.message', sender: peer.user('alice'), content: { msgtype: 'm.text', body } };
}
