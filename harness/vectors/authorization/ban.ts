import type { JsonObject } from '../../protocol/json.ts';
import { ban, bob, carol, dave, daveIs, erin, join, type Membership, publicRoom, withLevels } from './rooms.ts';
import { at, type Side, type Story, andThen } from './story.ts';

const banned = 'member.ban.level';
const refused = 'member.ban.reject';
const all: readonly Membership[] = ['join', 'invite', 'leave', 'never', 'ban', 'knock'];

/** bob, who has 50, bans erin, who has a level. */
function bansErin(levels: JsonObject, level: number, by?: string): Side {
  return at(andThen(withLevels(levels, { [bob]: 50, [erin]: level }), join(erin)), ban(bob, erin), by);
}

export const banStories: readonly Story[] = [
  ...(['never', 'invite', 'leave', 'ban', 'knock'] as const).map((from): Story => ({
    rule: 'member.ban.sender',
    about: `a user needs to be joined to ban another, power alone does not do (${from})`,
    where: ({ knock }) => knock || from !== 'knock',
    accept: at(andThen(withLevels({ ban: 49 }, { [bob]: 50, [dave]: 49 }), join(dave)), ban(dave, carol), banned),
    reject: at(daveIs(from, 'public', withLevels({ ban: 49 }, { [bob]: 50, [dave]: 49 })), ban(dave, carol)),
  })),
  {
    rule: 'member.ban.level',
    about: 'banning takes the ban level',
    accept: bansErin({ ban: 50 }, 0),
    reject: bansErin({ ban: 51 }, 0, refused),
  },
  {
    rule: 'member.ban.level',
    about: 'the ban level is 50 where none is given',
    accept: at(withLevels({}, { [bob]: 50 }), ban(bob, carol)),
    reject: at(withLevels({}, { [bob]: 49 }), ban(bob, carol), refused),
  },
  {
    rule: 'member.ban.level',
    about: 'banning takes more power than the other has: as much is not enough',
    accept: bansErin({}, 49),
    reject: bansErin({}, 50, refused),
  },
  {
    rule: 'member.ban.level',
    about: 'the kick level does not matter, nor that of state events',
    accept: bansErin({ kick: 100, state_default: 100, events: { 'm.room.member': 100 } }, 0),
    reject: bansErin({ kick: 0, ban: 51, events: { 'm.room.member': 0 } }, 0, refused),
  },
  {
    rule: 'member.ban.reject',
    about: 'nobody bans a user with more power',
    accept: bansErin({ ban: 0 }, 0, banned),
    reject: bansErin({ ban: 0 }, 51),
  },
  {
    rule: 'member.ban.reject',
    about: 'nobody has more power than oneself, and so nobody bans oneself',
    accept: at(publicRoom, ban(bob, carol), banned),
    reject: at(publicRoom, ban(bob, bob)),
  },
  ...all.map((from): Story => ({
    rule: 'member.ban.level',
    about: `whoever has less power can be banned, whatever the membership (${from})`,
    where: ({ knock }) => knock || from !== 'knock',
    accept: at(daveIs(from, 'public', withLevels({ ban: 50 }, { [bob]: 50, [dave]: 49 })), ban(bob, dave)),
    reject: at(daveIs(from, 'public', withLevels({ ban: 50 }, { [bob]: 50, [dave]: 49 })), ban(carol, dave), refused),
  })),
];
