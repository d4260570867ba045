import { ban, joinRules, kick, merge, message, name, powerLevels, room, topic } from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

export const mergesStories: readonly Story[] = [
  {
    slug: 'nothing-in-conflict',
    title: 'Two branches of messages meet',
    about: 'The states are the same, so there is nothing to resolve.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      'alice says': message('alice'),
      'bob says': message('bob', 'bob'),
      merge: merge('alice says', 'bob says'),
    },
    merges: { merge: inAll({ '@bob': 'bob', 'm.room.join_rules': 'JR' }) },
  },
  {
    slug: 'nested-merges',
    scenario: 'S-06',
    title: 'A branch goes on after it was merged, and is merged again',
    about:
      'At the first merge the demotion wins over what the demoted user did. At the second one side is the result of the first, and only the newer topic is in conflict.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      T1: topic('alice', 'one'),
      PA1: powerLevels('alice', { bob: 50 }),
      T2: topic('alice', 'two'),
      PA2: powerLevels('alice', { bob: 0 }),
      PB: { ...powerLevels('bob', { bob: 50 }), after: ['PA1'] },
      T3: topic('bob', 'three'),
      'first merge': merge('PA2', 'T3'),
      T4: { ...topic('alice', 'four'), after: ['PA2'] },
      'second merge': merge('T4', 'first merge'),
    },
    merges: {
      'first merge': inAll({ 'm.room.power_levels': 'PA2', 'm.room.topic': 'T2' }),
      'second merge': inAll({ 'm.room.power_levels': 'PA2', 'm.room.topic': 'T4' }),
    },
  },
  {
    slug: 'three-branches',
    title: 'A demotion, a ban by the demoted user and a topic meet',
    about:
      'The three states are resolved at once: the demotion comes first, by which the ban is refused, and the topic is by another.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie', 'dan'),
      P0: powerLevels('alice', { bob: 50, charlie: 50 }),
      demotion: powerLevels('alice', { bob: 0, charlie: 50 }),
      ban: { ...ban('bob', 'dan'), after: ['P0'] },
      topic: { ...topic('charlie'), after: ['P0'] },
      merge: merge('demotion', 'ban', 'topic'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'demotion', '@dan': 'dan', 'm.room.topic': 'topic' }) },
  },
  {
    slug: 'four-branches',
    title: 'Each of four users removes the next, in four branches',
    about:
      'From the most powerful down, every second removal fails, because its sender was just removed. ' +
      'Not for room version 1, whose text does not say in which order the memberships are resolved.',
    roomVersions: ['2', '6', '10', '11', '12'],
    events: {
      ...room('bob', 'charlie', 'dan'),
      P0: powerLevels('alice', { bob: 75, charlie: 60, dan: 50 }),
      'bob kicked': kick('alice', 'bob'),
      'charlie kicked': { ...kick('bob', 'charlie'), after: ['P0'] },
      'dan kicked': { ...kick('charlie', 'dan'), after: ['P0'] },
      topic: { ...topic('dan'), after: ['P0'] },
      merge: merge('bob kicked', 'charlie kicked', 'dan kicked', 'topic'),
    },
    merges: {
      merge: since2({ '@bob': 'bob kicked', '@charlie': 'charlie', '@dan': 'dan kicked', 'm.room.topic': null }),
    },
  },
  {
    slug: 'merge-with-an-ancestor',
    title: 'A merge meets one of the branches that it came from',
    about:
      'The second merge has the first and one of its branches as parents. By then both sides have the kick, so up to room version 11 it is part of what the checks start from, and the topic stays lost. ' +
      'Since version 12 the checks start from nothing: the topic is checked by what it cites itself, and is back.',
    roomVersions: allVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      topic: topic('bob'),
      kick: kick('alice', 'bob'),
      name: { ...name('alice'), after: ['P0'] },
      'first merge': merge('kick', 'name'),
      'second merge': merge('first merge', 'kick'),
    },
    merges: {
      'first merge': {
        v1: { '@bob': 'kick', 'm.room.topic': 'topic', 'm.room.name': 'name' },
        ...since2({ '@bob': 'kick', 'm.room.topic': null, 'm.room.name': 'name' }),
      },
      'second merge': {
        v1: { '@bob': 'kick', 'm.room.topic': 'topic', 'm.room.name': 'name' },
        v2: { '@bob': 'kick', 'm.room.topic': null, 'm.room.name': 'name' },
        'v2.1': { '@bob': 'kick', 'm.room.topic': 'topic', 'm.room.name': 'name' },
      },
    },
  },
  {
    slug: 'one-after-the-other',
    title: 'Three branches are merged two by two, and all at once',
    about:
      'Alice bans bob, who bans charlie, who changes the join rules. At once, the ban of bob undoes that of charlie, whose join rules then stand. ' +
      'If the branches of bob and charlie meet first, these are dropped there, and the second merge finds them in no state. In room version 1 they never stand, since the membership of charlie is in conflict.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      P0: powerLevels('alice', { bob: 75, charlie: 50 }),
      'bob banned': ban('alice', 'bob'),
      'charlie banned': { ...ban('bob', 'charlie'), after: ['P0'] },
      open: { ...joinRules('charlie', 'public'), after: ['P0'] },
      'two branches': merge('charlie banned', 'open'),
      'two by two': merge('two branches', 'bob banned'),
      'all at once': merge('bob banned', 'charlie banned', 'open'),
    },
    merges: {
      'two branches': inAll({ '@charlie': 'charlie banned', 'm.room.join_rules': 'JR' }),
      'two by two': inAll({ '@bob': 'bob banned', '@charlie': 'charlie', 'm.room.join_rules': 'JR' }),
      'all at once': {
        v1: { '@bob': 'bob banned', '@charlie': 'charlie', 'm.room.join_rules': 'JR' },
        ...since2({ '@bob': 'bob banned', '@charlie': 'charlie', 'm.room.join_rules': 'open' }),
      },
    },
  },
];
