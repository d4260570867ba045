import { ban, join, joinRules, merge, message, name, powerLevels, room, topic } from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

export const rejectedEventsStories: readonly Story[] = [
  {
    slug: 'rejected-by-the-state-before',
    title: 'A banned user sets a topic, citing the membership from before the ban',
    about:
      'By what it cites the topic is allowed, and by the state before it it is not: it is rejected, and the state after it is that before it.',
    roomVersions: allVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      ban: ban('alice', 'bob'),
      topic: { ...topic('bob'), auth: ['create', 'P0', 'bob'] },
      name: { ...name('alice'), after: ['P0'] },
      merge: merge('topic', 'name'),
    },
    merges: { merge: inAll({ '@bob': 'ban', 'm.room.topic': null, 'm.room.name': 'name' }) },
    rejected: { topic: 'sender-joined' },
  },
  {
    slug: 'cites-a-rejected-event',
    title: 'A join is rejected, and with it what cites it',
    about:
      'The join cites join rules that were replaced before it, and is rejected by the state before it. The topic and the message cite that join, and are rejected for that alone.',
    roomVersions: allVersions,
    events: {
      ...room(),
      P0: powerLevels('alice', { evelyn: 50 }),
      invited: joinRules('alice', 'invite'),
      evelyn: { ...join('evelyn'), auth: ['create', 'P0', 'JR'] },
      topic: { ...topic('evelyn'), auth: ['create', 'P0', 'evelyn'] },
      'evelyn says': { ...message('evelyn', 'evelyn'), auth: ['create', 'P0', 'evelyn'] },
      name: { ...name('alice'), after: ['P0'] },
      merge: merge('topic', 'evelyn says', 'name'),
    },
    merges: {
      merge: inAll({ '@evelyn': null, 'm.room.topic': null, 'm.room.name': 'name', 'm.room.join_rules': 'invited' }),
    },
    rejected: { evelyn: 'member.join.reject', topic: 'auth-events.rejected', 'evelyn says': 'auth-events.rejected' },
  },
  {
    slug: 'rejected-for-good',
    title: 'A topic is rejected, and the other branch gives its sender the power for it',
    about:
      'A rejected event is no part of any state, and a merge with a branch that would have allowed it does not bring it back.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      topic: topic('bob'),
      P1: { ...powerLevels('alice', { bob: 50 }), after: ['bob'] },
      merge: merge('topic', 'P1'),
    },
    merges: { merge: inAll({ 'm.room.topic': null, 'm.room.power_levels': 'P1' }) },
    rejected: { topic: 'required-level' },
  },
  {
    slug: 'rejected-auth-events-do-not-count',
    title: 'Two states have topics that cite a rejected join',
    about:
      'A server may be told a state that is wrong. What the state lacks is looked up among the auth events of the event in question, but not if it was rejected: so the sender of both topics is not in the room, and none of them is allowed. ' +
      'Not for room version 1, whose text does not say what becomes of an entry of which no event is allowed.',
    roomVersions: ['2', '6', '10', '11', '12'],
    events: {
      ...room(),
      P0: powerLevels('alice', { evelyn: 50 }),
      invited: joinRules('alice', 'invite'),
      evelyn: { ...join('evelyn'), auth: ['create', 'P0', 'JR'] },
      T1: { ...topic('evelyn', 'one'), auth: ['create', 'P0', 'evelyn'] },
      T2: { ...topic('evelyn', 'two'), auth: ['create', 'P0', 'evelyn'] },
    },
    merges: { 'told states': since2({ '@evelyn': null, 'm.room.topic': null }) },
    states: {
      'told states': [
        ['create', 'alice', 'P0', 'invited', 'T1'],
        ['create', 'alice', 'P0', 'invited', 'T2'],
      ],
    },
    rejected: { evelyn: 'member.join.reject', T1: 'auth-events.rejected', T2: 'auth-events.rejected' },
  },
];
