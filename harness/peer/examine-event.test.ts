import { expect, test } from 'vitest';
import { buildEvent, type EventSpec } from '../event-graph/build-event.ts';
import { createRoomGraph } from '../event-graph/create-room.ts';
import type { Corruption } from '../event-graph/seal-event.ts';
import type { JsonValue } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { redactEvent } from '../protocol/redaction.ts';
import { allRoomVersions, type RoomVersion } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { type Emission, examineCountersignature, examineEvent } from './examine-event.ts';
import { Findings } from './findings.ts';

const key = generateSigningKey();
const serverName = 'target.example:8448';
const sender = `@alice:${serverName}`;
const emitter = {
  serverName,
  findKey: async (keyId: string) =>
    keyId === key.keyId ? { publicKey: key.publicKey } : { reason: `no key ${keyId}` },
};

function build(roomVersion: RoomVersion, spec: Partial<EventSpec> = {}): Pdu {
  const room = createRoomGraph({ roomVersion, creator: sender }, () => key);
  return buildEvent(room, { type: 'm.room.message', sender, content: { body: 'hello' }, ...spec }, () => key);
}

async function findingsOf(event: JsonValue, emission: Partial<Emission> & Pick<Emission, 'roomVersion'>) {
  const findings = new Findings();
  const usable = await examineEvent(event, { where: 'PUT /send/1', ...emission }, emitter, findings);
  return { usable, requirements: findings.list.map(({ requirement }) => requirement), findings };
}

test.each(allRoomVersions)(
  'finds nothing in a right event, and counts each examination, version %s',
  async (roomVersion) => {
    const { usable, findings } = await findingsOf(build(roomVersion), { roomVersion });
    expect([usable, findings.list]).toEqual([true, []]);
    expect(findings.examined).toEqual(
      ['event-format', 'event-id', 'content-hash', 'signature'].map((name) => {
        return { requirement: `ss.emitted.${name}`, roomVersion, count: 1 };
      }),
    );
  },
);

test.each<[Corruption, string[]]>([
  ['content-hash', ['ss.emitted.content-hash']],
  ['signature', ['ss.emitted.signature']],
  ['missing-signature', ['ss.emitted.signature']],
  ['unknown-key', ['ss.emitted.signature']],
])('finds a wrong %s and nothing else', async (corrupt, expected) => {
  const { usable, requirements } = await findingsOf(build('11', { corrupt }), { roomVersion: '11' });
  expect([usable, requirements]).toEqual([false, expected]);
});

test.each<[string, RoomVersion, (pdu: Pdu) => JsonValue, string[]]>([
  ['changed content', '11', (pdu) => ({ ...pdu, content: { body: 'other' } }), ['ss.emitted.content-hash']],
  [
    'a changed time',
    '11',
    (pdu) => ({ ...pdu, origin_server_ts: 1 }),
    ['ss.emitted.content-hash', 'ss.emitted.signature'],
  ],
  [
    'an event_id since version 3',
    '11',
    (pdu) => ({ ...pdu, event_id: '$x:y' }),
    ['ss.emitted.event-format', 'ss.emitted.content-hash'],
  ],
  [
    'another server in event_id',
    '2',
    (pdu) => ({ ...pdu, event_id: '$x:other.example' }),
    ['ss.emitted.event-id', 'ss.emitted.content-hash', 'ss.emitted.signature'],
  ],
])('finds %s, version %s', async (_case, roomVersion, doctor, expected) => {
  const { requirements } = await findingsOf(doctor(build(roomVersion)), { roomVersion });
  expect(requirements).toEqual(expect.arrayContaining(expected));
});

test('a defect of format alone leaves an event usable', async () => {
  const pdu = build('1', { overrides: { prev_events: [['$x:y', {}]] } });
  const { usable, requirements } = await findingsOf(pdu, { roomVersion: '1' });
  expect([usable, requirements]).toEqual([true, ['ss.emitted.event-format']]);
});

test.each([
  ['no object', 'hello'],
  ['an event without a sender', { type: 'm.room.message' }],
])('blames the target for %s', async (_case, event) => {
  const { usable, requirements } = await findingsOf(event, { roomVersion: '11' });
  expect([usable, new Set(requirements)]).toEqual([false, new Set(['ss.emitted.event-format'])]);
});

test('does not judge events of others', async () => {
  const pdu = { ...build('11'), sender: '@eve:elsewhere.example', hashes: { sha256: 'x' } };
  const { usable, findings } = await findingsOf(pdu, { roomVersion: '11' });
  expect([usable, findings.list, findings.examined]).toEqual([true, [], []]);
});

test('holds the ID under which an event was sent against the event', async () => {
  const { requirements } = await findingsOf(build('11'), { roomVersion: '11', eventId: '$other' });
  expect(requirements).toEqual(['ss.emitted.event-id']);
});

test.each([
  ['the redacted copy of an event, where it may be one', true, (pdu: Pdu) => redactEvent(pdu, '11'), []],
  [
    'the redacted copy of an event, where it may be none',
    false,
    (pdu: Pdu) => redactEvent(pdu, '11'),
    ['ss.emitted.content-hash'],
  ],
  [
    'half a redacted copy',
    true,
    (pdu: Pdu) => ({ ...redactEvent(pdu, '11'), content: { more: 1 } }),
    ['ss.emitted.content-hash'],
  ],
])('the content hash of %s', async (_case, mayBeRedacted, doctor, expected) => {
  const { requirements } = await findingsOf(doctor(build('11')), { roomVersion: '11', mayBeRedacted });
  expect(requirements).toEqual(expected);
});

test('does not hold the limits of references against an answer to backfill', async () => {
  const overrides = { prev_events: Array.from({ length: 21 }, (_, index) => `$${index}`) };
  const event = build('11', { overrides });
  expect((await findingsOf(event, { roomVersion: '11', unlimited: true })).requirements).toEqual([]);
  expect((await findingsOf(event, { roomVersion: '11' })).requirements).toContain('ss.emitted.event-format');
});

test.each<[string, Corruption | undefined, string[]]>([
  ['a right', undefined, []],
  ['a wrong', 'signature', ['ss.emitted.signature']],
  ['no', 'missing-signature', ['ss.emitted.signature']],
])('examines %s signature that the target added to an event of another', async (_case, corrupt, expected) => {
  const findings = new Findings();
  const pdu = build('11', { signers: [serverName], ...(corrupt && { corrupt }) });
  await examineCountersignature(pdu, { roomVersion: '11', where: 'PUT /invite' }, emitter, findings);
  expect(findings.list.map(({ requirement }) => requirement)).toEqual(expected);
});
