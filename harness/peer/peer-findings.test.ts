import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import type { Doctor, TargetMessage } from '../wire/wire.ts';
import { startTwoPeers } from './two-peers.ts';

/** Changes the first event of another kind than a join in what the target says on a path. */
function doctorEvents(
  kind: TargetMessage['kind'],
  path: string,
  key: string,
  change: (event: JsonObject) => JsonValue,
): Doctor {
  return ({ kind: actual, target, json }) => {
    if (actual !== kind || !target.includes(path) || !isJsonObject(json)) return undefined;
    const value = json[key];
    if (isJsonObject(value)) return { json: { ...json, [key]: change(value) } };
    if (!Array.isArray(value)) return undefined;
    return {
      json: { ...json, [key]: value.map((event, index) => (index === 0 ? change(event as JsonObject) : event)) },
    };
  };
}

const otherContent = (event: JsonObject): JsonObject => ({ ...event, content: { doctored: true } });
const unsigned = (event: JsonObject): JsonObject => ({ ...event, signatures: {} });
const withoutDepth = ({ depth: _depth, ...event }: JsonObject): JsonObject => event;
const otherTime = (event: JsonObject): JsonObject => ({ ...event, origin_server_ts: 1 });

const withoutDestination: Doctor = ({ kind, headers }) => {
  if (kind === 'answer') return undefined;
  return { headers: headers.map(([name, value]) => [name, value.replace(/destination="[^"]*",/, '')] as const) };
};

/** Everything that a target says to a peer about events. */
async function talk(doctor: Doctor | null): Promise<string[]> {
  await using both = await startTwoPeers(doctor);
  const { peer, target } = both;
  const hosted = target.hostRoom({ roomVersion: '11' });
  const joined = await peer.joinRoom(hosted.roomId);
  const sender = target.user('creator');
  const spec = { type: 'm.room.message', sender, content: { body: 'hello' } };
  await target.sendTransaction({ pdus: [target.append(hosted, spec).pdu] });
  const { eventId } = target.append(hosted, spec);
  await peer.event(eventId);
  await peer.state(hosted.roomId, eventId);
  await peer.backfill(hosted.roomId, [eventId], 1);
  await peer.missingEvents(hosted.roomId, { latest: [eventId], earliest: [joined.eventId] });
  const invite = { type: 'm.room.member', sender, stateKey: peer.user('bob'), content: { membership: 'invite' } };
  const pdu = target.build(hosted, invite);
  const json = {
    room_version: '11',
    event: pdu,
    invite_room_state: [target.room(hosted.roomId)?.stateEvent('m.room.create') ?? {}],
  };
  await target.request('PUT', `/_matrix/federation/v2/invite/${hosted.roomId}/${hosted.eventIdOf(pdu)}`, { json });
  await peer.inviteUser(peer.hostRoom({ roomVersion: '11' }), target.user('dave')).catch(() => undefined);
  expect(both.wire.harnessErrors).toEqual([]);
  return [...new Set(peer.findings.map(({ requirement }) => requirement))];
}

test('finds nothing in what a sound target says', async () => {
  expect(await talk(null)).toEqual([]);
});

test.each<[string, Doctor, string[]]>([
  ['an event in /send', doctorEvents('request', '/send/', 'pdus', otherContent), ['ss.emitted.content-hash']],
  ['an event in /send, its signature', doctorEvents('request', '/send/', 'pdus', unsigned), ['ss.emitted.signature']],
  [
    'an event in /send, its format',
    doctorEvents('request', '/send/', 'pdus', withoutDepth),
    ['ss.emitted.event-format', 'ss.emitted.content-hash', 'ss.emitted.signature'],
  ],
  [
    'an event that was asked for by its ID',
    doctorEvents('answer', '/event/', 'pdus', otherTime),
    ['ss.emitted.event-id', 'ss.emitted.content-hash', 'ss.emitted.signature'],
  ],
  ['an event in /state', doctorEvents('answer', '/state/', 'pdus', unsigned), ['ss.emitted.signature']],
  ['an auth event in /state', doctorEvents('answer', '/state/', 'auth_chain', unsigned), ['ss.emitted.signature']],
  ['an event in /backfill', doctorEvents('answer', '/backfill/', 'pdus', unsigned), ['ss.emitted.signature']],
  ['a missing event', doctorEvents('answer', '/get_missing_events/', 'events', unsigned), ['ss.emitted.signature']],
  ['the state at a join', doctorEvents('answer', '/send_join/', 'state', unsigned), ['ss.emitted.signature']],
  ['an invite', doctorEvents('request', '/invite/', 'event', unsigned), ['ss.emitted.signature']],
  [
    'the state that comes with an invite',
    doctorEvents('request', '/invite/', 'invite_room_state', unsigned),
    ['ss.emitted.signature'],
  ],
  [
    'the signature that an invite comes back with',
    doctorEvents('answer', '/invite/', 'event', unsigned),
    ['ss.emitted.signature'],
  ],
])('finds a defect of %s', async (_case, doctor, expected) => {
  expect(await talk(doctor)).toEqual(expected);
});

test('finds a defect of the authentication of a request', async () => {
  expect(await talk(withoutDestination)).toEqual(['ss.emitted.request-authentication']);
});

test('finds new events that their sender was not entitled to', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  const hosted = target.hostRoom({ roomVersion: '11' });
  await peer.joinRoom(hosted.roomId);
  const topic = (localpart: string) => ({
    type: 'm.room.topic',
    sender: target.user(localpart),
    stateKey: '',
    content: {},
  });
  await target.sendTransaction({ pdus: [target.append(hosted, topic('creator')).pdu] });
  expect(peer.findings).toEqual([]);
  await target.sendTransaction({ pdus: [target.append(hosted, topic('stranger')).pdu] });
  expect(peer.findings).toEqual([
    expect.objectContaining({
      requirement: 'ss.emitted.authorization',
      roomVersion: '11',
      message: expect.stringContaining('is not joined'),
    }),
  ]);
  // The five of the state at the join, and these two.
  const counted = peer.examined.filter(({ requirement }) => requirement === 'ss.emitted.authorization');
  expect(counted).toEqual([{ requirement: 'ss.emitted.authorization', roomVersion: '11', count: 5 + 2 }]);
});

test('finds events in an answer that what they cite does not allow', async () => {
  await using both = await startTwoPeers();
  const { peer, target } = both;
  const hosted = target.hostRoom({ roomVersion: '11' });
  // Its first event is allowed, and cites what the others do not: somebody who never joined.
  const topic = { type: 'm.room.topic', sender: target.user('stranger'), stateKey: '', content: {} };
  const unfit = target.append(hosted, topic);
  const { sendJoin } = await peer.joinRoom(hosted.roomId);
  expect(peer.findings).toEqual([]);
  const authorized = () => peer.examined.filter(({ requirement }) => requirement === 'ss.emitted.authorization');
  expect(authorized()).toEqual([{ requirement: 'ss.emitted.authorization', roomVersion: '11', count: 5 }]);
  expect(sendJoin.status).toBe(200);

  const chain = hosted.authChain([unfit.eventId]);
  await peer.backfill(hosted.roomId, [...chain, unfit.eventId], 50);
  expect(peer.findings).toEqual([
    expect.objectContaining({
      requirement: 'ss.emitted.authorization',
      message: expect.stringContaining('@stranger'),
    }),
  ]);
});
