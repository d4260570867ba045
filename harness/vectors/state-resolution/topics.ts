import { ban, kick, leave, merge, name, powerLevels, room, topic } from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

export const topicsStories: readonly Story[] = [
  {
    slug: 'topic-of-a-demoted-user',
    scenario: 'S-04',
    title: 'A moderator loses the power, and in another branch repeats the power levels and sets a topic',
    about:
      'Whoever has more power is heard first: the demotion. By it the other power levels are refused, and then the topic.',
    roomVersions: allVersions,
    events: {
      ...room('bob'),
      T1: topic('alice', 'one'),
      PA1: powerLevels('alice', { bob: 50 }),
      T2: topic('alice', 'two'),
      PA2: powerLevels('alice', { bob: 0 }),
      PB: { ...powerLevels('bob', { bob: 50 }), after: ['PA1'] },
      T3: topic('bob', 'three'),
      merge: merge('PA2', 'T3'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'PA2', 'm.room.topic': 'T2' }) },
  },
  {
    slug: 'topic-of-a-banned-user',
    scenario: 'S-05',
    title: 'A topic is set by a user who is banned after it, and the branch meets one that knows nothing of it',
    about:
      'The ban is checked before all topics, also before that which its target had set with every right. What is left is the topic before.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      T1: topic('alice', 'one'),
      PA: powerLevels('alice', { bob: 50 }),
      T2: topic('bob', 'two'),
      ban: ban('alice', 'bob'),
      merge: merge('ban', 'T1'),
    },
    merges: { merge: inAll({ 'm.room.topic': 'T1', '@bob': 'ban', 'm.room.power_levels': 'PA' }) },
  },
  {
    slug: 'topic-and-required-level',
    scenario: 'S-26',
    title: 'A moderator sets a topic while more power comes to be needed for it',
    about:
      'The power levels are checked first, and by them the topic is refused. In room version 1 an entry that only one branch has is in no conflict, and so is never checked.',
    roomVersions: allVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      P1: powerLevels('alice', { bob: 50 }, { state_default: 75 }),
      topic: { ...topic('bob'), after: ['P0'] },
      merge: merge('P1', 'topic'),
    },
    merges: {
      merge: {
        v1: { 'm.room.power_levels': 'P1', 'm.room.topic': 'topic' },
        ...since2({ 'm.room.power_levels': 'P1', 'm.room.topic': null }),
      },
    },
  },
  {
    slug: 'topic-before-a-kick',
    scenario: 'S-27',
    title: 'A topic is set by a user who is kicked after it, and the other branch sets a name',
    about:
      'The kick is checked before the topic, although it came after it in the same branch, so the topic is lost. In room version 1 an entry that only one branch has is never checked.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      topic: topic('bob'),
      kick: kick('alice', 'bob'),
      name: { ...name('alice'), after: ['P0'] },
      merge: merge('kick', 'name'),
    },
    merges: {
      merge: {
        v1: { '@bob': 'kick', 'm.room.topic': 'topic', 'm.room.name': 'name' },
        ...since2({ '@bob': 'kick', 'm.room.topic': null, 'm.room.name': 'name' }),
      },
    },
  },
  {
    slug: 'name-of-one-who-left',
    scenario: 'S-29',
    title: 'A user leaves, and sets the first name of the room in another branch',
    about:
      'An entry that a state lacks is in conflict, so the name is checked, after the leaving. In room version 1 it is in no conflict, and stays.',
    roomVersions: someVersions,
    events: {
      ...room('charlie'),
      P0: powerLevels('alice', { charlie: 50 }),
      leave: leave('charlie'),
      name: { ...name('charlie'), after: ['P0'] },
      merge: merge('leave', 'name'),
    },
    merges: {
      merge: {
        v1: { '@charlie': 'leave', 'm.room.name': 'name' },
        ...since2({ '@charlie': 'leave', 'm.room.name': null }),
      },
    },
  },
];
