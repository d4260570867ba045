import { expect, test } from 'vitest';
import { generateSigningKey } from '../protocol/signing.ts';
import { appendEvent } from './append-event.ts';
import { createRoomGraph } from './create-room.ts';

const key = generateSigningKey();
const sender = '@creator:example.org';
const room = createRoomGraph({ roomVersion: '11', creator: sender }, () => key);

function message(...prevEvents: string[]): string {
  return appendEvent(room, { type: 'm.room.message', sender, prevEvents }, () => key).eventId;
}

// base ← a ← b ← d ← e, and base ← c ← d
const [base = ''] = room.forwardExtremities;
const a = message(base);
const b = message(a);
const c = message(base);
const d = message(b, c);
const e = message(d);
const depthOfBase = 5;

test.each([
  ['everything between', { latest: [e], earliest: [base] }, [c, a, b, d]],
  ['nearest first where there is a limit', { latest: [e], earliest: [base], limit: 2 }, [b, d]],
  ['nothing below the least depth', { latest: [e], earliest: [base], minDepth: depthOfBase + 2 }, [b, d]],
  ['nothing behind the earliest', { latest: [e], earliest: [b, base] }, [c, d]],
  ['nothing of a latest event that is unknown', { latest: ['$nothing'], earliest: [] }, []],
  ['no more than ten by default', { latest: [e], earliest: [] }, [...room.eventIds.slice(0, 5), c, a, b, d]],
])('finds the missing events: %s', (_case, walk, expected) => {
  expect(room.missingEvents(walk)).toEqual(expected);
});

test.each([
  ['the event itself and those before it', [e], 5, [e, d, b, c, a]],
  ['from several events', [b, c], 3, [b, c, a]],
  ['nothing of an unknown event', ['$nothing'], 5, []],
  ['the whole room', [e], 100, [e, d, b, c, a, ...room.eventIds.slice(0, 5).toReversed()]],
])('backfills %s', (_case, eventIds, limit, expected) => {
  expect(room.backfill(eventIds, limit)).toEqual(expected);
});

test('finds the auth chain, without the event itself and without what is not known', () => {
  const [create = '', join = '', powerLevels = ''] = room.eventIds;
  expect(room.authChain([e]).toSorted()).toEqual([create, join, powerLevels].toSorted());
  expect(room.authChain([join])).toEqual([create]);
  const spec = { type: 'm.room.message', sender, authEvents: [join, '$nothing'], prevEvents: [e] };
  expect(room.authChain([appendEvent(room, spec, () => key).eventId])).toEqual([join, create]);
});
