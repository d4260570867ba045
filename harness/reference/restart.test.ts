import { expect, test } from 'vitest';
import { startAmongPeers } from './testing-peer.ts';

test('keeps tokens, rooms and keys when it starts again, and forgets who is there', async () => {
  const { alice, restart, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom();
  const { nextBatch: since } = await alice.sync();
  const keys = (await peer.request('GET', '/_matrix/key/v2/server')).json;
  const presence = `/_matrix/client/v3/presence/${encodeURIComponent(alice.userId)}/status`;
  expect((await alice.request('GET', presence)).json).toMatchObject({ presence: 'online' });
  await restart();

  expect((await alice.request('GET', presence)).json).not.toMatchObject({ presence: 'online' });
  expect((await peer.request('GET', '/_matrix/key/v2/server')).json).toMatchObject({
    verify_keys: (keys as { verify_keys: object }).verify_keys,
  });
  const { eventId } = await alice.say(roomId, 'Still here');
  const stream = alice.follow(roomId, { since });
  await stream.waitForEvent(eventId);
  expect(stream.eventIds()).toEqual([eventId]);
});

test('sends when it starts again what another homeserver had not taken, though nobody asks for it', async () => {
  const { alice, restart, startPeer } = await startAmongPeers();
  const peer = await startPeer({ behindProxy: true });
  const { roomId } = await alice.createRoom({ preset: 'public_chat' });
  const { room } = await peer.joinRoom(roomId);
  peer.proxy.cut();
  const { eventId } = await alice.say(roomId, 'missed');
  await peer.proxy.waitForAttempts();
  await restart(() => peer.proxy.restore());
  const { pdu } = await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
  expect(pdu.sender).toBe(alice.userId);
});

test('makes no request while it is paused', async () => {
  const { alice, homeserver, startPeer } = await startAmongPeers();
  const peer = await startPeer();
  const { roomId } = await alice.createRoom({ preset: 'public_chat' });
  const { room } = await peer.joinRoom(roomId);
  homeserver.pause();
  const said = alice.say(roomId, 'later');
  await expect(alice.request('GET', '/_matrix/client/versions', { limitMs: 100 })).rejects.toThrow('no answer within');
  expect(peer.received.filter(({ path }) => path.includes('/send/'))).toEqual([]);
  homeserver.resume();
  const { eventId } = await said;
  await peer.waitForEvent(room, (_, arrived) => arrived === eventId);
});
