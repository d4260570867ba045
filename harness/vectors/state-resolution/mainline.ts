import { merge, message, name, powerLevels, rename, room, roomWithoutPowerLevels, topic } from './events.ts';
import { allVersions, inAll, someVersions, type Story } from './story.ts';

export const mainlineStories: readonly Story[] = [
  {
    slug: 'mainline-beats-time',
    scenario: 'S-07',
    title: 'Of two topics, the older rests on newer power levels',
    about:
      'The power levels of one branch are refused, so the topic there rests on those before the fork. That of the other branch rests on the newest, and is applied last although it is older. ' +
      'In room version 1 it is the deeper one.',
    roomVersions: allVersions,
    events: {
      ...room('bob'),
      T1: topic('alice', 'one'),
      PA1: powerLevels('alice', { bob: 50 }),
      T2: topic('alice', 'two'),
      PA2: powerLevels('alice', { bob: 50 }, { events: { 'm.room.power_levels': 100 } }),
      T3: topic('bob', 'three'),
      PB: { ...powerLevels('bob', { bob: 50 }), after: ['PA1'] },
      T4: topic('alice', 'four'),
      merge: merge('T3', 'T4'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'PA2', 'm.room.topic': 'T3' }) },
    order: { merge: { v2: ['PA2', 'PB', 'T4', 'T3'], 'v2.1': ['PA2', 'PB', 'T4', 'T3'] } },
  },
  {
    slug: 'mainline-of-unconflicted-power-levels',
    scenario: 'S-31',
    title: 'A new name is older than its sender’s first join, and rests on newer power levels',
    about:
      'The power levels are in no conflict. Up to room version 11 they still make the mainline, by which the new name is applied last. ' +
      'Since version 12 the partially resolved state has no power levels, so the mainline is empty and the time decides.',
    roomVersions: allVersions,
    events: {
      ...room('bob', 'charlie'),
      P0: powerLevels('alice', { charlie: 50 }),
      rename: { ...rename('bob'), earlierThan: 'bob' },
      name: { ...name('charlie'), after: ['P0'] },
      merge: merge('rename', 'name'),
    },
    merges: {
      merge: {
        v1: { '@bob': 'rename', 'm.room.name': 'name' },
        v2: { '@bob': 'rename', 'm.room.name': 'name' },
        'v2.1': { '@bob': 'bob', 'm.room.name': 'name' },
      },
    },
    order: { merge: { v2: ['bob', 'rename'], 'v2.1': ['rename', 'bob'] } },
  },
  {
    slug: 'mainline-without-power-levels',
    title: 'Two topics in a room without power levels',
    about: 'There is no mainline to rest on, so the time decides. In room version 1 the later is the deeper.',
    roomVersions: someVersions,
    events: {
      ...roomWithoutPowerLevels('bob'),
      'alice says': message('alice'),
      T1: topic('alice', 'one'),
      T2: { ...topic('alice', 'two'), after: ['bob'], earlierThan: 'T1' },
      merge: merge('T1', 'T2'),
    },
    merges: { merge: inAll({ 'm.room.topic': 'T1', 'm.room.power_levels': null }) },
    order: { merge: { v2: ['T2', 'T1'], 'v2.1': ['T2', 'T1'] } },
  },
  {
    slug: 'topic-before-the-first-power-levels',
    title: 'One of two topics rests on no power levels at all',
    about:
      'An event that rests on no power levels comes before those that rest on the oldest, whatever their times. Since room version 12 the mainline is empty here, ' +
      'as the power levels are in no conflict, and the later topic is applied last. In room version 1 the deeper is.',
    roomVersions: someVersions,
    events: {
      ...roomWithoutPowerLevels(),
      T1: topic('alice', 'one'),
      PL: powerLevels('alice', {}),
      T2: { ...topic('alice', 'two'), earlierThan: 'T1' },
      name: { ...name('alice'), after: ['PL'] },
      merge: merge('T2', 'name'),
    },
    merges: {
      merge: { v1: { 'm.room.topic': 'T2' }, v2: { 'm.room.topic': 'T2' }, 'v2.1': { 'm.room.topic': 'T1' } },
    },
    order: { merge: { v2: ['T1', 'T2'], 'v2.1': ['T2', 'T1'] } },
  },
  {
    slug: 'topic-before-the-first-of-changed-power-levels',
    title: 'One of two topics rests on no power levels at all, and the power levels are changed',
    about:
      'The power levels are in conflict, so there is a mainline in room version 12 too. The topic that rests on none of it comes before the one that rests on the oldest, although it has the later time.',
    roomVersions: someVersions,
    events: {
      ...roomWithoutPowerLevels(),
      T1: topic('alice', 'one'),
      PL: powerLevels('alice', {}),
      P1: powerLevels('alice', { bob: 10 }),
      T2: { ...topic('alice', 'two'), after: ['PL'], earlierThan: 'T1' },
      merge: merge('P1', 'T2'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'P1', 'm.room.topic': 'T2' }) },
    order: { merge: { v2: ['PL', 'P1', 'T1', 'T2'], 'v2.1': ['PL', 'P1', 'T1', 'T2'] } },
  },
  {
    slug: 'steps-to-the-mainline-do-not-count',
    title: 'One of two topics rests on refused power levels between it and the mainline',
    about:
      'Both topics rest on the same power levels of the mainline, one directly and one by way of power levels that are refused. How far it is there does not matter: the time decides. In room version 1 the later is the deeper.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      PA1: powerLevels('alice', { bob: 50 }),
      'alice says': message('alice'),
      'alice says more': message('alice'),
      TA: topic('alice', 'one'),
      PA2: powerLevels('alice', { bob: 0 }),
      PB: { ...powerLevels('bob', { bob: 50, zara: 10 }), after: ['PA1'] },
      TB: { ...topic('alice', 'two'), earlierThan: 'TA' },
      merge: merge('PA2', 'TB'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'PA2', 'm.room.topic': 'TA' }) },
    order: { merge: { v2: ['PA2', 'PB', 'TB', 'TA'], 'v2.1': ['PA2', 'PB', 'TB', 'TA'] } },
  },
  {
    slug: 'new-names-by-mainline',
    title: 'A user takes two new names, one of them with more power',
    about:
      'Joins are no power events, so the power of the sender does not matter: the name that rests on the newer power levels is applied last, although it has the earlier time. In room version 1 the deeper is.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      P1: powerLevels('alice', { bob: 50 }),
      'renamed with power': rename('bob'),
      'renamed without': { ...rename('bob'), after: ['bob'] },
      merge: merge('renamed with power', 'renamed without'),
    },
    merges: { merge: inAll({ '@bob': 'renamed with power' }) },
    order: {
      merge: {
        v2: ['renamed without', 'renamed with power'],
        'v2.1': ['renamed without', 'renamed with power'],
      },
    },
  },
];
