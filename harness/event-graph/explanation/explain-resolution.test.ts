import { describe, expect, test } from 'vitest';
import { forkedRoom, NamedRoom } from '../drawing/testing-graphs.ts';
import { explainResolution } from './explain-resolution.ts';

/** What is said of the state before an event. */
function explain({ graph, idOf, nameOf }: NamedRoom, ...parents: readonly string[]): string {
  return explainResolution(graph, parents.map(idOf), nameOf);
}

/** The lines of a part, by a word of its heading. */
function part(text: string, word: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^\d/.test(line) && line.includes(word));
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^\S/.test(line));
  return rest.slice(0, end === -1 ? undefined : end).map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
}

/** The events of the power ordering, each with the reason for its place. */
function orderOf(room: NamedRoom, ...parents: readonly string[]): string[] {
  return part(explain(room, ...parents), 'power ordering').map((line) => {
    const [, name, , , why = ''] = line.split(' | ');
    return `${name}: ${why}`;
  });
}

test('v2 is explained from the conflicts to the outcome', () => {
  expect(explain(forkedRoom('11'), 'refused', 'TB').split('\n')).toEqual([
    'State resolution v2 (room version 11) of the states after refused, after TB',
    '1. Conflicted state: entries in which the states differ',
    '   m.room.power_levels  PA after refused · P1 after TB',
    '   m.room.topic         TA after refused · TB after TB',
    '2. Full conflicted set',
    '   conflicted state set  PA, TA, P1, TB',
    '   auth difference       PA, TA, TB',
    '   together              PA, TA, P1, TB',
    '3. Reverse topological power ordering of the power events and what of the set authorizes them; times from the earliest',
    '   1.  P1  @alice has power 100  +0 ms',
    '   2.  PA  @alice has power 100  +1000 ms  cites P1',
    '4. Iterative auth checks of these, from the unconflicted state map',
    '   ✓  P1  allowed by rule 9.10  its sender has every level that it alters',
    '   ✓  PA  allowed by rule 9.10  its sender has every level that it alters',
    '5. Mainline ordering of the other events; times from the earliest',
    '   mainline: PA (0), P1 (1), PL (2)',
    '   1.  TB  position 1  +1000 ms  before TA: its position is further back',
    '   2.  TA  position 0  +0 ms',
    '6. Iterative auth checks of these, from what is resolved',
    '   ✗  TB  refused by rule 7   m.room.topic takes level 50, and @bob has 0',
    '   ✓  TA  allowed by rule 10  nothing speaks against it',
    '7. Resolved state',
    '   m.room.power_levels  PA',
    '   m.room.topic         TA',
    '   and 4 entries that the states agree on',
  ]);
});

test('v2.1 has a conflicted subgraph, and starts from nothing', () => {
  const text = explain(forkedRoom('12'), 'refused', 'TB');
  expect(text).toContain('State resolution v2.1 (room version 12)');
  expect(part(text, 'Full')).toContain('conflicted state subgraph | PA, TA, P1, TB');
  expect(text).toContain('4. Iterative auth checks of these, from an empty state map');
  expect(part(text, 'power ordering')[0]).toBe('1. | P1 | @alice has power ∞ | +0 ms');
});

test('v1 is explained pass by pass', () => {
  expect(explain(forkedRoom('1'), 'refused', 'TB').split('\n').slice(4)).toEqual([
    '2. Power levels, the first pass',
    '   m.room.power_levels: the first holds, then each next in its place, until one is refused',
    '     1.  P1  depth 6',
    '     2.  PA  depth 7',
    '     ✓  PA  allowed by rule 10.8  its sender has every level that it alters',
    '     → PA',
    '3. All other entries',
    '   m.room.topic: checked from the last to the first, until one is allowed',
    '     1.  TB  depth 7',
    '     2.  TA  depth 8',
    '     ✓  TA  allowed by rule 12  nothing speaks against it',
    '     → TA',
    '4. Resolved state',
    '   m.room.power_levels  PA',
    '   m.room.topic         TA',
    '   and 4 entries that the states agree on',
  ]);
});

describe('v1', () => {
  test('says where the SHA-1 of IDs decides', () => {
    const room = new NamedRoom('1');
    room.topic('one', { after: ['JR'] });
    room.topic('two', { after: ['JR'] });
    expect(part(explain(room, 'one', 'two'), 'other')[1]).toMatch(
      /^1\. \| (one|two) \| depth 5 \| as deep as (one|two): the greater SHA-1 of the ID first$/,
    );
  });

  test('says where none is allowed', () => {
    const room = new NamedRoom('1');
    room.join('bob');
    room.powerLevels('P1', { bob: 50 });
    room.topic('T1', { by: 'bob' });
    room.message('bob says', { by: 'bob', after: ['P1'] });
    room.topic('T2', { by: 'bob' });
    const kick = { type: 'm.room.member', stateKey: '@bob', content: { membership: 'leave' } };
    room.add('kick', { ...kick, after: ['T1'] });
    room.add('kicked again', { ...kick, after: ['T2'] });
    expect(part(explain(room, 'kick', 'kicked again'), 'other').at(-1)).toBe('→ T1, the first, since none is allowed');
  });
});

