import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { JsonNumber } from '../json.ts';
import type { RoomEvent } from '../room-event.ts';
import { compareDepth } from './resolution-v1.ts';
import { alice, bob, carol, dan, type EventDraft, TestingRoom } from './testing-events.ts';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

function beginning(users: JsonObject = { [bob]: 50 }) {
  const room = new TestingRoom('1');
  const begun = room.begin(users);
  const topic = (id: string, draft: EventDraft = {}): RoomEvent => room.topic(id, draft);
  const powerLevels = (id: string, levels: JsonObject, draft: EventDraft = {}): RoomEvent =>
    room.powerLevels(id, { users: levels }, draft);
  return { room, topic, powerLevels, ...begun };
}

describe('the order by depth', () => {
  const room = new TestingRoom('1');
  const at = (eventId: string, depth: number): RoomEvent => room.topic(eventId, { depth });

  test('has the less deep first, whatever their times', () => {
    expect(compareDepth(room.topic('$a', { depth: 1, ts: 9 }), room.topic('$b', { depth: 2, ts: 1 }))).toBeLessThan(0);
  });

  test('has the greater SHA-1 of the ID first, where the depth is the same', () => {
    const ids = ['$a', '$b', '$c', '$d', '$e'];
    const ordered = ids.map((id) => at(id, 5)).toSorted(compareDepth);
    const bySha1 = ids.toSorted((a, b) => (sha1(a) > sha1(b) ? -1 : 1));
    expect(ordered.map(({ eventId }) => eventId)).toEqual(bySha1);
    expect(bySha1).not.toEqual(ids);
    expect(bySha1).not.toEqual(ids.toReversed());
  });

  test('tells depths beyond 2^53 apart', () => {
    const less = room.topic('$x', { pdu: { depth: new JsonNumber('9223372036854775806') } });
    const more = room.topic('$y', { pdu: { depth: new JsonNumber('9223372036854775807') } });
    expect(compareDepth(less, more)).toBe(-1);
    expect(compareDepth(more, less)).toBe(1);
  });
});

test('an entry that only one state has is kept without a check', () => {
  const { room, all, topic } = beginning();
  // bob cannot set a name: nobody asks.
  const name = room.event('$name', { type: 'm.room.name', stateKey: '', sender: carol });
  const [a, b] = [topic('$ta', { depth: 10 }), topic('$tb', { depth: 11 })];
  const resolved = room.resolve([...all, a], [...all, b, name]);
  expect(resolved).toContain('$name');
  expect(resolved).toContain('$tb');
});

describe('power levels, join rules and memberships', () => {
  test('the first holds without a check', () => {
    const { room, create, aliceJoin, rules, bobJoin, powerLevels } = beginning();
    const others = [create, aliceJoin, rules, bobJoin];
    // Nobody is carol; her event is the least deep, so that it stands. bob's has no right by it.
    const carols = powerLevels('$carols', { [carol]: 100 }, { sender: carol, depth: 1 });
    const bobs = powerLevels('$bobs', { [bob]: 100 }, { sender: bob, depth: 2 });
    expect(room.resolve([...others, carols], [...others, bobs])).toContain('$carols');
  });

  test('each next takes the place of the one before it, as long as that allows it', () => {
    const { room, create, aliceJoin, power, rules, bobJoin, powerLevels } = beginning();
    const others = [create, aliceJoin, rules, bobJoin];
    const second = powerLevels('$second', { [alice]: 100, [bob]: 100 }, { depth: 10 });
    // Only by the second has bob the right to this.
    const third = powerLevels('$third', { [alice]: 100, [bob]: 100, [carol]: 100 }, { sender: bob, depth: 11 });
    expect(room.resolve([...others, power], [...others, second], [...others, third])).toContain('$third');
    expect(room.resolve([...others, power], [...others, third])).toContain('$power');
  });

  test('the first that is not allowed ends it, although a later one would be', () => {
    const { room, create, aliceJoin, power, rules, bobJoin, powerLevels } = beginning();
    const others = [create, aliceJoin, rules, bobJoin];
    const refused = powerLevels('$refused', { [bob]: 100 }, { sender: bob, depth: 10 });
    const allowed = powerLevels('$allowed', { [alice]: 100 }, { sender: alice, depth: 11 });
    expect(room.resolve([...others, power], [...others, allowed])).toContain('$allowed');
    expect(room.resolve([...others, power], [...others, refused], [...others, allowed])).toContain('$power');
  });

  test('power levels are resolved first, and join rules by them', () => {
    const { room, create, aliceJoin, rules, bobJoin, power, powerLevels } = beginning();
    const others = [create, aliceJoin, bobJoin];
    const demotion = powerLevels('$demotion', { [alice]: 100 }, { depth: 20 });
    const bobs = room.joinRule('$bobs', 'invite', { sender: bob, depth: 10 });
    expect(room.resolve([...others, power, rules], [...others, power, bobs])).toContain('$bobs');
    expect(room.resolve([...others, power, bobs], [...others, demotion, rules])).toContain('$rules');
  });

  test('memberships are resolved by the resolved join rules', () => {
    const { room, create, aliceJoin, power, rules, bobJoin } = beginning();
    const others = [create, aliceJoin, power, bobJoin];
    const invite = room.joinRule('$invite-only', 'invite', { depth: 10 });
    const left = room.member('$left', dan, 'leave', { depth: 8 });
    const join = room.member('$join', dan, 'join', { depth: 12 });
    expect(room.resolve([...others, rules, left], [...others, rules, join])).toContain('$join');
    expect(room.resolve([...others, rules, join], [...others, invite, left])).toContain('$left');
  });

  test.for([
    [bob, dan],
    [dan, bob],
  ] as const)('the membership of %s does not count for that of %s, before all are resolved', ([kicker, target]) => {
    const { room, create, aliceJoin, power, rules } = beginning({ [kicker]: 50 });
    const others = [create, aliceJoin, power, rules];
    // By either of the two the kicker is joined, and could kick; but neither is there yet.
    const [joined, renamed] = [room.member('$joined', kicker, 'join'), room.member('$renamed', kicker, 'join')];
    const stays = room.member('$stays', target, 'join');
    const kicked = room.member('$kicked', target, 'leave', { sender: kicker });
    const resolved = room.resolve([...others, joined, stays], [...others, renamed, kicked]);
    expect(resolved).toContain('$renamed');
    expect(resolved).toContain('$stays');
  });
});

