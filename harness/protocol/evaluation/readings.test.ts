import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { RoomVersion } from '../room-versions.ts';
import { alice, bob, dan, TestingRoom } from '../state-resolution/testing-events.ts';
import { EventGraphEvaluation } from './event-graph-evaluation.ts';

/** A room whose beginning is judged, and that judges each event that is written. */
function begin(roomVersion: RoomVersion = '11', users: JsonObject = {}) {
  const room = new TestingRoom(roomVersion);
  const begun = room.begin(users);
  const graph = new EventGraphEvaluation(room.oracle);
  for (const event of begun.all) graph.add(event);
  return { room, graph, ...begun };
}

const versions: readonly RoomVersion[] = ['1', '2', '3', '6', '11', '12'];

describe('what an event cites', () => {
  test.for(versions)('allows it or not, whatever the state is, room version %s', (version) => {
    const { room, graph, all } = begin(version);
    const fit = room.message('$fit', { sender: bob, prev: ['$bob'], among: all });
    const unfit = room.topic('$unfit', { sender: bob, prev: ['$bob'], among: all });
    expect(graph.isAllowedByAuthEvents(fit)?.allowed).toBe(true);
    expect(graph.isAllowedByAuthEvents(unfit)).toMatchObject({ allowed: false, ruleId: 'required-level' });
  });

  test('allows it if it does by any reading', () => {
    const { room, graph, all } = begin('11', { [bob]: 40 });
    const levels = { users: { [bob]: 40 }, events: { 'm.room.power_levels': 40 } };
    const power = room.powerLevels('$levels', { ...levels, ban: 50 }, { sender: alice, prev: ['$bob'], among: all });
    graph.addOutlier(power);
    const among = [...all, power];
    // By one reading 50 is taken away, by another it is the default and nothing changes. 60 is taken away by both.
    expect(graph.isAllowedByAuthEvents(room.powerLevels('$fit', levels, { sender: bob, among }))?.allowed).toBe(true);
    const high = room.powerLevels('$high', { ...levels, ban: 60 }, { sender: alice, prev: ['$bob'], among: all });
    graph.addOutlier(high);
    const unfit = room.powerLevels('$unfit', levels, { sender: bob, among: [...all, high] });
    expect(graph.isAllowedByAuthEvents(unfit)?.allowed).toBe(false);
  });

  test.for(versions)('says nothing where some of it is not known, room version %s', (version) => {
    const { room, all } = begin(version);
    const message = room.message('$message', { sender: bob, prev: ['$bob'], among: all });
    const [create, ...others] = all;
    for (const missing of [create, others.at(-1)]) {
      const graph = new EventGraphEvaluation(room.oracle);
      for (const event of all) if (event !== missing) graph.addOutlier(event);
      expect(graph.isAllowedByAuthEvents(message)).toBeUndefined();
    }
  });
});

/** A room without join rules, which bob was invited to. */
function withoutJoinRules() {
  const room = new TestingRoom('11');
  const graph = new EventGraphEvaluation(room.oracle);
  const create = room.create();
  const join = room.member('$alice', alice, 'join', { prev: ['$create'], among: [create] });
  const invite = room.member('$invite', bob, 'invite', { sender: alice, prev: ['$alice'], among: [create, join] });
  const accept = room.member('$bob', bob, 'join', { sender: bob, prev: ['$invite'], among: [create, invite] });
  for (const event of [create, join, invite, accept]) graph.add(event);
  return graph;
}

describe('other readings', () => {
  test('judge otherwise where the text leaves it open, and only there', () => {
    const graph = withoutJoinRules();
    expect(graph.judgementOf('$bob').verdict).toBe('accepted');
    expect(graph.otherJudgementsOf('$bob')).toEqual([
      expect.objectContaining({
        verdict: 'rejected',
        ruleId: 'member.join.reject',
        why: expect.stringContaining('join rule'),
      }),
    ]);
    expect(graph.otherJudgementsOf('$invite')).toEqual([]);
  });

  test('have nothing to say of the state before an event with one parent', () => {
    expect(withoutJoinRules().ambiguousBefore('$bob')).toEqual([]);
  });

  test('name every answer for an entry on which they differ', () => {
    const { room, graph, all } = begin('1', { [dan]: 50 });
    const join = room.member('$dan', dan, 'join', { prev: ['$bob'], among: all });
    const left = room.message('$left', { prev: ['$dan'], among: [...all, join] });
    const renamed = room.member('$renamed', dan, 'join', { prev: ['$dan'], among: [...all, join] });
    const kick = room.member('$kick', bob, 'leave', { sender: dan, prev: ['$renamed'], among: [...all, renamed] });
    for (const event of [join, left, renamed, kick]) expect(graph.add(event).verdict).toBe('accepted');
    graph.add(room.message('$merge', { prev: ['$left', '$kick'], among: [...all, renamed] }));
    const entries = graph.ambiguousBefore('$merge').map(({ allowed }) => allowed.map((event) => event?.eventId));
    expect(entries).toEqual([['$bob', '$kick']]);
  });
});
