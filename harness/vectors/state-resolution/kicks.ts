import { invite, join, joinRules, kick, merge, message, powerLevels, rename, room } from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

const renameWins =
  'The removal takes somebody’s right away and is checked among the first events, long before the new name, which is a join like any other.';

export const kicksStories: readonly Story[] = [
  {
    slug: 'kick-and-new-name',
    scenario: 'S-12',
    title: 'Somebody is kicked from a public room and takes a new name in another branch',
    about: `${renameWins} After the kick it is a way back into a room that everybody may join. In room version 1 the kick is the deeper event and stays.`,
    roomVersions: allVersions,
    events: {
      ...room('dan'),
      'alice says': message('alice'),
      kick: kick('alice', 'dan'),
      rename: { ...rename('dan'), after: ['dan'] },
      merge: merge('kick', 'rename'),
    },
    merges: { merge: { v1: { '@dan': 'kick' }, ...since2({ '@dan': 'rename' }) } },
    order: { merge: { v2: ['kick', 'rename'], 'v2.1': ['kick', 'rename'] } },
  },
  {
    slug: 'kick-and-new-name-invite-only',
    scenario: 'S-13',
    title: 'Somebody is kicked from an invite-only room and takes a new name in another branch',
    about: `${renameWins} After the kick it is a join without an invitation, and refused.`,
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      invited: joinRules('alice', 'invite'),
      'alice says': message('alice'),
      kick: kick('alice', 'dan'),
      rename: { ...rename('dan'), after: ['invited'] },
      merge: merge('kick', 'rename'),
    },
    merges: { merge: inAll({ '@dan': 'kick' }) },
  },
  {
    slug: 'kick-and-return',
    scenario: 'S-14',
    title: 'Somebody is kicked and returns, and takes a new name in another branch',
    about:
      'The kick is in neither state, but in the auth difference. Return and new name are both joins, and the later is applied last. In room version 1 the deeper is.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      kick: kick('alice', 'dan'),
      'dan again': join('dan'),
      rename: { ...rename('dan'), after: ['dan'] },
      merge: merge('dan again', 'rename'),
    },
    merges: { merge: { v1: { '@dan': 'dan again' }, ...since2({ '@dan': 'rename' }) } },
  },
  {
    slug: 'kick-and-return-invite-only',
    scenario: 'S-14',
    title: 'Somebody is kicked, invited and returns, and takes a new name in another branch',
    about:
      'The invitation is in the auth difference with the kick; after the return the new name is that of a member, and the later of the two joins is applied last.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      invited: joinRules('alice', 'invite'),
      kick: kick('alice', 'dan'),
      invite: invite('alice', 'dan'),
      'dan again': join('dan'),
      rename: { ...rename('dan'), after: ['invited'] },
      merge: merge('dan again', 'rename'),
    },
    merges: { merge: { v1: { '@dan': 'dan again' }, ...since2({ '@dan': 'rename' }) } },
  },
  {
    slug: 'kick-that-cites-a-new-name',
    scenario: 'S-28',
    title: 'Somebody takes a new name and is then kicked, while another takes a new name',
    about:
      'The new name that the kick cites is in neither state, but in the auth difference. It stands between the first join and the kick, so that these two are ordered; ' +
      'without it, the first join could be applied after the kick.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'charlie', 'dan'),
      P0: powerLevels('alice', { bob: 50 }),
      'dan renamed': rename('dan'),
      kick: kick('bob', 'dan'),
      'charlie renamed': { ...rename('charlie'), after: ['P0'] },
      merge: merge('kick', 'charlie renamed'),
    },
    merges: { merge: inAll({ '@dan': 'kick', '@charlie': 'charlie renamed' }) },
    order: { merge: { v2: ['dan', 'dan renamed', 'kick'], 'v2.1': ['dan', 'dan renamed', 'kick'] } },
  },
];
