import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { RoomVersion } from '../room-versions.ts';
import type { ResolutionStep } from '../state-resolution/resolution.ts';
import { RoomState } from '../state-resolution/room-state.ts';
import { alice, bob, carol, dan, TestingRoom } from '../state-resolution/testing-events.ts';
import { EventGraphEvaluation, type EvaluationOptions, UnknownParents } from './event-graph-evaluation.ts';

/** A room whose beginning is judged, and that judges each event that is written. */
function begin(roomVersion: RoomVersion = '11', users: JsonObject = {}, options: EvaluationOptions = {}) {
  const room = new TestingRoom(roomVersion);
  const begun = room.begin(users);
  const graph = new EventGraphEvaluation(room.oracle, options);
  for (const event of begun.all) graph.add(event);
  return { room, graph, ...begun };
}

const versions: readonly RoomVersion[] = ['1', '2', '3', '6', '11', '12'];

test.for(versions)('accepts an ordinary beginning event by event, room version %s', (version) => {
  const { graph, all } = begin(version);
  expect(all.map(({ eventId }) => graph.judgementOf(eventId).verdict)).toEqual(all.map(() => 'accepted'));
  expect(graph.stateBefore('$create').size).toBe(0);
  expect(graph.stateBefore('$bob').eventIds().toSorted()).toEqual(['$alice', '$create', '$power', '$rules']);
  expect(graph.stateAfter('$bob').size).toBe(5);
});

test('a message changes no state', () => {
  const { room, graph, all } = begin();
  graph.add(room.message('$message', { sender: bob, prev: ['$bob'], among: all }));
  expect(graph.stateAfter('$message')).toBe(graph.stateBefore('$message'));
});

test('tells what decided, and against what', () => {
  const { room, graph, all } = begin();
  expect(graph.add(room.message('$message', { sender: bob, prev: ['$bob'], among: all }))).toEqual({
    verdict: 'accepted',
    against: 'state before',
    rule: '10',
    ruleId: 'allow',
    reason: 'nothing speaks against it',
  });
});

describe('a rejected event', () => {
  test('changes no state', () => {
    const { room, graph, all } = begin();
    const topic = room.topic('$topic', { sender: bob, prev: ['$bob'], among: all });
    expect(graph.add(topic)).toMatchObject({ verdict: 'rejected', ruleId: 'required-level' });
    expect(graph.stateAfter('$topic')).toBe(graph.stateBefore('$topic'));
  });

  test('may have children that are accepted', () => {
    const { room, graph, all } = begin();
    graph.add(room.topic('$topic', { sender: bob, prev: ['$bob'], among: all }));
    const child = room.message('$child', { sender: bob, prev: ['$topic'], among: all });
    expect(graph.add(child).verdict).toBe('accepted');
    expect(graph.stateAfter('$child')).toBe(graph.stateAfter('$bob'));
  });

  test('may not be cited in auth_events', () => {
    const { room, graph, create, bobJoin } = begin();
    const bobs = room.powerLevels(
      '$bobs',
      { users: { [bob]: 100 } },
      { sender: bob, prev: ['$bob'], auth: [create, bobJoin, '$power'] },
    );
    expect(graph.add(bobs)).toMatchObject({ verdict: 'rejected' });
    const citing = room.message('$citing', { sender: bob, prev: ['$bob'], auth: [create, bobJoin, bobs] });
    expect(graph.add(citing)).toMatchObject({
      verdict: 'rejected',
      against: 'auth events',
      ruleId: 'auth-events.rejected',
    });
  });

  test('that is cited by a rejected one: what cites that is rejected too', () => {
    const { room, graph, create, power, rules } = begin();
    graph.add(
      room.joinRule('$bobs', 'public', {
        sender: bob,
        prev: ['$bob'],
        among: [create, power, room.events[4] ?? create],
      }),
    );
    const join = room.member('$join', dan, 'join', { prev: ['$bob'], auth: [create, power, '$bobs'] });
    expect(graph.add(join).ruleId).toBe('auth-events.rejected');
    const message = room.message('$message', { sender: dan, prev: ['$join'], auth: [create, power, join] });
    expect(graph.add(message).ruleId).toBe('auth-events.rejected');
    expect(graph.stateAfter('$message').get(rules.key ?? '0:')).toBe(rules);
  });
});

