import { ban, join, joinRules, merge, message, powerLevels, room, roomWithoutPowerLevels } from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

export const powerLevelsStories: readonly Story[] = [
  {
    slug: 'ban-beats-power-levels',
    scenario: 'S-01',
    title: 'A moderator who is banned changes the power levels in another branch',
    about:
      'The ban is sent by the user with more power, so it is checked first, and the change by the banned user is then refused. ' +
      'In room version 1 a sender whose own membership is in conflict does not count as joined.',
    roomVersions: allVersions,
    events: {
      ...room('bob'),
      PA: powerLevels('alice', { bob: 50 }),
      ban: ban('alice', 'bob'),
      PB: { ...powerLevels('bob', { bob: 50 }), after: ['PA'] },
      merge: merge('ban', 'PB'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'PA', '@bob': 'ban' }) },
  },
  {
    slug: 'ban-by-one-who-joined-again',
    scenario: 'S-01',
    title: 'A moderator is banned by an administrator who has joined once more before that',
    about:
      'The second join is cited by the ban and in conflict with the first, so that both are ordered among the events that are checked first; it changes nothing. ' +
      'Not for room version 1, whose text does not say in which order the memberships of the two are resolved.',
    roomVersions: ['2', '6', '10', '11', '12'],
    events: {
      ...room('bob'),
      PA: powerLevels('alice', { bob: 50 }),
      'alice again': join('alice'),
      ban: ban('alice', 'bob'),
      PB: { ...powerLevels('bob', { bob: 50 }), after: ['PA'] },
      merge: merge('ban', 'PB'),
    },
    merges: { merge: since2({ 'm.room.power_levels': 'PA', '@bob': 'ban', '@alice': 'alice again' }) },
    order: { merge: { v2: ['alice', 'alice again', 'ban', 'PB'], 'v2.1': ['alice', 'alice again', 'ban', 'PB'] } },
  },
  {
    slug: 'power-levels-in-a-row',
    scenario: 'S-03',
    title: 'Three changes of the power levels, merged with the state after the first',
    about:
      'The last change rests on the second, which is in neither state: only the auth difference brings it in, and then all three are allowed in their order. ' +
      'Room version 1 looks at the two events in conflict alone, and the sender of the last has no power by the first.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      PA: powerLevels('alice', { bob: 50 }),
      PB: powerLevels('bob', { bob: 50, charlie: 50 }),
      PC: powerLevels('charlie', { bob: 50, charlie: 0 }),
      merge: merge('PC', 'PA'),
    },
    merges: { merge: { v1: { 'm.room.power_levels': 'PA' }, ...since2({ 'm.room.power_levels': 'PC' }) } },
    order: { merge: { v2: ['PA', 'PB', 'PC'], 'v2.1': ['PA', 'PB', 'PC'] } },
  },
  {
    slug: 'power-levels-at-the-same-time',
    scenario: 'S-08',
    title: 'Two administrators of the same power change the power levels',
    about:
      'Their power is equal, so the earlier change is checked first, and the later one then replaces it. In room version 1 the later is the deeper.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      P0: powerLevels('alice', { bob: 100, charlie: 100 }),
      PB: powerLevels('bob', { bob: 100, charlie: 100, dan: 50 }),
      'charlie says': message('charlie', 'P0'),
      PC: powerLevels('charlie', { bob: 100, charlie: 100, zara: 50 }),
      merge: merge('PB', 'PC'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'PC' }) },
    order: { merge: { v2: ['PB', 'PC'], 'v2.1': ['PB', 'PC'] } },
  },
  {
    slug: 'demotion-beats-ban',
    scenario: 'S-10',
    title: 'A moderator bans somebody while a more powerful one takes the power away',
    about:
      'The ban is older, but the demotion is sent by the user with more power and comes first; without power the ban is refused.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie', 'dan'),
      P0: powerLevels('alice', { bob: 60, charlie: 50 }),
      ban: ban('charlie', 'dan'),
      demotion: { ...powerLevels('bob', { bob: 60, charlie: 0 }), after: ['P0'] },
      merge: merge('demotion', 'ban'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'demotion', '@dan': 'dan' }) },
    order: { merge: { v2: ['demotion', 'ban'], 'v2.1': ['demotion', 'ban'] } },
  },
  {
    slug: 'own-demotion-beats-later-ban',
    scenario: 'S-11',
    title: 'A moderator gives up the power in one branch, and bans somebody later in the other',
    about: 'Sender and power are the same, so the earlier event goes first: without power the ban is refused.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'dan'),
      P0: powerLevels('alice', { bob: 50 }),
      demotion: powerLevels('bob', { bob: 0 }),
      ban: { ...ban('bob', 'dan'), after: ['P0'] },
      merge: merge('demotion', 'ban'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'demotion', '@dan': 'dan' }) },
  },
  {
    slug: 'less-power-is-applied-later',
    scenario: 'S-30',
    title: 'Two users of different power change the power levels in the same millisecond',
    about:
      'The event of the user with more power is checked first, so that of the other stays in the end. By their IDs alone it would be the other way round. ' +
      'In room version 1 the deeper event is the later.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      P0: powerLevels('alice', { bob: 100, charlie: 50 }),
      PB: powerLevels('bob', { bob: 100, charlie: 50, dan: 10 }),
      'charlie says': message('charlie', 'P0'),
      PC: { ...powerLevels('charlie', { bob: 100, charlie: 50, zara: 10 }), sameTimeAs: 'PB', sortsBefore: 'PB' },
      merge: merge('PB', 'PC'),
    },
    merges: { merge: inAll({ 'm.room.power_levels': 'PC' }) },
    order: { merge: { v2: ['PB', 'PC'], 'v2.1': ['PB', 'PC'] } },
  },
  {
    slug: 'power-without-power-levels',
    scenario: 'S-40',
    title: 'The first join rules are older than the power levels, and meet those of a moderator',
    about:
      'The first join rules cite no power levels, and then their sender has power as the creator of the room: more than the moderator, so that they are checked first, and those of the moderator stay. ' +
      'In room version 1 these are the deeper.',
    roomVersions: someVersions,
    events: {
      ...roomWithoutPowerLevels('bob'),
      PL: powerLevels('alice', { bob: 50 }),
      JB: joinRules('bob', 'invite'),
      'alice says': message('alice', 'PL'),
      merge: merge('JB', 'alice says'),
    },
    merges: { merge: inAll({ 'm.room.join_rules': 'JB' }) },
    order: { merge: { v2: ['JR', 'JB'], 'v2.1': ['JR', 'JB'] } },
  },
  {
    slug: 'power-by-own-auth-events',
    title: 'An event cites older power levels by which its sender has more power',
    about:
      'Power is that which the sender has by the power levels that the event itself cites, and not by those of the room at that place. ' +
      'So the change by bob is checked before that by charlie, who has more power by then. In room version 1 the deeper event is the later.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      P0: powerLevels('alice', { bob: 90, charlie: 75 }),
      P1: powerLevels('alice', { bob: 50, charlie: 75 }),
      'charlie says': message('charlie'),
      JC: joinRules('charlie', 'invite'),
      JB: { ...joinRules('bob', 'public'), after: ['P1'], auth: ['create', 'P0', 'bob'] },
      merge: merge('JB', 'JC'),
    },
    merges: { merge: inAll({ 'm.room.join_rules': 'JC' }) },
    order: { merge: { v2: ['JB', 'JC'], 'v2.1': ['JB', 'JC'] } },
  },
];