describe('all other entries', () => {
  const { room, all, create, aliceJoin, rules, bobJoin, topic } = beginning({ [bob]: 50, [carol]: 50 });

  test('get the deepest event that is allowed', () => {
    const [low, deep] = [topic('$low', { depth: 10 }), topic('$deep', { sender: bob, depth: 12 })];
    const refused = topic('$refused', { sender: dan, depth: 13 });
    expect(room.resolve([...all, deep], [...all, low], [...all, refused])).toContain('$deep');
  });

  test('get that with the smaller SHA-1 of the ID, where the depth is the same', () => {
    const rivals = ['$a', '$b', '$c'].map((id) => topic(id, { depth: 10 }));
    const [winner] = rivals.map(({ eventId }) => eventId).toSorted((a, b) => (sha1(a) < sha1(b) ? -1 : 1));
    expect(room.resolve(...rivals.map((rival) => [...all, rival]))).toContain(winner);
  });

  test('keep the least deep, where none is allowed', () => {
    const [low, deep] = [topic('$low2', { sender: dan, depth: 10 }), topic('$deep2', { sender: dan, depth: 11 })];
    expect(room.resolve([...all, low], [...all, deep])).toContain('$low2');
  });

  test('are resolved by the resolved memberships', () => {
    const banned = room.member('$banned', bob, 'ban', { sender: alice, depth: 20 });
    const power = all[2];
    const others = [create, aliceJoin, rules, ...(power ? [power] : [])];
    const [alices, bobs] = [topic('$alices', { depth: 10 }), topic('$bobs', { sender: bob, depth: 12 })];
    expect(room.resolve([...others, bobJoin, alices], [...others, bobJoin, bobs])).toContain('$bobs');
    expect(room.resolve([...others, bobJoin, bobs], [...others, banned, alices])).toContain('$alices');
  });

  test('are each resolved by themselves', () => {
    const named = (id: string, depth: number) => room.event(id, { type: 'm.room.name', stateKey: '', depth });
    const resolved = room.resolve(
      [...all, topic('$t1', { depth: 1 }), named('$n2', 2)],
      [...all, topic('$t2', { depth: 2 }), named('$n1', 1)],
    );
    expect(resolved).toContain('$t2');
    expect(resolved).toContain('$n2');
    expect(resolved).toHaveLength(7);
  });
});

test('what an event cites does not matter', () => {
  const { room, all, topic } = beginning();
  const rightful = room.powerLevels('$rightful', { users: { [dan]: 100 } });
  const [low, deep] = [topic('$low', { depth: 10 }), topic('$deep', { sender: dan, auth: [rightful], depth: 11 })];
  expect(room.resolve([...all, low], [...all, deep])).toContain('$low');
});

test('the order of the states does not matter', () => {
  const { room, all, topic, powerLevels, create, aliceJoin, rules, bobJoin } = beginning();
  const others = [create, aliceJoin, rules, bobJoin];
  const a = [...all, topic('$ta', { depth: 10 })];
  const b = [...others, powerLevels('$p2', { [alice]: 100 }, { depth: 9 }), topic('$tb', { sender: bob, depth: 12 })];
  const c = [...all, room.event('$name', { type: 'm.room.name', stateKey: '' })];
  const resolved = room.resolve(a, b, c);
  for (const states of [
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ]) {
    expect(room.resolve(...states)).toEqual(resolved);
  }
});
