import { describe, expect, test } from 'vitest';
import { eventFormatDefects } from '../../protocol/event-format.ts';
import { generateSigningKey } from '../../protocol/signing.ts';
import { allRoomVersions } from '../../protocol/room-versions.ts';
import { playScenario } from './play-scenario.ts';
import { parseScenario } from './read-scenario.ts';
import type { PlayedScenario } from './scenario.ts';

const scenario = (...events: string[]) =>
  parseScenario(
    [
      'title: A room',
      'why: It is.',
      'decides: [sr.fork.merge-state]',
      'actors: [alice, bob@b, carol@c]',
      'room: { joined: [bob] }',
      'events:',
      ...events.map((event) => `  ${event}`),
      'expect: { states: { last: { alice: alice } } }',
    ].join('\n'),
    'room.yaml',
  );

const played = (event: string, version: '1' | '11' = '11') => playScenario(scenario(event), version);
const signersOf = (event: string) => Object.keys(last(played(event)).signatures);
const last = ({ graph, idOf }: PlayedScenario) => graph.event(idOf('last'));

test.each(allRoomVersions)(
  'plays the same events each time on servers that nobody runs, room version %s',
  (version) => {
    const room = scenario('T1: { sender: alice, topic: one }', 'last: { sender: alice, topic: two, sortsAfter: T1 }');
    const [one, another] = [playScenario(room, version), playScenario(room, version)];
    expect(one.graph.eventIds).toEqual(another.graph.eventIds);
    expect(one.graph.eventIds.map(one.nameOf)).toEqual(['create', 'alice', 'PL', 'JR', 'bob', 'T1', 'last']);
    expect(one.graph.eventIds.flatMap((id) => eventFormatDefects(one.graph.event(id), version))).toEqual([]);
  },
);

test('plays another room each time on servers that somebody runs', () => {
  const signingKey = generateSigningKey();
  const servers = { serverNameOf: (server: string) => `localhost:${server.length}`, signingKeyOf: () => signingKey };
  for (const version of ['1', '11', '12'] as const) {
    const room = scenario('last: { sender: alice, topic: one, eventId: ONE }');
    const [one, another] = [playScenario(room, version, servers), playScenario(room, version, servers)];
    expect(one.graph.roomId).not.toBe(another.graph.roomId);
    expect(one.graph.eventIds.filter((id) => another.graph.has(id))).toEqual([]);
    expect(last(one).sender).toBe('@alice:localhost:1');
  }
});

describe('what is computed can be given', () => {
  test.each([
    ['depth', 'last: { sender: alice, topic: one, depth: 99 }', { depth: 99 }],
    [
      'any key',
      "last: { sender: alice, topic: one, overrides: { origin: '@bob', depth: null } }",
      { origin: '@bob:b.example' },
    ],
    [
      'content',
      "last: { sender: alice, topic: one, content: { of: ['@bob'] } }",
      { content: { topic: 'one', of: ['@bob:b.example'] } },
    ],
    ['time', 'last: { sender: alice, topic: one, earlierThan: bob }', { origin_server_ts: 1_600_000_003_500 }],
  ])('%s', (_what, event, expected) => {
    expect(last(played(event))).toMatchObject(expected);
  });

  test('auth events, those of another room, and parents that do not exist', () => {
    const one = played('last: { sender: alice, topic: one, after: $missing, authEvents: [create, PL, elsewhere/JR] }');
    expect(one.graph.parentsOf(one.idOf('last'))).toEqual(['$missing']);
    const [create, powerLevels, ofAnother = ''] = one.graph.authEventsOf(one.idOf('last'));
    expect([create, powerLevels]).toEqual([one.idOf('create'), one.idOf('PL')]);
    const joinRules = one.graph.event(ofAnother);
    expect(joinRules.type).toBe('m.room.join_rules');
    expect(joinRules.room_id).not.toBe(one.graph.roomId);
    expect(one.graph.judgementOf(one.idOf('last'))).toBeUndefined();
  });

  test('signatures and hashes', () => {
    expect(signersOf('last: { sender: bob, topic: one }')).toEqual(['b.example']);
    expect(signersOf('last: { sender: bob, topic: one, signedBy: [a, c] }')).toEqual(['a.example', 'c.example']);
    expect(signersOf('last: { sender: bob, topic: one, corrupt: missing-signature }')).toEqual([]);
    const authorised = "last: { join: carol, content: { join_authorised_via_users_server: '@bob' } }";
    expect(signersOf(authorised)).toEqual(['c.example', 'b.example']);
  });

  test('IDs that servers give', () => {
    const one = played('last: { sender: alice, topic: one, eventId: ONE }', '1');
    expect(one.idOf('last')).toBe('$ONE:a.example');
  });
});
