import type { Client, EventSpec, JsonObject, Pdu, Peer, RoomGraph } from '../../harness/index.ts';

/**
 * How often a homeserver is given an occasion to try. Those that have just failed take none for a moment: this is ten times as
 * many as pass in that.
 */
const mostOccasions = 50;

const sendTransaction = '/_matrix/federation/v1/send/:txnId';

/** A message of the peer's alice. */
export function message(peer: Peer, body: string): EventSpec {
  return { type: 'm.room.message', sender: peer.user('alice'), content: { msgtype: 'm.text', body } };
}

/** For waiting: the message with a body. */
export function saying(body: string): (pdu: Pdu) => boolean {
  return ({ content }) => content['body'] === body;
}

/** A room of the user in which the peer is, too, and in which everything that was said before has arrived at the peer. */
export async function sharedRoom(user: Client, peer: Peer, roomVersion: string): Promise<RoomGraph> {
  const { roomId } = await user.createRoom({ preset: 'public_chat', room_version: roomVersion });
  const { room } = await peer.joinRoom(roomId);
  const { eventId } = await user.say(roomId, 'Before');
  await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  return room;
}

/** The user says something, again and again, until the homeserver has tried in vain to reach the peer, which is gone. */
export async function untilMissed(user: Client, { roomId }: RoomGraph, { proxy }: Peer): Promise<void> {
  for (let n = 1; proxy.attempts === 0 && n <= mostOccasions; n += 1)
    await user.say(roomId, `Is anybody there? (${n})`);
  await proxy.waitForAttempts();
}

/** The peer takes the next transaction in which a text stands, and cannot be reached any more before its answer leaves. */
export function vanishBeforeAnswering(peer: Peer, text: string): void {
  peer.answer('PUT', sendTransaction, ({ request }, truthfully) => {
    if (request.text.includes(text)) peer.proxy.cut();
    return truthfully();
  });
}

/**
 * The peer can be reached again, and makes itself heard with a transaction in which there is nothing; and the user says something
 * in a room of both, again and again, until the homeserver sends something.
 *
 * @param limitMs how long it may take to try again
 * @throws UnexpectedAnswer if it does not
 */
export async function comeBack(peer: Peer, user: Client, { roomId }: RoomGraph, limitMs: number): Promise<void> {
  const before = transactions(peer).length;
  peer.answer('PUT', sendTransaction, (_, truthfully) => truthfully());
  peer.proxy.restore();
  await peer.sendTransaction({ edus: [] });
  const isBack = (): boolean => transactions(peer).length > before;
  for (let n = 1; !isBack() && n <= mostOccasions; n += 1) await user.say(roomId, `Are you back? (${n})`);
  await peer.waitForRequest(isBack, limitMs);
}

/** The IDs of the transactions that the target sent to a peer, in order. */
export function transactions({ received }: Peer): string[] {
  return received.filter(({ method, path }) => method === 'PUT' && path.includes('/send/')).map(({ path }) => path);
}

/** Sends a message to all devices of a user. https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3sendtodeviceeventtypetxnid */
export async function sendToDevices(user: Client, txnId: string, to: string, content: JsonObject): Promise<void> {
  await user.granted('PUT', `/_matrix/client/v3/sendToDevice/org.example.message/${txnId}`, {
    json: { messages: { [to]: { '*': content } } },
  });
}
