import { ClientEvent, createClient, type MatrixClient, Preset, ReceiptType, RoomEvent, SyncState } from 'matrix-js-sdk';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { ReferenceHomeserver } from './reference-homeserver.ts';

// A client that we did not write: what it makes of the reference homeserver does not depend on how we read the specification.

const silence = (): void => {};
const logger: Logger = {
  trace: silence,
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  getChild: () => logger,
};

beforeEach(() => {
  // Parts of the SDK say what they do on the console, whatever logger they are given.
  for (const method of ['debug', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(silence);
});

async function startHomeserver(): Promise<ReferenceHomeserver> {
  const authority = await createCertificateAuthority();
  const certificate = await authority.issue(['localhost', '127.0.0.1']);
  const homeserver = await ReferenceHomeserver.start({ certificateAuthority: authority.certificate, certificate });
  onTestFinished(() => homeserver[Symbol.asyncDispose]());
  return homeserver;
}

/** Registers a user, logs it in by its password, and starts to sync. */
async function logIn(baseUrl: string, username: string): Promise<MatrixClient> {
  const password = `the password of ${username}`;
  await createClient({ baseUrl, logger }).registerRequest({ username, password, auth: { type: 'm.login.dummy' } });
  const session = await createClient({ baseUrl, logger }).loginRequest({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: username },
    password,
  });
  const client = createClient({
    baseUrl,
    logger,
    userId: session.user_id,
    deviceId: session.device_id,
    accessToken: session.access_token,
  });
  onTestFinished(() => client.stopClient());
  const prepared = until<SyncState>(client, ClientEvent.Sync, (state) => state === SyncState.Prepared);
  await client.startClient({ initialSyncLimit: 5, lazyLoadMembers: true, threadSupport: true });
  await prepared;
  return client;
}

/** Resolves at the first event of the client, now or later, that matches. */
function until<First>(
  client: MatrixClient,
  event: ClientEvent.Sync | RoomEvent,
  matches: (first: First) => boolean,
): Promise<First> {
  const { promise, resolve } = Promise.withResolvers<First>();
  const listen = (first: unknown): void => {
    if (!matches(first as First)) return;
    client.off(event as ClientEvent.Sync, listen);
    resolve(first as First);
  };
  client.on(event as ClientEvent.Sync, listen);
  return promise;
}

test('the SDK of Element logs in, makes a room, talks, pages back and sees receipts', async () => {
  const { clientUrl } = await startHomeserver();
  const [alice, bob] = await Promise.all([logIn(clientUrl, 'alice'), logIn(clientUrl, 'bob')]);
  const bobId = bob.getUserId() ?? '';

  const { room_id: roomId } = await alice.createRoom({ name: 'A room', preset: Preset.PublicChat });
  await bob.joinRoom(roomId);
  const texts = Array.from({ length: 12 }, (_, index) => `message ${index}`);
  for (const text of texts) await alice.sendTextMessage(roomId, text);

  const room = await known(bob, roomId, texts.at(-1) ?? '');
  expect(room.name).toBe('A room');
  expect(room.getMyMembership()).toBe('join');
  for (let pages = 0; pages < 10 && room.oldState.paginationToken !== null; pages += 1) await bob.scrollback(room, 5);
  expect(room.timeline.map((event) => String(event.getContent()['body'] ?? '')).filter((body) => body !== '')).toEqual(
    texts,
  );

  const last = room.timeline.at(-1);
  const aliceRoom = alice.getRoom(roomId);
  if (!last || !aliceRoom) throw new Error('Both know the room and its last event');
  const seen = until(alice, RoomEvent.Receipt, () => aliceRoom.getEventReadUpTo(bobId) === last.getId());
  await bob.sendReceipt(last, ReceiptType.Read);
  await seen;
  expect(aliceRoom.getUsersReadUpTo(last)).toContain(bobId);

  const { event_id: reply } = await bob.sendTextMessage(roomId, 'an answer');
  await alice.redactEvent(roomId, reply);
  const redacted = await alice.fetchRoomEvent(roomId, reply);
  expect(redacted.content).toEqual({});
});

/** The room as the client knows it once it was shown a message. */
async function known(client: MatrixClient, roomId: string, text: string) {
  const isThere = (): boolean =>
    client.getRoom(roomId)?.timeline.some((event) => event.getContent()['body'] === text) === true;
  const shown = until(client, RoomEvent.Timeline, isThere);
  if (!isThere()) await shown;
  const room = client.getRoom(roomId);
  if (!room) throw new Error(`${roomId} is known`);
  return room;
}