describe('an event is held against what it cites, and then against the state before it', () => {
  test('what it cites allows it, and the state does not', () => {
    const { room, graph, all } = begin();
    const ban = room.member('$ban', bob, 'ban', { sender: alice, prev: ['$bob'], among: all });
    graph.add(ban);
    const message = room.message('$message', { sender: bob, prev: [ban], among: all });
    expect(graph.add(message)).toMatchObject({ verdict: 'rejected', against: 'state before', ruleId: 'sender-joined' });
  });

  test('the state allows it, and what it cites does not', () => {
    const { room, graph, create, power } = begin();
    const message = room.message('$message', { sender: bob, prev: ['$bob'], auth: [create, power] });
    expect(graph.add(message)).toMatchObject({ verdict: 'rejected', against: 'auth events', ruleId: 'sender-joined' });
  });

  test.for<RoomVersion>(['1', '11'])(
    'without a create event among what it cites it is rejected, room version %s',
    (version) => {
      const { room, graph, power, bobJoin } = begin(version);
      const message = room.message('$message', { sender: bob, prev: ['$bob'], auth: [power, bobJoin] });
      expect(graph.add(message)).toMatchObject({ rule: '2.4', ruleId: 'auth-events.no-create' });
    },
  );

  test('with the create event among what it cites it is rejected in room version 12', () => {
    const { room, graph, create, power, bobJoin } = begin('12');
    const message = room.message('$message', { sender: bob, prev: ['$bob'], auth: [create, power, bobJoin] });
    expect(graph.add(message)).toMatchObject({ rule: '3.2', ruleId: 'auth-events.not-selected' });
  });

  test('it may cite power levels that another event took the place of', () => {
    const { room, graph, all } = begin();
    const power = room.powerLevels('$power2', {}, { prev: ['$bob'], among: all });
    graph.add(power);
    expect(graph.add(room.message('$message', { sender: bob, prev: [power], among: all })).verdict).toBe('accepted');
  });
});

describe('an event that cites one in auth_events that is not known', () => {
  test.for<[RoomVersion, string]>([
    ['11', '2'],
    ['12', '3'],
  ])('is rejected, room version %s', ([version, rule]) => {
    const { room, graph, all } = begin(version);
    const message = room.message('$message', { prev: ['$bob'], auth: [...all.slice(1, 3), '$unknown'] });
    const judgement = graph.add(message);
    expect(judgement).toMatchObject({ verdict: 'rejected', against: 'auth events', rule, ruleId: 'auth-events' });
    expect(judgement.reason).toContain('$unknown');
    expect(graph.stateAfter('$message')).toBe(graph.stateAfter('$bob'));
  });

  test('is accepted once the cited one was added without a state', () => {
    const { room, graph, create, power, rules, all } = begin();
    const earlier = room.member('$earlier', dan, 'join', { among: [create, power, rules] });
    graph.addOutlier(earlier);
    expect(graph.has('$earlier')).toBe(false);
    const join = room.member('$join', dan, 'join', { prev: ['$bob'], among: [...all, earlier] });
    expect(graph.add(join).verdict).toBe('accepted');
  });

  test('is held against the state before it, where what is cited is believed', () => {
    const { room, graph, create } = begin('11', {}, { unknownAuthEvents: 'believe' });
    const auth = [create, '$unknown'];
    expect(graph.add(room.message('$message', { sender: bob, prev: ['$bob'], auth })).verdict).toBe('accepted');
    expect(graph.add(room.message('$from-dan', { sender: dan, prev: ['$bob'], auth }))).toMatchObject({
      verdict: 'rejected',
      against: 'state before',
    });
  });
});

