import { describe, expect, test } from 'vitest';
import { signEvent } from '../event-signing.ts';
import type { PduDraft } from '../pdu.ts';
import type { RoomVersion } from '../room-versions.ts';
import { signingKeyFromSeed } from '../signing.ts';
import { stateMapKey } from '../state-map-key.ts';
import { alice, bob, carol, TestingRoom } from '../state-resolution/testing-events.ts';
import { type EvaluatedEvent, evaluateEvents } from './evaluate-events.ts';

const seed = (byte: number): string => Buffer.alloc(32, byte).toString('base64').replace('=', '');
const key = {
  a: signingKeyFromSeed('ed25519:1', seed(1)),
  b: signingKeyFromSeed('ed25519:1', seed(2)),
  b2: signingKeyFromSeed('ed25519:2', seed(3)),
};
const keys = {
  a: { [key.a.keyId]: key.a.publicKey },
  b: { [key.b.keyId]: key.b.publicKey, [key.b2.keyId]: key.b2.publicKey },
};
type Name = 'a' | 'b' | 'b2';

/** A copy that some keys signed, the ID not being part of what is signed where it is not part of the event. */
function signed(pdu: PduDraft, version: RoomVersion, ...by: readonly Name[]): PduDraft {
  const { event_id: eventId = '', ...rest } = pdu;
  const start: PduDraft = version === '1' ? pdu : rest;
  const result = by.reduce<PduDraft>((event, name) => signEvent(event, version, name.charAt(0), key[name]), start);
  return { ...result, event_id: eventId };
}

/** A room of which alice's server signed its events and bob's his. `write` makes further ones, which it signs itself. */
function evaluateSigned(
  version: RoomVersion,
  write: (room: TestingRoom, begun: ReturnType<TestingRoom['begin']>) => PduDraft[],
) {
  const room = new TestingRoom(version);
  const begun = room.begin();
  const beginning = room.pdus.map((pdu) => signed(pdu, version, pdu.sender === alice ? 'a' : 'b'));
  return evaluateEvents([...beginning, ...write(room, begun)], version, { keys });
}

test.for<RoomVersion>(['3', '6', '11', '12'])('events that are right are accepted, room version %s', (version) => {
  const results = evaluateSigned(version, (room, { all }) => [
    signed(room.message('$message', { sender: bob, prev: ['$bob'], among: all }).pdu, version, 'b'),
  ]);
  expect([...results].filter(([, { verdict }]) => verdict !== 'accepted')).toEqual([]);
  expect(results.size).toBe(6);
});

const message = (by: readonly Name[], change: (pdu: PduDraft) => PduDraft = (pdu) => pdu): EvaluatedEvent | undefined =>
  evaluateSigned('11', (room, { all }) => [
    change(signed(room.message('$message', { sender: bob, prev: ['$bob'], among: all }).pdu, '11', ...by)),
  ]).get('$message');

