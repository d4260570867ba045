import { describe, expect, test } from 'vitest';

import type { PduDraft } from './pdu.ts';
import { redactEvent } from './redaction.ts';
import { allRoomVersions, type RoomVersion } from './room-versions.ts';
import { readVectors } from './testing-vectors.ts';

const vectors = readVectors('redaction');

function eventOf(type: string, content: unknown = vectors.content): PduDraft {
  return { ...vectors.event, type, content } as PduDraft;
}

describe.each(allRoomVersions)('room version %s', (roomVersion) => {
  const ofVersion = <Row extends { roomVersions: RoomVersion[] }>(rows: Row[]): Row =>
    rows.find(({ roomVersions }) => roomVersions.includes(roomVersion)) as Row;

  test.each(vectors.cases)('$type', ({ type, redacted }) => {
    const result = redactEvent(eventOf(type), roomVersion);
    expect(result.content).toEqual(ofVersion(redacted).content);
    expect(Object.keys(result).toSorted()).toEqual(ofVersion(vectors.keptKeys).keys);
  });

  test('what is redacted stays as it is', () => {
    const redacted = redactEvent(eventOf('m.room.member'), roomVersion);
    expect(redactEvent(redacted, roomVersion)).toEqual(redacted);
  });
});

test('the event itself is left as it was', () => {
  const event = eventOf('m.room.member');
  const before = structuredClone(event);
  redactEvent(event, '11');
  expect(event).toEqual(before);
});

test.each([['m.room.member'], ['m.room.message']])('content of %s that is no object becomes an empty one', (type) => {
  expect(redactEvent(eventOf(type, 'text'), '11').content).toEqual({});
});

test('absent keys stay absent', () => {
  const event = { type: 'x', sender: '@u:domain' } as unknown as PduDraft;
  expect(redactEvent(event, '11')).toEqual(event);
});

test.each([
  [{ third_party_invite: { display_name: 'x' } }, { third_party_invite: {} }],
  [{ third_party_invite: 'x' }, {}],
])('a third-party invite without signed: %j', (content, kept) => {
  expect(redactEvent(eventOf('m.room.member', content), '11').content).toEqual(kept);
});