describe('parents', () => {
  test('must be there', () => {
    const { room, graph } = begin();
    const orphan = room.message('$orphan', { prev: ['$bob', '$x', '$y'] });
    expect(() => graph.add(orphan)).toThrow(UnknownParents);
    expect(() => graph.add(orphan)).toThrow('The state after $x, $y is not known');
    expect(graph.has('$orphan')).toBe(false);
    expect(graph.store.has('$orphan')).toBe(false);
  });

  test('that were added without a state are not enough', () => {
    const { room, graph } = begin();
    graph.addOutlier(room.message('$outlier'));
    expect(() => graph.add(room.message('$child', { prev: ['$outlier'] }))).toThrow(UnknownParents);
    expect(() => graph.stateAfter('$outlier')).toThrow('$outlier');
    expect(() => graph.stateBefore('$outlier')).toThrow('$outlier');
    expect(() => graph.judgementOf('$outlier')).toThrow('$outlier');
  });

  test('whose state is the same are not resolved', () => {
    const { room, graph, all } = begin();
    const steps: ResolutionStep[] = [];
    for (const id of ['$m1', '$m2']) graph.add(room.message(id, { sender: bob, prev: ['$bob'], among: all }));
    expect(graph.stateAfterAll(['$m1', '$m2', '$bob'], (step) => void steps.push(step))).toBe(graph.stateAfter('$bob'));
    expect(steps).toEqual([]);
  });

  test('whose states differ are resolved, and the steps are told', () => {
    const { room, graph, all } = begin();
    const steps: ResolutionStep[] = [];
    graph.add(room.topic('$topic', { prev: ['$bob'], among: all }));
    graph.add(room.member('$left', bob, 'leave', { prev: ['$bob'], among: all }));
    const state = graph.stateAfterAll(['$topic', '$left'], (step) => void steps.push(step));
    expect(state.eventIds().toSorted()).toEqual(['$alice', '$create', '$left', '$power', '$rules', '$topic']);
    expect(steps.map(({ step }) => step)).toContain('power order');
    graph.add(room.message('$merge', { prev: ['$topic', '$left'], among: all }));
    expect(graph.stateBefore('$merge').eventIds()).toEqual(state.eventIds());
  });

  test('that are none have nothing before the event', () => {
    const { room, graph, create, power, bobJoin } = begin();
    const orphan = room.message('$orphan', { sender: bob, auth: [create, power, bobJoin] });
    expect(graph.add(orphan)).toMatchObject({
      verdict: 'rejected',
      against: 'state before',
      ruleId: 'auth-events.no-create',
    });
    expect(graph.stateAfter('$orphan').size).toBe(0);
  });
});

test('an event that is there already stays as it was judged', () => {
  const { room, graph, all } = begin();
  const message = room.message('$message', { sender: bob, prev: ['$bob'], among: all });
  const judgement = graph.add(message);
  expect(graph.add(message)).toBe(judgement);
});

test('judging an event does not add it', () => {
  const { room, graph, all } = begin();
  const topic = room.topic('$topic', { prev: ['$bob'], among: all });
  expect(graph.judge(topic, graph.stateAfter('$bob')).verdict).toBe('accepted');
  expect(graph.judge(topic, RoomState.empty).verdict).toBe('rejected');
  expect([graph.has('$topic'), graph.store.has('$topic')]).toEqual([false, false]);
});

describe('an event of which the state before it is known from elsewhere', () => {
  test('is judged by that, and its parents need not be there', () => {
    const { room, graph, all } = begin();
    const message = room.message('$message', { sender: bob, prev: ['$elsewhere'], among: all });
    expect(graph.addWithState(message, RoomState.of(all)).verdict).toBe('accepted');
    expect(graph.stateBefore('$message').size).toBe(5);
  });

  test('is rejected by it', () => {
    const { room, graph, all } = begin();
    const banned = room.member('$banned', bob, 'ban', { sender: alice, among: all });
    const message = room.message('$message', { sender: bob, prev: ['$elsewhere'], among: all });
    const judgement = graph.addWithState(message, RoomState.of([...all, banned]));
    expect(judgement).toMatchObject({ verdict: 'rejected', ruleId: 'sender-joined' });
  });
});

describe('soft failure', () => {
  test('an accepted event is not allowed against the current state', () => {
    const { room, graph, all } = begin();
    graph.add(room.member('$ban', bob, 'ban', { sender: alice, prev: ['$bob'], among: all }));
    const evading = room.message('$evading', { sender: bob, prev: ['$bob'], among: all });
    expect(graph.add(evading).verdict).toBe('accepted');
    const verdict = graph.isAllowedAgainst(evading, graph.stateAfterAll(['$ban', '$evading']));
    expect(verdict).toMatchObject({ allowed: false, ruleId: 'sender-joined' });
  });

  test('what an event cites does not matter to it', () => {
    const { room, graph, create } = begin();
    const message = room.message('$message', { sender: bob, prev: ['$bob'], auth: [create, '$unknown'] });
    expect(graph.isAllowedAgainst(message, graph.stateAfter('$bob')).allowed).toBe(true);
  });
});

