import { expect, test } from 'vitest';
import { startAmongPeers } from '../reference/testing-peer.ts';

test('a peer behind a proxy gets what was sent while it could not be reached', async () => {
  const { alice, startPeer } = await startAmongPeers();
  const peer = await startPeer({ behindProxy: true });
  const { roomId } = await alice.createRoom({ preset: 'public_chat' });
  const { room } = await peer.joinRoom(roomId);
  peer.proxy.cut();
  const { eventId } = await alice.say(roomId, 'missed');
  await peer.proxy.waitForAttempts();
  expect(room.has(eventId)).toBe(false);
  peer.proxy.restore();
  await peer.sendTransaction({ edus: [] });
  await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  expect(room.has(eventId)).toBe(true);
});

test('a peer without a proxy has none to be cut', async () => {
  const { startPeer } = await startAmongPeers();
  const peer = await startPeer();
  expect(() => peer.proxy.cut()).toThrow('start it with { behindProxy: true }');
});
