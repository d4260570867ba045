import {
  ban,
  invite,
  join,
  joinRules,
  leave,
  merge,
  message,
  powerLevels,
  rename,
  room,
  topic,
  unban,
} from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

export const bansStories: readonly Story[] = [
  {
    slug: 'duelling-bans',
    scenario: 'S-09',
    title: 'One moderator bans a second, who bans a member',
    about:
      'The ban by the user with more power is checked first; a user who is banned cannot ban. In room version 1 a sender whose own membership is in conflict does not count as joined.',
    roomVersions: allVersions,
    events: {
      ...room('bob', 'charlie', 'dan'),
      P0: powerLevels('alice', { bob: 60, charlie: 50 }),
      'charlie banned': ban('bob', 'charlie'),
      'dan banned': { ...ban('charlie', 'dan'), after: ['P0'] },
      merge: merge('charlie banned', 'dan banned'),
    },
    merges: { merge: inAll({ '@charlie': 'charlie banned', '@dan': 'dan' }) },
  },
  {
    slug: 'ban-and-return',
    scenario: 'S-15',
    title: 'Somebody is banned, unbanned and returns, and takes a new name in another branch',
    about:
      'Ban and unban are in the auth difference and are checked first. Return and new name are both joins, and the later is applied last. In room version 1 the deeper is.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      ban: ban('alice', 'dan'),
      unban: unban('alice', 'dan'),
      'dan again': join('dan'),
      rename: { ...rename('dan'), after: ['dan'] },
      merge: merge('dan again', 'rename'),
    },
    merges: { merge: { v1: { '@dan': 'dan again' }, ...since2({ '@dan': 'rename' }) } },
    order: {
      merge: { v2: ['ban', 'unban', 'dan again', 'rename'], 'v2.1': ['ban', 'unban', 'dan again', 'rename'] },
    },
  },
  {
    slug: 'ban-and-return-invite-only',
    scenario: 'S-15',
    title: 'Somebody is banned, unbanned, invited and returns, and takes a new name in another branch',
    about:
      'As in a public room: what lies between is in the auth difference, and the later of the two joins is applied last.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      invited: joinRules('alice', 'invite'),
      ban: ban('alice', 'dan'),
      unban: unban('alice', 'dan'),
      invite: invite('alice', 'dan'),
      'dan again': join('dan'),
      rename: { ...rename('dan'), after: ['invited'] },
      merge: merge('dan again', 'rename'),
    },
    merges: { merge: { v1: { '@dan': 'dan again' }, ...since2({ '@dan': 'rename' }) } },
  },
  {
    slug: 'ban-and-return-against-nothing',
    scenario: 'S-16',
    title: 'Somebody is banned, unbanned and returns, and the other branch does not touch the membership',
    about:
      'The first join, ban, unban and return are applied one after the other, and the topic of the other branch stays.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      ban: ban('alice', 'dan'),
      unban: unban('alice', 'dan'),
      'dan again': join('dan'),
      topic: { ...topic('alice'), after: ['dan'] },
      merge: merge('dan again', 'topic'),
    },
    merges: { merge: inAll({ '@dan': 'dan again', 'm.room.topic': 'topic' }) },
  },
  {
    slug: 'ban-and-leaving',
    scenario: 'S-19',
    title: 'Somebody is banned, and leaves in another branch',
    about:
      'The ban is checked first, and nobody who is banned can leave. In room version 1 the ban is allowed after the leaving, and the leaving is not after the ban.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      ban: ban('alice', 'dan'),
      leave: { ...leave('dan'), after: ['dan'] },
      merge: merge('ban', 'leave'),
    },
    merges: { merge: inAll({ '@dan': 'ban' }) },
  },
  {
    slug: 'unban-and-second-ban',
    scenario: 'S-20',
    title: 'A moderator lifts a ban that the administrator repeats in another branch',
    about:
      'The second ban is sent by the user with more power and so comes first; the unban is applied to it. In room version 1 the ban is the deeper event.',
    roomVersions: someVersions,
    events: {
      ...room('bob', 'dan'),
      P0: powerLevels('alice', { bob: 50 }),
      ban: ban('alice', 'dan'),
      unban: unban('bob', 'dan'),
      'alice says': message('alice', 'ban'),
      'second ban': ban('alice', 'dan'),
      merge: merge('unban', 'second ban'),
    },
    merges: { merge: { v1: { '@dan': 'second ban' }, ...since2({ '@dan': 'unban' }) } },
  },
];