describe('two create events', () => {
  test.for<RoomVersion>(['1', '2', '11'])('start two histories of one room, room version %s', (version) => {
    const { room, graph } = begin(version);
    const second = room.create({ id: '$create2', sender: alice });
    expect(graph.add(second).verdict).toBe('accepted');
    expect(graph.stateAfter('$create2').eventIds()).toEqual(['$create2']);
    const join = room.member('$join2', alice, 'join', { prev: [second], among: [second] });
    expect(graph.add(join).verdict).toBe('accepted');
    expect(graph.stateAfter('$join2').size).toBe(2);
  });

  test('meet without a failure of the oracle', () => {
    const { room, graph, all } = begin('2');
    const second = room.create({ id: '$create2', sender: alice });
    const join = room.member('$join2', alice, 'join', { prev: [second], among: [second] });
    for (const event of [second, join]) graph.add(event);
    const merge = room.message('$merge', { prev: ['$bob', '$join2'], among: all });
    expect(graph.add(merge).verdict).toBe('accepted');
    expect(graph.stateBefore('$merge').get(second.key ?? '0:')?.eventId).toBe('$create2');
  });

  test('one after another: the second has parents, and is rejected', () => {
    const { room, graph } = begin();
    const second = room.create({ id: '$create2', prev: ['$bob'] });
    expect(graph.add(second)).toMatchObject({ verdict: 'rejected', ruleId: 'create.prev-events' });
    expect(graph.stateAfter('$create2')).toBe(graph.stateAfter('$bob'));
  });

  test('make two rooms in room version 12', () => {
    const { room, graph, aliceJoin, power } = begin('12');
    const second = room.create({ id: '$create2' });
    expect(graph.add(second).verdict).toBe('accepted');
    const there = room.member('$there', alice, 'join', { prev: [second], roomId: '!create2' });
    expect(graph.add(there).verdict).toBe('accepted');
    const mixed = room.message('$mixed', { prev: ['$there'], auth: [aliceJoin, power], roomId: '!create2' });
    expect(graph.add(mixed)).toMatchObject({ verdict: 'rejected', rule: '3.4', ruleId: 'auth-events.another-room' });
  });
});

test('a room of version 12 whose create event was rejected has no members', () => {
  const room = new TestingRoom('12');
  const graph = new EventGraphEvaluation(room.oracle);
  const create = room.create({ content: { additional_creators: 'nobody' } });
  expect(graph.add(create)).toMatchObject({ verdict: 'rejected', ruleId: 'create.additional-creators' });
  const join = room.member('$alice', alice, 'join', { prev: [create] });
  expect(graph.add(join)).toMatchObject({ verdict: 'rejected', rule: '2', against: 'auth events' });
});

test('asks for the signatures that the rules want', () => {
  const { room, graph, all } = begin('11', {}, { isSignedBy: (_event, serverName) => serverName !== 'b' });
  const content = { join_authorised_via_users_server: bob };
  const join = room.member('$carol', carol, 'join', { content, prev: ['$bob'], among: all });
  expect(graph.add(join)).toMatchObject({ verdict: 'rejected', ruleId: 'member.authorised.signature' });
});

test('keeps the states of a long history, each as it was', () => {
  const { room, graph, all } = begin();
  let last = '$bob';
  for (let index = 0; index < 2000; index++) {
    const event = room.event(`$s${index}`, { type: 'm.test', stateKey: `k${index % 50}`, prev: [last], among: all });
    expect(graph.add(event).verdict).toBe('accepted');
    last = event.eventId;
  }
  expect(graph.stateAfter('$s9').size).toBe(15);
  expect(graph.stateAfter('$s1999').size).toBe(55);
  expect(graph.stateAfter('$s100').eventIds()).toContain('$s51');
});
