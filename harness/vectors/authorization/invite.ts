import { bob, carol, dave, erin, invite, type Membership, publicRoom, withLevels } from './rooms.ts';
import { at, type Story } from './story.ts';
import { transitionStories } from './transitions.ts';

const notJoined: readonly Membership[] = ['never', 'invite', 'leave', 'ban', 'knock'];

export const inviteStories: readonly Story[] = [
  ...transitionStories({
    rule: 'member.invite.sender',
    may: 'invites others',
    event: invite(dave, erin),
    accept: [['join', 'member.invite.level']],
    reject: notJoined.map((from) => [from]),
  }),
  ...transitionStories({
    rule: 'member.invite.target',
    may: 'can be invited',
    event: invite(bob, dave),
    accept: (['never', 'leave', 'invite', 'knock'] as const).map((from) => [from, 'member.invite.level']),
    reject: [['join'], ['ban']],
  }),
  {
    rule: 'member.invite.level',
    about: 'inviting takes the invite level',
    accept: at(withLevels({ invite: 50 }), invite(bob, dave)),
    reject: at(withLevels({ invite: 51 }), invite(bob, dave), 'member.invite.reject'),
  },
  {
    rule: 'member.invite.level',
    about: 'the levels of state events and of the type m.room.member do not matter',
    accept: at(withLevels({ state_default: 100, events: { 'm.room.member': 100 } }), invite(carol, dave)),
    reject: at(withLevels({ events: { 'm.room.member': 0 }, invite: 1 }), invite(carol, dave), 'member.invite.reject'),
  },
  {
    rule: 'member.invite.level',
    about: 'a user with more power can be invited',
    accept: at(withLevels({}, { [bob]: 50, [dave]: 75 }), invite(bob, dave)),
    reject: at(withLevels({ invite: 51 }, { [bob]: 50, [dave]: 75 }), invite(bob, dave), 'member.invite.reject'),
  },
  {
    rule: 'member.invite.reject',
    about: 'inviting takes no power where no invite level is given',
    accept: at(publicRoom, invite(carol, dave), 'member.invite.level'),
    reject: at(withLevels({ users_default: -1 }), invite(carol, dave)),
  },
];