const flipped = (signature = ''): string => (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
const spoiled =
  (keyId: string) =>
  (pdu: PduDraft): PduDraft => {
    const ofB = pdu.signatures?.['b'] ?? {};
    return { ...pdu, signatures: { ...pdu.signatures, b: { ...ofB, [keyId]: flipped(ofB[keyId]) } } };
  };

test('an event without hashes and signatures is malformed', () => {
  expect(message([], ({ hashes: _h, signatures: _s, ...rest }) => rest)).toMatchObject({
    verdict: 'malformed',
    rule: null,
  });
});

test('an event that only another server signed is dropped', () => {
  expect(message(['a'])).toMatchObject({ verdict: 'malformed', reason: 'it has no valid signature of b' });
});

test('an event whose signature is wrong is dropped', () => {
  expect(message(['b'], spoiled('ed25519:1'))).toMatchObject({
    verdict: 'malformed',
    reason: 'it has no valid signature of b',
  });
});

test('an event one of whose signatures is wrong is dropped', () => {
  expect(message(['b', 'b2'])).toMatchObject({ verdict: 'accepted' });
  expect(message(['b', 'b2'], spoiled('ed25519:2'))).toMatchObject({ verdict: 'malformed' });
});

test('a signature by a key that is not known does not matter', () => {
  expect(message(['b'], spoiled('ed25519:unknown'))).toMatchObject({ verdict: 'accepted' });
  const onlyUnknown = { b: { 'ed25519:unknown': 'AAAA' } };
  expect(message(['b'], (pdu) => ({ ...pdu, signatures: onlyUnknown }))).toMatchObject({ verdict: 'malformed' });
});

test('a server called like what every object has is not known', () => {
  const results = evaluateSigned('11', (room, { all }) => [
    signed(room.message('$message', { sender: '@x:constructor', prev: ['$bob'], among: all }).pdu, '11', 'a'),
  ]);
  expect(results.get('$message')).toMatchObject({ reason: 'it has no valid signature of constructor' });
});

test('what follows a dropped event is malformed, too', () => {
  const results = evaluateSigned('11', (room, { all }) => [
    signed(room.message('$dropped', { sender: bob, prev: ['$bob'], among: all }).pdu, '11', 'a'),
    signed(room.message('$child', { sender: bob, prev: ['$dropped'], among: all }).pdu, '11', 'b'),
  ]);
  expect(results.get('$child')).toMatchObject({ verdict: 'malformed', rule: null });
});

test('an event whose content does not have the hash is redacted, and goes on', () => {
  const results = evaluateSigned('11', (room, { all }) => {
    const topic = signed(room.topic('$topic', { prev: ['$bob'], among: all }).pdu, '11', 'a');
    return [{ ...topic, content: { topic: 'another one' } }];
  });
  expect(results.get('$topic')?.verdict).toBe('accepted');
  const kept = results.get('$topic')?.stateAfter?.get(stateMapKey('m.room.topic'));
  expect(kept?.content).toEqual({});
});

test('an event that has the hash keeps its content', () => {
  const results = evaluateSigned('11', (room, { all }) => [
    signed(room.topic('$topic', { prev: ['$bob'], among: all }).pdu, '11', 'a'),
  ]);
  const kept = results.get('$topic')?.stateAfter?.get(stateMapKey('m.room.topic'));
  expect(kept?.content).toEqual({ topic: '$topic' });
});

test.for<[string, readonly Name[], EvaluatedEvent['verdict']]>([
  ['only by the server of the authorising user', ['a'], 'malformed'],
  ['only by the server of its sender', ['b'], 'rejected'],
  ['by both', ['a', 'b'], 'accepted'],
])('a join that another server authorised, signed %s', ([, by, verdict]) => {
  const results = evaluateSigned('11', (room, { all }) => {
    const restricted = room.joinRule('$restricted', 'restricted', { prev: ['$bob'], among: all });
    const content = { join_authorised_via_users_server: alice };
    const among = [...all.slice(0, 3), restricted];
    const join = room.member('$carol', '@carol:b', 'join', { content, prev: [restricted], among });
    return [signed(restricted.pdu, '11', 'a'), signed(join.pdu, '11', ...by)];
  });
  expect(results.get('$carol')?.verdict).toBe(verdict);
});

test('an invite that came by a third party need not be signed by the server of its sender', () => {
  const results = evaluateSigned('11', (room, { all }) => {
    const content = { third_party_invite: { signed: { mxid: carol, token: 'none' } } };
    const invite = room.member('$invite', carol, 'invite', { sender: alice, content, prev: ['$bob'], among: all });
    return [signed(invite.pdu, '11', 'b')];
  });
  expect(results.get('$invite')).toMatchObject({ verdict: 'rejected', rule: '4.4.1.5' });
});

/** What becomes of a create event of room version 1. */
const createOf = (eventId: string, ...by: readonly Name[]): EvaluatedEvent | undefined => {
  const room = new TestingRoom('1');
  const create = room.create({ id: eventId });
  return evaluateEvents([signed(create.pdu, '1', ...by)], '1', { keys }).get(eventId);
};

describe('of room version 1', () => {
  test('the server that the event ID names has to sign, too', () => {
    expect(createOf('$create:b', 'a')).toMatchObject({
      verdict: 'malformed',
      reason: 'it has no valid signature of b',
    });
    expect(createOf('$create:b', 'a', 'b')).toMatchObject({ verdict: 'accepted' });
    expect(createOf('$create:a', 'a')).toMatchObject({ verdict: 'accepted' });
  });

  test('an event ID without a server name is signed by nobody', () => {
    expect(createOf('$create', 'a')).toMatchObject({ verdict: 'malformed' });
  });
});
