import {
  alice,
  bob,
  carol,
  dave,
  daveIs,
  erin,
  join,
  kick,
  leave,
  type Membership,
  publicRoom,
  ban,
  withLevels,
} from './rooms.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { at, type Room, type Side, type Story, andThen } from './story.ts';
import { transitionStories } from './transitions.ts';

const kicked = 'member.leave.kick';
const refused = 'member.leave.reject';
const all: readonly Membership[] = ['join', 'invite', 'leave', 'never', 'ban', 'knock'];

/** dave is joined and has a level; erin and carol have none. */
const powerfulDave = (value: Membership): Room => daveIs(value, 'public', withLevels({}, { [bob]: 50, [dave]: 49 }));

/** bob, who has 50, unbans dave, who has a level, where levels are given. */
function unban(levels: JsonObject, level: number, by?: string): Side {
  return at(andThen(withLevels(levels, { [bob]: 50, [dave]: level }), ban(alice, dave)), kick(bob, dave), by);
}

/** bob kicks erin, who has a level. */
function kicksErin(levels: JsonObject, level: number, by?: string): Side {
  return at(andThen(withLevels(levels, { [bob]: 50, [erin]: level }), join(erin)), kick(bob, erin), by);
}

export const leaveStories: readonly Story[] = [
  ...transitionStories({
    rule: 'member.leave.own',
    may: 'leaves',
    event: leave(dave),
    accept: [['join'], ['invite']],
    reject: [['never'], ['leave'], ['ban']],
  }),
  ...transitionStories({
    rule: 'member.leave.own',
    may: 'takes that back',
    event: leave(dave),
    accept: [['knock']],
    reject: [['leave']],
  }),
  {
    rule: 'member.leave.own',
    about: 'leaving takes no power, while kicking does',
    accept: at(withLevels({ users_default: -1, kick: 100 }), leave(carol)),
    reject: at(withLevels({ users_default: -1, kick: 100 }), leave(dave)),
  },
  ...(['never', 'invite', 'leave', 'ban', 'knock'] as const).map((from): Story => ({
    rule: 'member.leave.sender',
    about: `a user needs to be joined to kick another, power alone does not do (${from})`,
    where: ({ knock }) => knock || from !== 'knock',
    accept: at(andThen(withLevels({ kick: 49 }, { [bob]: 50, [dave]: 49 }), join(dave)), kick(dave, carol), kicked),
    reject: at(daveIs(from, 'public', withLevels({ kick: 49 }, { [bob]: 50, [dave]: 49 })), kick(dave, carol)),
  })),
  {
    rule: 'member.leave.unban',
    about: 'unbanning takes the ban level, besides that for kicking',
    accept: unban({ ban: 50, kick: 0 }, 0, kicked),
    reject: unban({ ban: 51, kick: 0 }, 0),
  },
  {
    rule: 'member.leave.unban',
    about: 'kicking somebody who is not banned does not take the ban level',
    accept: at(withLevels({ ban: 100 }), kick(bob, carol), kicked),
    reject: unban({ ban: 100 }, 0),
  },
  {
    rule: 'member.leave.kick',
    about: 'kicking takes the kick level',
    accept: kicksErin({ kick: 50 }, 0),
    reject: kicksErin({ kick: 51 }, 0, refused),
  },
  {
    rule: 'member.leave.kick',
    about: 'the kick level is 50 where none is given',
    accept: at(withLevels({}, { [bob]: 50 }), kick(bob, carol)),
    reject: at(withLevels({}, { [bob]: 49 }), kick(bob, carol), refused),
  },
  {
    rule: 'member.leave.kick',
    about: 'kicking takes more power than the other has: as much is not enough',
    accept: kicksErin({}, 49),
    reject: kicksErin({}, 50, refused),
  },
  {
    rule: 'member.leave.kick',
    about: 'the levels of state events and of the type m.room.member do not matter',
    accept: at(withLevels({ state_default: 100, events: { 'm.room.member': 100 } }), kick(bob, carol)),
    reject: at(withLevels({ events: { 'm.room.member': 0 }, kick: 51 }), kick(bob, carol), refused),
  },
  {
    rule: 'member.leave.kick',
    about: 'unbanning takes the kick level, besides that for banning',
    accept: unban({ ban: 0, kick: 50 }, 0),
    reject: unban({ ban: 0, kick: 51 }, 0, refused),
  },
  {
    rule: 'member.leave.kick',
    about: 'unbanning takes more power than the other has',
    accept: unban({}, 49),
    reject: unban({}, 50, refused),
  },
  {
    rule: 'member.leave.reject',
    about: 'nobody kicks a user with more power',
    accept: kicksErin({ kick: 0 }, 0, kicked),
    reject: kicksErin({ kick: 0 }, 51),
  },
  {
    rule: 'member.leave.reject',
    about: 'a user without power kicks nobody',
    accept: at(publicRoom, kick(bob, carol), kicked),
    reject: at(andThen(publicRoom, join(dave)), kick(carol, dave)),
  },
  ...all.map((from): Story => ({
    rule: 'member.leave.kick',
    about: `whoever has less power can be kicked, whatever the membership (${from})`,
    where: ({ knock }) => knock || from !== 'knock',
    accept: at(powerfulDave(from), kick(bob, dave)),
    reject: at(daveIs(from, 'public', withLevels({ kick: 51 }, { [bob]: 50, [dave]: 49 })), kick(bob, dave), refused),
  })),
];
