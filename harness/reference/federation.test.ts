import { expect, test } from 'vitest';
import type { Client } from '../client/client.ts';
import { granted } from '../client/client.ts';
import { syncUntil } from '../client/sync-until.ts';
import type { JsonValue } from '../protocol/json.ts';
import { path } from '../wire/path.ts';
import { objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../wire/read.ts';
import { type Resident, startTwo } from './testing-two-homeservers.ts';

// Each homeserver believes only what it can verify of the other, so that what one of them does wrong shows on the other.

const everyKind = ['1', '3', '6', '8', '10', '11', '12'];

/** A room of one that the other has joined. */
async function shared(host: Resident, guest: Resident, roomVersion: string): Promise<string> {
  const { roomId } = await host.user.createRoom({ preset: 'public_chat', room_version: roomVersion });
  await guest.user.join(roomId, [host.server]);
  return roomId;
}

async function say(speaker: Client, listener: Client, roomId: string, body: string): Promise<string> {
  const { eventId } = await speaker.say(roomId, body);
  await listener.follow(roomId).waitForEvent(eventId);
  return eventId;
}

async function stateOf(user: Client, roomId: string): Promise<string[]> {
  return objectsAt(granted(await user.state(roomId)).json)
    .map((event) => stringAt(event, 'event_id'))
    .toSorted();
}

async function membershipOf(observer: Client, roomId: string, { userId }: Client): Promise<JsonValue | undefined> {
  return valueAt((await observer.stateContent(roomId, 'm.room.member', userId)).json, 'membership');
}

test('they join, read what was before, talk, leave and come back', async () => {
  const { alice, bob } = await startTwo();
  for (const roomVersion of everyKind) {
    const { roomId } = await alice.user.createRoom({ preset: 'public_chat', room_version: roomVersion });
    const earlier = [];
    for (const body of ['1', '2', '3']) earlier.push((await alice.user.say(roomId, body)).eventId);
    await bob.user.join(roomId, [alice.server]);
    const { json } = granted(await bob.user.messages(roomId, { dir: 'b', limit: 50 }));
    const chunk = objectsAt(json, 'chunk').map((event) => stringAt(event, 'event_id'));
    expect(chunk).toEqual(expect.arrayContaining(earlier));
    const types = objectsAt(json, 'chunk').map((event) => stringAt(event, 'type'));
    expect(types.at(-1)).toBe('m.room.create');
    await say(bob.user, alice.user, roomId, 'from bob');
    await say(alice.user, bob.user, roomId, 'from alice');
    expect(await stateOf(bob.user, roomId)).toEqual(await stateOf(alice.user, roomId));

    await bob.user.leave(roomId);
    const left = await syncUntil(alice.user, 'that bob left', (answer) => {
      const events = valueAt(answer, 'rooms', 'join', roomId, 'timeline', 'events');
      return JSON.stringify(events ?? null).includes('"membership":"leave"') || undefined;
    });
    expect(left).toBe(true);
    await alice.user.say(roomId, 'bob does not hear this');
    await alice.user.sendState(roomId, 'm.room.topic', { topic: 'while bob was away' });
    await bob.user.join(roomId, [alice.server]);
    await say(bob.user, alice.user, roomId, 'bob again');
    await say(alice.user, bob.user, roomId, 'alice again');
    expect(await stateOf(bob.user, roomId)).toEqual(await stateOf(alice.user, roomId));
  }
});

test('they invite, reject, take back and accept', async () => {
  const { alice, bob } = await startTwo();
  for (const roomVersion of ['2', '12']) {
    const { roomId } = await alice.user.createRoom({
      preset: 'private_chat',
      room_version: roomVersion,
      name: 'by invite',
    });
    const shownInvite = async (): Promise<JsonValue> =>
      syncUntil(bob.user, 'the invite', (answer) => valueAt(answer, 'rooms', 'invite', roomId));
    await alice.user.invite(roomId, bob.user.userId);
    expect(JSON.stringify(await shownInvite())).toContain('by invite');
    await bob.user.leave(roomId);
    expect(await membershipOf(alice.user, roomId, bob.user)).toBe('leave');

    await alice.user.invite(roomId, bob.user.userId);
    await shownInvite();
    await alice.user.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/kick`, {
      json: { user_id: bob.user.userId },
    });
    await alice.user.invite(roomId, bob.user.userId);
    await shownInvite();
    await bob.user.join(roomId);
    await say(bob.user, alice.user, roomId, 'thanks');
    expect(await stateOf(bob.user, roomId)).toEqual(await stateOf(alice.user, roomId));
  }
});

test('an invite that is taken back is not shown any more', async () => {
  const { alice, bob } = await startTwo();
  const { roomId } = await alice.user.createRoom({ preset: 'private_chat' });
  await alice.user.invite(roomId, bob.user.userId);
  const { nextBatch } = await bob.user.sync();
  await alice.user.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/kick`, {
    json: { user_id: bob.user.userId },
  });
  const { response } = await bob.user.sync({ since: nextBatch, timeout: 5000 });
  expect(valueAt(response.json, 'rooms', 'leave', roomId)).toBeDefined();
});

test('they knock and are let in', async () => {
  const { alice, bob } = await startTwo();
  for (const roomVersion of ['7', '12']) {
    const { roomId } = await alice.user.createRoom({
      room_version: roomVersion,
      name: 'knock here',
      initial_state: [{ type: 'm.room.join_rules', state_key: '', content: { join_rule: 'knock' } }],
    });
    await bob.user.granted('POST', path`/_matrix/client/v3/knock/${roomId}?via=${alice.server}`, {
      json: { reason: 'please' },
    });
    expect(await membershipOf(alice.user, roomId, bob.user)).toBe('knock');
    const shown = await syncUntil(bob.user, 'the knock', (answer) => valueAt(answer, 'rooms', 'knock', roomId));
    expect(JSON.stringify(shown)).toContain('knock here');
    await bob.user.leave(roomId);
    expect(await membershipOf(alice.user, roomId, bob.user)).toBe('leave');
    await bob.user.granted('POST', path`/_matrix/client/v3/knock/${roomId}?via=${alice.server}`, { json: {} });
    await alice.user.invite(roomId, bob.user.userId);
    await syncUntil(bob.user, 'the invite', (answer) => valueAt(answer, 'rooms', 'invite', roomId));
    await bob.user.join(roomId);
    await say(bob.user, alice.user, roomId, 'in');
  }
});

test('a restricted room lets in who is in another, and nobody else', async () => {
  const { alice, bob } = await startTwo();
  for (const roomVersion of ['8', '10', '12']) {
    const club = await shared(alice, bob, roomVersion);
    const create = async (condition: string): Promise<string> => {
      const allow = [{ type: 'm.room_membership', room_id: condition }];
      const content = { join_rule: 'restricted', allow };
      const initial_state = [{ type: 'm.room.join_rules', state_key: '', content }];
      return (await alice.user.createRoom({ room_version: roomVersion, initial_state })).roomId;
    };
    const join = (roomId: string) =>
      bob.user.request('POST', path`/_matrix/client/v3/join/${roomId}?via=${alice.server}`, { json: {} });
    const { roomId: elsewhere } = await alice.user.createRoom({ preset: 'private_chat' });
    const refused = await join(await create(elsewhere));
    expect([refused.status, valueAt(refused.json, 'errcode')]).toEqual([403, 'M_FORBIDDEN']);
    const unknown = await join(await create('!nobody:knows.example'));
    expect([unknown.status, valueAt(unknown.json, 'errcode')]).toEqual([400, 'M_UNABLE_TO_AUTHORISE_JOIN']);
    const room = await create(club);
    granted(await join(room));
    await say(bob.user, alice.user, room, 'let in');
    expect(await stateOf(bob.user, room)).toEqual(await stateOf(alice.user, room));
  }
});

test('branches that grow at the same time end in the same state', async () => {
  const { alice, bob } = await startTwo();
  for (const roomVersion of everyKind) {
    const roomId = await shared(alice, bob, roomVersion);
    const levels = objectAt((await alice.user.stateContent(roomId, 'm.room.power_levels')).json);
    const users = { ...objectAt(levels, 'users'), [bob.user.userId]: 50 };
    await alice.user.sendState(roomId, 'm.room.power_levels', { ...levels, users });
    await say(alice.user, bob.user, roomId, 'before the fork');
    const tips = await Promise.all([
      alice.user.sendState(roomId, 'm.room.topic', { topic: 'of alice' }),
      bob.user.sendState(roomId, 'm.room.topic', { topic: 'of bob' }),
      alice.user.sendState(roomId, 'm.room.name', { name: 'of alice' }),
      bob.user.sendState(roomId, 'm.room.name', { name: 'of bob' }),
    ]);
    for (const { user } of [alice, bob]) {
      const shown = user.follow(roomId);
      for (const { eventId } of tips) await shown.waitForEvent(eventId);
    }
    await say(alice.user, bob.user, roomId, 'after the fork');
    expect(await stateOf(bob.user, roomId)).toEqual(await stateOf(alice.user, roomId));
  }
});

test('they tell each other who types, what was read, and messages to devices', async () => {
  const { alice, bob } = await startTwo();
  const roomId = await shared(alice, bob, '11');
  const eventId = await say(alice.user, bob.user, roomId, 'read this');
  await bob.user.granted('PUT', path`/_matrix/client/v3/rooms/${roomId}/typing/${bob.user.userId}`, {
    json: { typing: true, timeout: 30_000 },
  });
  await bob.user.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/receipt/m.read/${eventId}`, { json: {} });
  await bob.user.granted('PUT', '/_matrix/client/v3/sendToDevice/org.example.note/1', {
    json: { messages: { [alice.user.userId]: { '*': { body: 'to all devices' } } } },
  });
  await syncUntil(alice.user, 'that bob types and has read', (answer) => {
    const events = JSON.stringify(valueAt(answer, 'rooms', 'join', roomId, 'ephemeral') ?? null);
    return (events.includes('m.typing') && events.includes(bob.user.userId)) || undefined;
  });
  const note = await syncUntil(alice.user, 'a message to the device', (answer) => {
    const [first] =
      valueAt(answer, 'to_device', 'events') === undefined ? [] : objectsAt(answer, 'to_device', 'events');
    return first;
  });
  expect(stringAt(note, 'content', 'body')).toBe('to all devices');
});

test('they find rooms of each other by alias and in the directory', async () => {
  const { alice, bob } = await startTwo();
  const { roomId } = await alice.user.createRoom({
    preset: 'public_chat',
    visibility: 'public',
    room_alias_name: 'meeting',
    name: 'Meeting',
  });
  const alias = `#meeting:${alice.server}`;
  const found = granted(await bob.user.request('GET', path`/_matrix/client/v3/directory/room/${alias}`));
  expect(stringAt(found.json, 'room_id')).toBe(roomId);
  expect(stringsAt(found.json, 'servers')).toEqual([alice.server]);
  const listed = granted(await bob.user.request('GET', path`/_matrix/client/v3/publicRooms?server=${alice.server}`));
  expect(objectsAt(listed.json, 'chunk').map((room) => stringAt(room, 'room_id'))).toEqual([roomId]);
  await bob.user.join(alias);
  await say(bob.user, alice.user, roomId, 'found it');
});
