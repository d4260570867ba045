import { ban, bob, dave, join, membership, publicRoom } from './rooms.ts';
import { at, type Story } from './story.ts';

export const memberStories: readonly Story[] = [
  {
    rule: 'member.state-key',
    about: 'a membership is of somebody',
    accept: at(publicRoom, join(dave), 'member.join.public'),
    reject: at(publicRoom, { type: 'm.room.member', sender: dave, content: { membership: 'join' } }),
  },
  {
    rule: 'member.state-key',
    about: 'a membership event says which membership',
    accept: at(publicRoom, join(dave), 'member.join.public'),
    reject: at(publicRoom, { ...join(dave), content: { displayname: 'Dave' } }),
  },
  {
    rule: 'member.unknown',
    about: 'nobody becomes what is no membership',
    accept: at(publicRoom, join(dave), 'member.join.public'),
    reject: at(publicRoom, membership('org.example.lurk', dave, dave)),
  },
  {
    rule: 'member.unknown',
    about: 'even a joined user with power does not become what is no membership',
    accept: at(publicRoom, membership('leave', bob, bob), 'member.leave.own'),
    reject: at(publicRoom, membership('org.example.lurk', bob, bob)),
  },
  {
    rule: 'member.unknown',
    about: 'a membership is written in small letters',
    accept: at(publicRoom, ban(bob, dave), 'member.ban.level'),
    reject: at(publicRoom, membership('Ban', bob, dave)),
  },
  {
    rule: 'member.unknown',
    about: 'before there is knocking, a knock is no membership',
    where: ({ knock }) => !knock,
    accept: at(publicRoom, join(dave), 'member.join.public'),
    reject: at(publicRoom, membership('knock', dave, dave)),
  },
];
