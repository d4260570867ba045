import { expect, test } from 'vitest';
import type { TargetConnection } from '../../target/target.ts';
import type { CheckMeta } from './check-meta.ts';
import type { Companion, NoAlarm, RunContext } from '../run-context.ts';
import {
  type Candidate,
  isSelected,
  limitsOf,
  matchesGlob,
  mayFail,
  whyNoPeers,
  whyNotApplicable,
} from './selection.ts';

const id = 'server-server/pdu-receipt/drops-an-event-without-a-signature';
const meta = {
  requirements: ['ss.pdu.signature'],
  needs: ['knocking'],
  touches: [],
  freshUsers: false,
  companion: false,
} as const;
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

test('a failure is no alarm where it is known, beyond the claim, or of what binds nobody', () => {
  const none = { known: [], beyondClaim: [], notBinding: [] };
  const both = { ...candidate, meta: { ...meta, requirements: ['ss.pdu.signature', 'ss.pdu.hash'] } };
  const may = (of: Candidate, noAlarm: Partial<NoAlarm>) => mayFail(of, { noAlarm: { ...none, ...noAlarm } });
  expect(mayFail(candidate, {})).toBe(false);
  expect(may(candidate, {})).toBe(false);
  expect(may(candidate, { known: [{ check: id, roomVersions: ['11'] }] })).toBe(false);
  expect(may(candidate, { known: [{ check: '**/drops-*', roomVersions: ['6'] }] })).toBe(true);
  expect(may(both, { beyondClaim: ['ss.pdu.hash'] })).toBe(true);
  expect(may(both, { notBinding: ['ss.pdu.hash'] })).toBe(false);
  expect(may(candidate, { notBinding: ['ss.pdu.signature'] })).toBe(true);
});

test('gives a doctored check one room version', () => {
  const doctored = { round: 0, roomVersionOf: { [id]: '11' } } as const;
  expect(isSelected(candidate, { ...everything, doctored })).toBe(false);
  expect(isSelected({ ...candidate, roomVersion: '11' }, { ...everything, doctored })).toBe(true);
});

/** A target, as a configuration describes it. */
const target = (
  described: Partial<TargetConnection>,
): Pick<RunContext, 'connections' | 'targetRoomVersions' | 'companion'> => {
  const usual = { features: ['knocking'], registration: { method: 'open' } };
  const connections = [{ ...usual, ...described } as unknown as TargetConnection] as const;
  return { connections, targetRoomVersions: ['6'], companion: null };
};
const accounts = { method: 'accounts', accounts: [] } as const;
const about = (changed: Partial<CheckMeta>): Candidate => ({ ...candidate, meta: { ...meta, ...changed } });

test('what the target declares decides what applies', () => {
  expect(whyNotApplicable(candidate, target({}))).toBeNull();
  expect(whyNotApplicable(candidate, { ...target({}), targetRoomVersions: ['5'] })).toBe(
    'the target does not claim room version 6',
  );
  expect(whyNotApplicable(candidate, target({ features: [] }))).toBe(
    'the target does not declare the feature knocking',
  );
});

test('what would end a homeserver that nobody can start again does not apply', () => {
  const spared = [{ check: '**/drops-*', roomVersions: ['6'] }];
  expect(whyNotApplicable(candidate, { ...target({}), spared })).toBe(
    'it ends the homeserver, as the baseline has it, and nobody here could start that again',
  );
  expect(whyNotApplicable({ ...candidate, id: 'server-server/other' }, { ...target({}), spared })).toBeNull();
});

test('what has to stay untouched does not apply, and with accounts that are given what would stay with them', () => {
  const uploads = about({ touches: ['media'] });
  expect(whyNotApplicable(uploads, target({ registration: accounts }))).toBeNull();
  expect(whyNotApplicable(uploads, target({ untouched: ['mail'] }))).toBeNull();
  expect(whyNotApplicable(uploads, target({ untouched: ['mail', 'media'] }))).toBe(
    'files are uploaded, and the configuration wants media untouched',
  );
  expect(whyNotApplicable(about({ touches: ['passwords'] }), target({}))).toBeNull();
  expect(whyNotApplicable(about({ touches: ['passwords'] }), target({ registration: accounts }))).toBe(
    'passwords of accounts are changed, and accounts that are given stay as they are',
  );
  expect(whyNotApplicable(about({ freshUsers: true }), target({}))).toBeNull();
  expect(whyNotApplicable(about({ freshUsers: true }), target({ registration: accounts }))).toBe(
    'it needs users who were never used before, and the configuration gives accounts',
  );
});

test('peers need a way to the target and its trust, and that federation may be touched', () => {
  const certificateAuthority = { certificate: '', privateKey: '' };
  const whole = { federationUrl: 'https://here.org:8448', certificateAuthority };
  const why = (changed: Partial<TargetConnection>): string | null =>
    whyNoPeers(target({ ...whole, ...changed }).connections[0]);
  expect(why({})).toBeNull();
  expect(why({ federationUrl: null })).toContain('the configuration has no federationUrl');
  expect(why({ certificateAuthority: null })).toContain('the configuration has no certificateAuthority');
  expect(why({ untouched: ['federation'] })).toContain('the configuration wants federation untouched');
  const limits = (changed: Partial<TargetConnection>): string[] =>
    limitsOf(target({ ...whole, ...changed }).connections[0]);
  expect(limits({})).toEqual([]);
  expect(limits({ federationUrl: null, untouched: ['media', 'mail'], registration: accounts })).toEqual([
    'no checks of federation: peers cannot ask the target: the configuration has no federationUrl',
    'untouched: media, mail',
    '0 given accounts, used by one check after the other; nothing that would stay with them',
  ]);
});

const companion = (roomVersions: string[]): Companion => ({ connection: {} as TargetConnection, roomVersions });

test('two homeservers take a second one, which has the room version too', () => {
  const together = about({ companion: true });
  expect(whyNotApplicable(together, target({}))).toBe('it takes two homeservers, and --with names no second one');
  expect(whyNotApplicable(together, { ...target({}), companion: companion(['5']) })).toBe(
    'the other homeserver does not claim room version 6',
  );
  expect(whyNotApplicable(together, { ...target({}), companion: companion(['6']) })).toBeNull();
  expect(whyNotApplicable(candidate, { ...target({}), companion: companion(['5']) })).toBeNull();
});
