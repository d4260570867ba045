import { invite, joinRules, joinVia, kick, knock, leave, merge, powerLevels, room } from './events.ts';
import { since2, type Story, versionsWithKnocking, versionsWithRestrictedJoins } from './story.ts';

export const knocksAndRestrictedJoinsStories: readonly Story[] = [
  {
    slug: 'knock-answered-and-retracted',
    scenario: 'S-22',
    title: 'A knock is answered by an invitation, and retracted in another branch',
    about:
      'Neither takes a right from somebody else, so the later is applied last: retracting is then declining the invitation.',
    roomVersions: versionsWithKnocking,
    events: {
      ...room(),
      knocking: joinRules('alice', 'knock'),
      knock: knock('evelyn'),
      invite: invite('alice', 'evelyn'),
      retracted: { ...leave('evelyn'), after: ['knock'] },
      merge: merge('invite', 'retracted'),
    },
    merges: { merge: since2({ '@evelyn': 'retracted' }) },
  },
  {
    slug: 'restricted-join-against-join-rules',
    scenario: 'S-23',
    title: 'Somebody joins a restricted room while it becomes invite-only',
    about: 'The join rules are checked first, and by the new ones nobody can join by way of a member.',
    roomVersions: versionsWithRestrictedJoins,
    events: {
      ...room('bob'),
      restricted: joinRules('alice', 'restricted'),
      evelyn: joinVia('bob', 'evelyn'),
      invited: { ...joinRules('alice', 'invite'), after: ['restricted'] },
      merge: merge('evelyn', 'invited'),
    },
    merges: { merge: since2({ 'm.room.join_rules': 'invited', '@evelyn': null }) },
  },
  {
    slug: 'restricted-join-and-demotion',
    scenario: 'S-24',
    title: 'Somebody joins a restricted room by way of a member who loses the power to invite',
    about: 'The power levels are checked first, and by the new ones the member could not have invited.',
    roomVersions: versionsWithRestrictedJoins,
    events: {
      ...room('bob'),
      P0: powerLevels('alice', { bob: 50 }, { invite: 50 }),
      restricted: joinRules('alice', 'restricted'),
      evelyn: joinVia('bob', 'evelyn'),
      P1: { ...powerLevels('alice', { bob: 0 }, { invite: 50 }), after: ['restricted'] },
      merge: merge('evelyn', 'P1'),
    },
    merges: { merge: since2({ 'm.room.power_levels': 'P1', '@evelyn': null }) },
  },
  {
    slug: 'restricted-join-and-kick',
    scenario: 'S-25',
    title: 'Somebody joins a restricted room by way of a member who is kicked',
    about: 'The kick is checked first, and who is not in the room cannot let others in.',
    roomVersions: versionsWithRestrictedJoins,
    events: {
      ...room('bob'),
      restricted: joinRules('alice', 'restricted'),
      evelyn: joinVia('bob', 'evelyn'),
      kick: { ...kick('alice', 'bob'), after: ['restricted'] },
      merge: merge('evelyn', 'kick'),
    },
    merges: { merge: since2({ '@bob': 'kick', '@evelyn': null }) },
  },
];
