import {
  type Client,
  eachRoomVersion,
  type EventSpec,
  type Peer,
  referencedIds,
  type RoomGraph,
  stringAt,
  stringsAt,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hostRoom } from '../hosted-room.ts';

/** Later than anything the guest's server did, and apart by more than any clock's grain: ties are not the subject here. */
const inAWhile = (seconds: number): number => Date.now() + 1000 * seconds;

eachRoomVersion((_, { stateResolution }) => {
  test(
    'names the ends of two and of three branches as parents of its next event',
    decides('sr.fork.extremities'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: {} });
      for (const branches of [2, 3]) {
        const fork = room.forwardExtremities;
        const tips = Array.from({ length: branches }, () => peer.append(room, { ...message(peer), prevEvents: fork }));
        await peer.deliver(
          room,
          tips.map(({ pdu }) => pdu),
        );
        const next = await nextEvent(
          peer,
          room,
          alice,
          tips.map(({ eventId }) => eventId),
        );
        expect(next.prevEvents.toSorted()).toEqual(tips.map(({ eventId }) => eventId).toSorted());
      }
    },
  );

  test(
    'lets one of three conflicting topics win',
    decides('sr.fork.merge-state', 'sr.fork.current-state'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 50, dave: 50, erin: 50 } });
      const fork = room.forwardExtremities;
      // By v2 and v2.1 all three have the same power levels behind them, so that the latest wins, which is carol's.
      const carol = peer.append(room, { ...topic(peer, 'carol', fork), originServerTs: inAWhile(30) });
      const dave = peer.append(room, { ...topic(peer, 'dave', fork), originServerTs: inAWhile(10) });
      // By v1 the deepest wins, which is erin's.
      const said = peer.append(room, { ...message(peer), prevEvents: fork });
      const erin = peer.append(room, { ...topic(peer, 'erin', [said.eventId]), originServerTs: inAWhile(20) });
      const winner = stateResolution === 'v1' ? erin : carol;
      const merge = peer.append(room, message(peer));
      await peer.deliver(
        room,
        [carol, dave, said, erin, merge].map(({ pdu }) => pdu),
      );

      await alice.follow(room.roomId).waitForEvent(merge.eventId);
      const state = stringsAt((await peer.stateIds(room, merge.eventId)).json, 'pdu_ids');
      expect(state.toSorted()).toEqual(room.stateBefore(merge.eventId).eventIds().toSorted());
      expect(stringAt((await alice.stateContent(room.roomId, 'm.room.topic')).json, 'topic')).toBe(
        winner.pdu.content['topic'],
      );
    },
  );

  test(
    'does with a topic that a user set while being banned what the room version says',
    decides('sr.ban-wins', 'sr.fork.merge-state', 'sr.fork.current-state'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = await hostRoom({ peer, guest: alice, roomVersion, members: { mallory: 50 } });
      const fork = room.forwardExtremities;
      const ban = peer.append(room, {
        type: 'm.room.member',
        sender: peer.user('creator'),
        stateKey: peer.user('mallory'),
        content: { membership: 'ban' },
      });
      const set = peer.append(room, topic(peer, 'mallory', fork));
      // To v1 a topic that one branch lacks is no conflict, so that it stays; v2 and v2.1 judge it after the ban.
      const keepsTopic = stateResolution === 'v1';
      const merge = peer.append(room, { ...message(peer), prevEvents: [ban.eventId, set.eventId] });
      // The topic comes first: a server that knows of the ban soft-fails it, which must make no difference at the merge.
      await peer.deliver(
        room,
        [set, ban, merge].map(({ pdu }) => pdu),
      );

      await alice.follow(room.roomId).waitForEvent(merge.eventId);
      const state = stringsAt((await peer.stateIds(room, merge.eventId)).json, 'pdu_ids');
      expect(state.toSorted()).toEqual(room.stateBefore(merge.eventId).eventIds().toSorted());
      expect((await alice.stateContent(room.roomId, 'm.room.topic')).status).toBe(keepsTopic ? 200 : 404);
      expect(
        stringAt((await alice.stateContent(room.roomId, 'm.room.member', peer.user('mallory'))).json, 'membership'),
      ).toBe('ban');
    },
  );
});

function message(peer: Peer): EventSpec {
  return { type: 'm.room.message', sender: peer.user('creator'), content: { msgtype: 'm.text', body: 'on a branch' } };
}

function topic(peer: Peer, localpart: string, prevEvents: readonly string[]): EventSpec {
  return {
    type: 'm.room.topic',
    sender: peer.user(localpart),
    stateKey: '',
    content: { topic: `of ${localpart}` },
    prevEvents,
  };
}

/** The next event of the guest, once it was shown the events. */
async function nextEvent(
  peer: Peer,
  room: RoomGraph,
  guest: Client,
  after: readonly string[],
): Promise<{ prevEvents: string[] }> {
  const shown = guest.follow(room.roomId);
  for (const eventId of after) await shown.waitForEvent(eventId);
  const { eventId } = await guest.say(room.roomId, 'where the branches meet');
  const { pdu } = await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  return { prevEvents: referencedIds(pdu.prev_events) };
}
