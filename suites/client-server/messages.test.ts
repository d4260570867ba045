import { type Client, granted, type JsonObject, objectsAt, stringAt, test, valueAt } from '../../harness/index.ts';
import { decides } from '../decides.ts';

/** Three messages; the last one is in the sync that returns the token. */
async function saysThree(alice: Client, roomId: string) {
  const said = [];
  for (const body of ['1', '2', '3']) said.push((await alice.say(roomId, body)).eventId);
  const stream = alice.follow(roomId);
  await stream.waitForEvent(said[2] ?? '');
  const { nextBatch } = await alice.sync();
  return { said, all: stream.eventIds(), nextBatch };
}

/** The pages of a room's history, three events each, until there is no token for a next one or too many have come. */
async function pages(client: Client, roomId: string, query: Readonly<Record<string, string>>) {
  const read: JsonObject[][] = [];
  let token: Readonly<Record<string, string>> | undefined = {};
  while (token !== undefined && read.length < 20) {
    const { json } = granted(await client.messages(roomId, { ...query, ...token, limit: 3 }));
    read.push(objectsAt(json, 'chunk'));
    token = valueAt(json, 'end') === undefined ? undefined : { from: stringAt(json, 'end') };
  }
  return { read, ids: read.flat().map((event) => stringAt(event, 'event_id')), ended: token === undefined };
}

test(
  'pages backwards from the last event to the creation of the room',
  decides('cs.messages.order', 'cs.messages.end', 'cs.messages.limit'),
  async ({ alice, room, expect }) => {
    const { all, nextBatch } = await saysThree(alice, room.roomId);
    const { read, ids, ended } = await pages(alice, room.roomId, { dir: 'b', from: nextBatch });

    expect(Math.max(...read.map((page) => page.length))).toBeLessThanOrEqual(3);
    expect(ids).toEqual(all.toReversed());
    expect(read.flat().at(-1)).toMatchObject({ type: 'm.room.create', sender: alice.userId });
    expect(ended).toBe(true);
  },
);

test(
  'starts at the first or the last event where no token is given',
  decides('cs.messages.without-token', 'cs.messages.order', 'cs.messages.end'),
  async ({ alice, room, expect }) => {
    const { all } = await saysThree(alice, room.roomId);
    const forwards = await pages(alice, room.roomId, { dir: 'f' });
    const backwards = await pages(alice, room.roomId, { dir: 'b' });

    expect(forwards.ids).toEqual(all);
    expect(forwards.ended).toBe(true);
    expect(backwards.ids).toEqual(all.toReversed());
  },
);

test(
  'keeps the history from those who are not in the room',
  decides('cs.messages.not-a-member'),
  async ({ alice, bob, room, expect }) => {
    const { said } = await saysThree(alice, room.roomId);

    expect(await bob.messages(room.roomId, { dir: 'b' })).toBeMatrixError(403, 'M_FORBIDDEN');
    await bob.join(room.roomId);
    const { json } = granted(await bob.messages(room.roomId, { dir: 'b' }));
    expect(objectsAt(json, 'chunk').map((event) => stringAt(event, 'event_id'))).toEqual(expect.arrayContaining(said));
  },
);
