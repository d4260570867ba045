import { join, joinRules, kick, leave, merge, message, powerLevels, rename, room, topic, userId } from './events.ts';
import { allVersions, since2, someVersions, type Story } from './story.ts';

export const roomVersion12Stories: readonly Story[] = [
  {
    slug: 'join-rules-of-one-who-left',
    title: 'Join rules of a moderator who has left since meet newer ones',
    about:
      'Up to room version 11 the checks start from what the states agree on, so that the moderator has left when the older join rules are checked, after those of the user with more power. ' +
      'Since version 12 they start from nothing, and the older join rules are checked by the membership that they cite: they are allowed, and stay. In room version 1 the deeper are taken.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      JB: joinRules('bob', 'invite'),
      left: leave('bob'),
      JA: joinRules('alice', 'public'),
      'alice says': message('alice', 'left'),
      merge: merge('JA', 'alice says'),
    },
    merges: {
      merge: {
        v1: { 'm.room.join_rules': 'JA', '@bob': 'left' },
        v2: { 'm.room.join_rules': 'JA', '@bob': 'left' },
        'v2.1': { 'm.room.join_rules': 'JB', '@bob': 'left' },
      },
    },
    order: { merge: { v2: ['JA', 'JB'], 'v2.1': ['JA', 'JB'] } },
  },
  {
    slug: 'join-rules-lost-with-their-sender',
    title: 'One of two states has join rules that are too old, and their sender has left',
    about:
      'A server may be told a state that is wrong, such as one with all that came later but the old join rules. Both join rules are by a user who has left in both states. ' +
      'By the rules up to version 11 none of them is allowed, and the room has no join rules any more. Since version 12 they are checked by what they cite, and the newer stay.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie'),
      invited: joinRules('alice', 'invite'),
      left: leave('alice'),
      'bob renamed': rename('bob'),
      'charlie renamed': { ...rename('charlie'), after: ['left'] },
    },
    merges: {
      'told states': {
        v1: { 'm.room.join_rules': 'JR', '@bob': 'bob renamed', '@charlie': 'charlie renamed', '@alice': 'left' },
        v2: { 'm.room.join_rules': null, '@bob': 'bob renamed', '@charlie': 'charlie renamed', '@alice': 'left' },
        'v2.1': {
          'm.room.join_rules': 'invited',
          '@bob': 'bob renamed',
          '@charlie': 'charlie renamed',
          '@alice': 'left',
        },
      },
    },
    states: {
      'told states': [
        ['create', 'left', 'PL', 'invited', 'bob renamed', 'charlie'],
        ['create', 'left', 'PL', 'JR', 'bob', 'charlie renamed'],
      ],
    },
  },
  {
    slug: 'power-levels-between-two-in-conflict',
    title: 'A join cites the newest power levels, on a branch that has the oldest',
    about:
      'The power levels between the two in conflict are in the auth chain of both states, since the join cites the newest, and so they are not in the auth difference. ' +
      'Without them the newest are refused, because their sender has no power by the oldest. Since room version 12 they are in the conflicted state subgraph, and all three are applied.',
    roomVersions: allVersions,
    events: {
      ...room('bob', 'charlie'),
      P1: powerLevels('alice', { bob: 50 }),
      P2: powerLevels('bob', { bob: 50, charlie: 50 }),
      zara: join('zara'),
      evelyn: { ...join('evelyn'), after: ['charlie'], auth: ['create', 'P2', 'JR'] },
      merge: merge('zara', 'evelyn'),
    },
    merges: {
      merge: {
        v1: { 'm.room.power_levels': 'PL', '@zara': 'zara', '@evelyn': 'evelyn' },
        v2: { 'm.room.power_levels': 'PL', '@zara': 'zara', '@evelyn': 'evelyn' },
        'v2.1': { 'm.room.power_levels': 'P2', '@zara': 'zara', '@evelyn': 'evelyn' },
      },
    },
    order: { merge: { v2: ['PL', 'P2'], 'v2.1': ['PL', 'P1', 'P2'] } },
  },
  {
    slug: 'mainline-from-the-subgraph',
    scenario: 'S-37',
    title: 'The power levels are in no conflict, but on the way from one event in conflict to another',
    about:
      'The creator’s first join is in conflict, and the power levels cite it, as do events in conflict the power levels: so these are in the conflicted state subgraph, and there is a mainline. ' +
      'By it the new name of evelyn is applied after her join, although it has the earlier time. In room version 1 a join rule is refused whose sender’s membership is in conflict.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'evelyn'),
      P0: powerLevels('alice', { bob: 50 }),
      'alice renamed': rename('alice'),
      'evelyn renamed': { ...rename('evelyn'), earlierThan: 'evelyn' },
      JA: { ...joinRules('alice', 'public'), after: ['P0'] },
      merge: merge('evelyn renamed', 'JA'),
    },
    merges: {
      merge: {
        v1: { '@alice': 'alice renamed', '@evelyn': 'evelyn renamed', 'm.room.join_rules': 'JR' },
        ...since2({ '@alice': 'alice renamed', '@evelyn': 'evelyn renamed', 'm.room.join_rules': 'JA' }),
      },
    },
    order: { merge: { v2: ['evelyn', 'evelyn renamed'], 'v2.1': ['PL', 'P0', 'evelyn', 'evelyn renamed'] } },
  },
  {
    slug: 'kick-in-no-conflict',
    title: 'A kick that both states have, and a topic that its target had set before',
    about:
      'The kick is in no conflict. Up to room version 11 the checks start with it, so that the topic of the kicked user is refused, and the other stays. ' +
      'Since version 12 they do not see it: both topics are allowed by what they cite, and the one with the later time stays. In room version 1 the deeper does.',
    roomVersions: someVersions,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }),
      TB: topic('bob', 'one'),
      kick: kick('alice', 'bob'),
      TA: { ...topic('alice', 'two'), earlierThan: 'TB' },
      'alice says': message('alice', 'kick'),
      merge: merge('TA', 'alice says'),
    },
    merges: {
      merge: {
        v1: { '@bob': 'kick', 'm.room.topic': 'TA' },
        v2: { '@bob': 'kick', 'm.room.topic': 'TA' },
        'v2.1': { '@bob': 'kick', 'm.room.topic': 'TB' },
      },
    },
    order: { merge: { v2: ['TA', 'TB'], 'v2.1': ['TA', 'TB'] } },
  },
  {
    slug: 'creator-and-administrator',
    scenario: 'S-32',
    title: 'The creator and a user with the highest level that can be given change the join rules',
    about:
      'A creator has more power than any level, so the change by the creator is checked first although it is later, and that by the administrator stays.',
    roomVersions: ['12'],
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 2 ** 53 - 1 }),
      JB: joinRules('bob', 'knock'),
      JA: { ...joinRules('alice', 'invite'), after: ['P0'] },
      merge: merge('JB', 'JA'),
    },
    merges: { merge: { 'v2.1': { 'm.room.join_rules': 'JB' } } },
    order: { merge: { 'v2.1': ['JA', 'JB'] } },
  },
  {
    slug: 'two-creators',
    scenario: 'S-33',
    title: 'Two creators change the join rules',
    about: 'An additional creator has as much power as the sender of the create event, so the time decides.',
    roomVersions: ['12'],
    events: {
      ...room('bob'),
      create: {
        type: 'm.room.create',
        sender: 'alice',
        stateKey: '',
        content: { additional_creators: [userId('bob')] },
      },
      JB: joinRules('bob', 'invite'),
      JA: { ...joinRules('alice', 'public'), after: ['bob'] },
      merge: merge('JB', 'JA'),
    },
    merges: { merge: { 'v2.1': { 'm.room.join_rules': 'JA' } } },
    order: { merge: { 'v2.1': ['JB', 'JA'] } },
  },
];
