import { ban, join, joinRules, kick, merge, message, name, powerLevels, room, topic, unban } from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

/** Two changes of the power levels by one user in one millisecond, so that only their IDs can tell which comes first. */
const powerLevelsTie = {
  ...room('bob'),
  P1: powerLevels('alice', { bob: 10 }),
  P2: { ...powerLevels('alice', { bob: 20 }), after: ['bob'], sameTimeAs: 'P1' },
  merge: merge('P1', 'P2'),
};

export const orderingStories: readonly Story[] = [
  {
    slug: 'power-that-has-to-wait',
    scenario: 'S-34',
    title: 'An event of the highest power has to wait for one of the lowest, by which it is authorized',
    about:
      'The order goes forward and takes the smallest event that is free at each step: the join rules of charlie are free before those of bob, which have to come after the join of bob when he had no power. ' +
      'Who goes backward from the end finds the order of the two reversed. In room version 1 those of bob are refused, as his membership is in conflict.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      P0: powerLevels('alice', { charlie: 50 }),
      'bob again': join('bob'),
      P1: powerLevels('alice', { bob: 99, charlie: 50 }),
      JB: joinRules('bob', 'invite'),
      JC: { ...joinRules('charlie', 'public'), after: ['P0'] },
      merge: merge('JB', 'JC'),
    },
    merges: {
      merge: {
        v1: { 'm.room.join_rules': 'JC' },
        ...since2({ 'm.room.join_rules': 'JB', 'm.room.power_levels': 'P1' }),
      },
    },
    order: {
      merge: {
        v2: ['P0', 'P1', 'JC', 'bob', 'bob again', 'JB'],
        'v2.1': ['P0', 'P1', 'JC', 'bob', 'bob again', 'JB'],
      },
    },
  },
  {
    slug: 'not-level-by-level',
    scenario: 'S-35',
    title: 'A moderator changes the join rules while the creator joins again',
    about:
      'The first join rules cite the first join of the creator, which is in conflict, and the second do not. By taking all events that are free at once the second would come before the first; ' +
      'one at a time, by power, the first are free as soon as that join is done.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      JB: joinRules('bob', 'invite'),
      'alice again': { ...join('alice'), after: ['P0'] },
      merge: merge('JB', 'alice again'),
    },
    merges: { merge: inAll({ 'm.room.join_rules': 'JB', '@alice': 'alice again' }) },
    order: { merge: { v2: ['alice', 'JR', 'JB'], 'v2.1': ['alice', 'JR', 'P0', 'JB'] } },
  },
  {
    slug: 'not-level-by-level-of-two',
    scenario: 'S-35',
    title: 'Two moderators change the join rules, and the membership of one of them is in conflict',
    about:
      'The join rules of charlie have to come after her join, and those of bob after nothing. Level by level they would come after both; ' +
      'one at a time, by power, they are next as soon as that join is done, and those of bob stay. In room version 1 these are the deeper.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50, charlie: 75 }),
      charlie: join('charlie'),
      JC: joinRules('charlie', 'invite'),
      'charlie again': { ...join('charlie', { displayname: 'charlie again' }), after: ['charlie'] },
      JB: joinRules('bob', 'public'),
      merge: merge('JC', 'JB'),
    },
    merges: { merge: inAll({ 'm.room.join_rules': 'JB', '@charlie': 'charlie again' }) },
    order: { merge: { v2: ['charlie', 'JC', 'JB'], 'v2.1': ['charlie', 'JC', 'JB'] } },
  },
  {
    slug: 'event-ids-by-bytes',
    scenario: 'S-36',
    title: 'Two power levels differ in nothing but the event ID, and upper case decides',
    about:
      'Event IDs are compared by their bytes, where all upper-case letters come before the lower-case ones. By the alphabet, the two would be the other way round.',
    roomVersions: ['2', '3', '6', '10', '11', '12'],
    events: {
      ...powerLevelsTie,
      P1: { ...powerLevelsTie.P1, idLike: /^\$[N-Z]/ },
      P2: { ...powerLevelsTie.P2, idLike: /^\$[a-m]/ },
    },
    merges: { merge: since2({ 'm.room.power_levels': 'P2' }) },
    order: { merge: { v2: ['P1', 'P2'], 'v2.1': ['P1', 'P2'] } },
  },
  {
    slug: 'event-ids-that-differ-in-case',
    title: 'Two power levels have event IDs that differ in case only',
    about:
      'They are two events, and compared by their bytes: that in lower case is applied last. In room version 1 the one whose ID has the greater SHA-1 comes first, which is that in lower case.',
    roomVersions: ['1', '2'],
    events: {
      ...powerLevelsTie,
      P1: { ...powerLevelsTie.P1, overrides: { event_id: '$ONE-ID:a.example' } },
      P2: { ...powerLevelsTie.P2, overrides: { event_id: '$one-id:a.example' } },
    },
    merges: { merge: { v1: { 'm.room.power_levels': 'P1' }, v2: { 'm.room.power_levels': 'P2' } } },
  },
  {
    slug: 'event-ids-decide-for-the-first-branch',
    title: 'Two power levels differ in nothing but the event ID, and that of the first branch is the greater',
    about:
      'With the same power and time the smaller ID comes first, so the greater stays. In room version 1 the greater SHA-1 of the ID comes first.',
    roomVersions: allVersions,
    events: { ...powerLevelsTie, P2: { ...powerLevelsTie.P2, sortsBefore: 'P1' } },
    merges: { merge: inAll({ 'm.room.power_levels': 'P1' }) },
  },
  {
    slug: 'event-ids-decide-for-the-second-branch',
    title: 'Two power levels differ in nothing but the event ID, and that of the second branch is the greater',
    about:
      'With the same power and time the smaller ID comes first, so the greater stays. In room version 1 the greater SHA-1 of the ID comes first.',
    roomVersions: someVersions,
    events: { ...powerLevelsTie, P2: { ...powerLevelsTie.P2, sortsAfter: 'P1' } },
    merges: { merge: inAll({ 'm.room.power_levels': 'P2' }) },
  },
  {
    slug: 'event-ids-of-topics',
    title: 'Topics and names of the same time, decided by their event IDs, each the other way',
    about:
      'Where the mainline position and the time are the same, the smaller ID comes first, so the greater stays. In room version 1 the smaller SHA-1 of the ID is taken.',
    roomVersions: someVersions,
    events: {
      ...room(),
      T1: topic('alice', 'one'),
      N1: name('alice', 'one'),
      T2: { ...topic('alice', 'two'), after: ['JR'], sameTimeAs: 'T1', sortsBefore: 'T1' },
      N2: { ...name('alice', 'two'), sameTimeAs: 'N1', sortsAfter: 'N1' },
      merge: merge('N1', 'N2'),
    },
    merges: { merge: inAll({ 'm.room.topic': 'T1', 'm.room.name': 'N2' }) },
  },
  {
    slug: 'smallest-topological-order',
    scenario: 'S-41',
    title: 'Five events of one sender and one millisecond',
    about:
      'By their IDs they are l, m, n, o, p. All rest on o, and m rests on n as well: the unban on the ban. The smallest order in which each comes after what it rests on is o, l, n, m, p.',
    // In room version 1 the order of the memberships would matter.
    roomVersions: someVersions.filter((roomVersion) => roomVersion !== '1'),
    events: {
      ...room('bob', 'dan', 'evelyn'),
      P0: powerLevels('alice', { bob: 50 }),
      o: join('bob'),
      l: { ...joinRules('bob', 'public'), sameTimeAs: 'o', sortsBefore: 'o' },
      n: { ...ban('bob', 'dan'), sameTimeAs: 'o', sortsBefore: 'o', sortsAfter: 'l' },
      m: { ...unban('bob', 'dan'), sameTimeAs: 'o', sortsBefore: 'n', sortsAfter: 'l' },
      p: { ...kick('bob', 'evelyn'), sameTimeAs: 'o', sortsAfter: 'o' },
      'alice says': message('alice', 'P0'),
      merge: merge('p', 'alice says'),
    },
    merges: {
      merge: {
        ...since2({ 'm.room.join_rules': 'l', '@bob': 'o', '@dan': 'm', '@evelyn': 'p' }),
      },
    },
    order: { merge: { v2: ['o', 'l', 'n', 'm', 'p'], 'v2.1': ['o', 'l', 'n', 'm', 'p'] } },
  },
];
