import { expect, test } from 'vitest';
import { valueAt } from '../../wire/read.ts';
import { startAmongPeers } from '../testing-peer.ts';

const isSend = ({ path }: { readonly path: string }): boolean => path.includes('/send/');

test('sends a transaction again as it was, until it is taken, before there is another', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({ preset: 'public_chat' });
  const { room } = await peer.joinRoom(roomId);
  peer.answer('PUT', '/_matrix/federation/v1/send/:txnId', () => ({ status: 503, json: {} }));
  const first = await alice.say(roomId, 'first');
  await peer.waitForRequest(isSend);
  peer.answer('PUT', '/_matrix/federation/v1/send/:txnId', (_, truthfully) => truthfully());
  const second = await alice.say(roomId, 'second');
  for (const { eventId } of [first, second]) await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  const [refused, again, next] = peer.received.filter(isSend);
  expect(again?.path).toBe(refused?.path);
  expect(again?.request.json).toEqual(refused?.request.json);
  expect(next?.path).not.toBe(again?.path);
  const said = [again, next].map((incoming) => valueAt(incoming?.request.json, 'pdus', 0, 'content', 'body'));
  expect(said).toEqual(['first', 'second']);
});
