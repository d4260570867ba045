import { expect, test } from 'vitest';
import type { TargetConnection } from '../target/target.ts';
import { isSelected, matchesGlob, whyNotApplicable } from './selection.ts';

const id = 'server-server/pdu-receipt/drops-an-event-without-a-signature';
const meta = { requirements: ['ss.pdu.signature'], needs: ['knocking'] } as const;
const candidate = { id, meta, roomVersion: '6' } as const;
const everything = { globs: [], roomVersions: ['6', '11'], apart: { checks: [], now: false }, doctored: null } as const;

test.for([
  id,
  'server-server',
  'server-server/',
  'server-server/**',
  'server-server/pdu-*',
  '**/drops-*',
  'ss.pdu.*',
  'ss.pdu.signature',
])('%s names the check', (glob) => {
  expect(matchesGlob(glob, id, meta.requirements)).toBe(true);
});

test.for(['client-server/**', 'server', 'ss.pdu', 'drops-*', 'cs.*'])('%s does not name the check', (glob) => {
  expect(matchesGlob(glob, id, meta.requirements)).toBe(false);
});

test('selects by room version and by any of the globs', () => {
  expect(isSelected(candidate, everything)).toBe(true);
  expect(isSelected(candidate, { ...everything, roomVersions: ['11'] })).toBe(false);
  expect(isSelected({ ...candidate, roomVersion: null }, { ...everything, roomVersions: ['11'] })).toBe(true);
  expect(isSelected(candidate, { ...everything, globs: ['cs.*', 'ss.*'] })).toBe(true);
  expect(isSelected(candidate, { ...everything, globs: ['cs.*'] })).toBe(false);
});

test('leaves checks out that run apart, and then runs no others', () => {
  const checks = [{ check: '**/drops-*', roomVersions: ['6'] }];
  const another = { ...candidate, roomVersion: '11' } as const;
  expect(isSelected(candidate, { ...everything, apart: { checks, now: false } })).toBe(false);
  expect(isSelected(another, { ...everything, apart: { checks, now: false } })).toBe(true);
  expect(isSelected(candidate, { ...everything, apart: { checks, now: true } })).toBe(true);
  expect(isSelected(another, { ...everything, apart: { checks, now: true } })).toBe(false);
});

test('a shard has its own units and no others', () => {
  const shard = { [`${id} 6`]: true } as const;
  expect(isSelected(candidate, { ...everything, shard })).toBe(true);
  expect(isSelected({ ...candidate, roomVersion: '11' }, { ...everything, shard })).toBe(false);
  expect(isSelected(candidate, { ...everything, shard, globs: ['cs.*'] })).toBe(false);
});

test('gives a doctored check one room version', () => {
  const doctored = { round: 0, roomVersionOf: { [id]: '11' } } as const;
  expect(isSelected(candidate, { ...everything, doctored })).toBe(false);
  expect(isSelected({ ...candidate, roomVersion: '11' }, { ...everything, doctored })).toBe(true);
});

test('what the target declares decides what applies', () => {
  const connection = { features: ['knocking'] } as unknown as TargetConnection;
  const bare = { features: [] } as unknown as TargetConnection;
  expect(whyNotApplicable(candidate, { connections: [connection], targetRoomVersions: ['6'] })).toBeNull();
  expect(whyNotApplicable(candidate, { connections: [connection], targetRoomVersions: ['5'] })).toBe(
    'the target does not claim room version 6',
  );
  expect(whyNotApplicable(candidate, { connections: [bare], targetRoomVersions: ['6'] })).toBe(
    'the target does not declare the feature knocking',
  );
});
