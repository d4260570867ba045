import {
  invite,
  join,
  joinRules,
  kick,
  leave,
  merge,
  message,
  name,
  powerLevels,
  rename,
  room,
  topic,
} from './events.ts';
import { allVersions, inAll, since2, someVersions, type Story } from './story.ts';

export const joinsAndLeavesStories: readonly Story[] = [
  {
    slug: 'join-against-join-rules',
    scenario: 'S-02',
    title: 'Somebody joins while the room becomes invite-only',
    about:
      'Join rules are checked before joins, and by the new ones the join is refused. In room version 1 a membership that only one branch has is in no conflict, and so is never checked.',
    roomVersions: allVersions,
    events: {
      ...room(),
      invited: joinRules('alice', 'invite'),
      evelyn: { ...join('evelyn'), after: ['JR'] },
      merge: merge('invited', 'evelyn'),
    },
    merges: {
      merge: {
        v1: { 'm.room.join_rules': 'invited', '@evelyn': 'evelyn' },
        ...since2({ 'm.room.join_rules': 'invited', '@evelyn': null }),
      },
    },
  },
  {
    slug: 'leaving-a-public-room',
    scenario: 'S-17',
    title: 'Somebody leaves, joins and leaves, and takes a new name in another branch of a public room',
    about:
      'None of this takes a right from somebody else, so the time decides: the new name is the latest, and a way back into a public room. In room version 1 the last leaving is the deepest.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      left: leave('dan'),
      'dan again': join('dan'),
      'left again': leave('dan'),
      rename: { ...rename('dan'), after: ['dan'] },
      topic: { ...topic('alice'), after: ['dan'] },
      merge: merge('left again', 'rename', 'topic'),
    },
    merges: {
      merge: {
        v1: { '@dan': 'left again', 'm.room.topic': 'topic' },
        ...since2({ '@dan': 'rename', 'm.room.topic': 'topic' }),
      },
    },
  },
  {
    slug: 'leaving-an-invite-only-room',
    scenario: 'S-18',
    title: 'Somebody leaves, joins and leaves, and takes a new name in another branch of an invite-only room',
    about: 'The new name is checked last, when its sender has left, and would need an invitation.',
    roomVersions: someVersions,
    events: {
      ...room('dan'),
      invited: joinRules('alice', 'invite'),
      left: leave('dan'),
      invite: invite('alice', 'dan'),
      'dan again': join('dan'),
      'left again': leave('dan'),
      rename: { ...rename('dan'), after: ['invited'] },
      topic: { ...topic('alice'), after: ['invited'] },
      merge: merge('left again', 'rename', 'topic'),
    },
    merges: { merge: inAll({ '@dan': 'left again', 'm.room.topic': 'topic' }) },
  },
  {
    slug: 'invitation-revoked-and-accepted',
    scenario: 'S-21',
    title: 'An invitation is revoked, and accepted in another branch',
    about:
      'Revoking takes the right to join away and is checked first; then there is no invitation to accept. In room version 1 the depth decides which is checked first, and either way ends with the revocation.',
    roomVersions: someVersions,
    events: {
      ...room(),
      invited: joinRules('alice', 'invite'),
      invite: invite('alice', 'evelyn'),
      revoked: kick('alice', 'evelyn'),
      accepted: { ...join('evelyn'), after: ['invite'] },
      merge: merge('revoked', 'accepted'),
    },
    merges: { merge: inAll({ '@evelyn': 'revoked' }) },
  },
  {
    slug: 'join-rules-of-one-who-just-joined',
    title: 'Somebody joins and changes the join rules, and the other branch knows nothing of it',
    about:
      'The join comes before the join rules, which cite it. In room version 1 a membership that only one branch has is in no conflict, and so its user counts as joined.',
    roomVersions: someVersions,
    events: {
      ...room(),
      P0: powerLevels('alice', { evelyn: 50 }),
      evelyn: join('evelyn'),
      JE: joinRules('evelyn', 'invite'),
      'alice says': message('alice', 'P0'),
      merge: merge('JE', 'alice says'),
    },
    merges: { merge: inAll({ '@evelyn': 'evelyn', 'm.room.join_rules': 'JE' }) },
  },
  {
    slug: 'kick-in-the-auth-difference',
    title: 'Somebody joins, sets a name, is kicked and returns, and the other branch knows nothing of it',
    about:
      'The kick is in neither state, and no path from one event in conflict to another leads by it, but it is in the auth difference. So it is checked before the name, whose sender then is not in the room until after it. ' +
      'In room version 1 the name is in no conflict.',
    roomVersions: someVersions,
    events: {
      ...room(),
      P0: powerLevels('alice', { evelyn: 50 }),
      evelyn: join('evelyn'),
      name: name('evelyn'),
      kick: kick('alice', 'evelyn'),
      'evelyn again': join('evelyn'),
      topic: { ...topic('alice'), after: ['P0'] },
      merge: merge('evelyn again', 'topic'),
    },
    merges: {
      merge: {
        v1: { '@evelyn': 'evelyn again', 'm.room.name': 'name', 'm.room.topic': 'topic' },
        ...since2({ '@evelyn': 'evelyn again', 'm.room.name': null, 'm.room.topic': 'topic' }),
      },
    },
    order: {
      merge: {
        v2: ['evelyn', 'kick', 'name', 'evelyn again'],
        'v2.1': ['evelyn', 'kick', 'name', 'evelyn again'],
      },
    },
  },
];
