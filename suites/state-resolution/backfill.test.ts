import {
  type Client,
  eachRoomVersion,
  objectsAt,
  type RoomGraph,
  stringAt,
  test,
  valueAt,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';

eachRoomVersion(() => {
  test(
    'shows one who pages back all branches of what happened before the join',
    decides('sr.fork.backfill'),
    async ({ alice, peer, roomVersion, expect }) => {
      const room = peer.hostRoom({ roomVersion });
      const fork = room.forwardExtremities;
      const left = branch(fork, 'on the left', 8);
      const right = branch(fork, 'on the right', 8);
      const inner = branch(right.slice(0, 1), 'further right', 4);
      const merge = say(
        'merge',
        [left, right, inner].flatMap((one) => one.slice(-1)),
      );
      await alice.join(room.roomId, [peer.serverName]);

      const shown = await everythingBefore(alice, room);
      for (const eventId of [...left, ...right, ...inner, merge]) {
        expect(
          shown.filter((one) => one === eventId),
          stringAt(room.event(eventId).content, 'body'),
        ).toEqual([eventId]);
      }

      function say(body: string, prevEvents: readonly string[]): string {
        const content = { msgtype: 'm.text', body };
        return peer.append(room, { type: 'm.room.message', sender: peer.user('creator'), content, prevEvents }).eventId;
      }

      function branch(from: readonly string[], name: string, length: number): string[] {
        const ids: string[] = [];
        for (let index = 1; index <= length; index += 1) {
          ids.push(say(`${index} ${name}`, ids.length === 0 ? from : ids.slice(-1)));
        }
        return ids;
      }
    },
  );
});

/** The IDs of the events that a user is shown who pages back to the beginning, latest first. */
async function everythingBefore(user: Client, { roomId }: RoomGraph): Promise<string[]> {
  const ids: string[] = [];
  let from: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const { json } = await user.messages(roomId, { dir: 'b', limit: 10, ...(from !== undefined && { from }) });
    ids.push(...objectsAt(json, 'chunk').map((event) => stringAt(event, 'event_id')));
    if (typeof valueAt(json, 'end') !== 'string') return ids;
    from = stringAt(json, 'end');
  }
  return ids;
}