describe('the place of an event in the power ordering', () => {
  test('is by power, then time', () => {
    const room = new NamedRoom();
    room.join('bob');
    room.join('zoe');
    room.powerLevels('P1', { bob: 50, zoe: 50 });
    const ban = { type: 'm.room.member', stateKey: '@dan', content: { membership: 'ban' } };
    room.add('by bob', { ...ban, by: 'bob', after: ['P1'] });
    room.add('by zoe', { ...ban, by: 'zoe', after: ['P1'] });
    room.add('by alice', { ...ban, after: ['P1'] });
    expect(orderOf(room, 'by bob', 'by zoe', 'by alice')).toEqual([
      'by alice: before by bob, by zoe: its sender has more power',
      'by bob: before by zoe: the same power, and the earlier',
      'by zoe: ',
    ]);
  });

  test('is by ID where nothing else decides', () => {
    const room = new NamedRoom();
    room.powerLevels('P1', { bob: 1 }, { after: ['JR'], at: 60_000 });
    room.powerLevels('P2', { bob: 2 }, { after: ['JR'], at: 60_000 });
    expect(orderOf(room, 'P1', 'P2')[0]).toMatch(
      /^P(1: before P2|2: before P1): the same power and time, and the smaller event ID$/,
    );
  });

  test('more power may have to wait', () => {
    const room = new NamedRoom();
    room.join('bob');
    room.join('dan');
    room.powerLevels('P1', { bob: 60, dan: 99 });
    room.powerLevels('PB', { bob: 60, dan: 99, zoe: 1 }, { by: 'bob' });
    room.state('JA', 'm.room.join_rules', { join_rule: 'invite' });
    room.state('JD', 'm.room.join_rules', { join_rule: 'knock' }, { by: 'dan', after: ['P1'] });
    expect(orderOf(room, 'JA', 'JD')).toEqual([
      'P1: ',
      'JD: cites P1; before PB: its sender has more power; JA has more power, but waits for PB',
      'PB: cites P1; JA has more power, but waits for PB',
      'JA: cites PB',
    ]);
  });
});

test('an entry that the states agree on stays, whatever is allowed on its turn', () => {
  const room = new NamedRoom();
  room.state('newer', 'm.room.join_rules', { join_rule: 'public' });
  room.join('bob', { authEvents: ['create', 'PL', 'JR'] });
  room.state('name', 'm.room.name', { name: 'a name' }, { after: ['newer'] });
  expect(part(explain(room, 'bob', 'name'), 'Resolved')).toContain(
    'm.room.join_rules stays newer, on which the states agree, instead of JR',
  );
});

test('a mainline may be empty, and then the time decides', () => {
  const room = new NamedRoom('12');
  room.topic('one', { after: ['JR'] });
  room.topic('two', { after: ['JR'] });
  expect(part(explain(room, 'one', 'two'), 'Mainline')).toEqual([
    'mainline: empty, since the partially resolved state has no power levels',
    '1. | one | no position | +0 ms | before two: the same position, and the earlier',
    '2. | two | no position | +1000 ms',
  ]);
});

test('says that there is nothing to resolve', () => {
  const room = forkedRoom();
  expect(explain(room, 'TA')).toBe('Nothing to resolve: the state is that after TA.');
  expect(explain(room, 'TA', 'refused')).toBe('Nothing to resolve: the states after TA, after refused are the same.');
});

test('names the entries on which readings of the specification differ', () => {
  const room = new NamedRoom('1');
  room.join('bob');
  room.powerLevels('P1', { bob: 50 });
  room.topic('T1', { by: 'bob' });
  room.message('bob says', { by: 'bob', after: ['P1'] });
  room.topic('T2', { by: 'bob' });
  const kick = { type: 'm.room.member', stateKey: '@bob', content: { membership: 'leave' } };
  room.add('kick', { ...kick, after: ['T1'] });
  room.add('kicked again', { ...kick, after: ['T2'] });
  expect(explain(room, 'kick', 'kicked again')).toContain('Other readings: m.room.topic may be T1 or no entry');
});

test('hostile text stays on its line', () => {
  const room = new NamedRoom();
  room.state('a\nb', 'm.\u001B\ntype', {}, { stateKey: '\u202E\n', after: ['JR'] });
  room.state('c', 'm.\u001B\ntype', {}, { stateKey: '\u202E\n', after: ['JR'] });
  const text = explain(room, 'a\nb', 'c');
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001F\u202E]/);
  expect(text.split('\n').length).toBeLessThan(25);
});
