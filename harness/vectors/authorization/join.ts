import {
  alice,
  bob,
  carol,
  created,
  createdRoom,
  dave,
  daveIs,
  erin,
  join,
  joinRules,
  leave,
  newRoom,
  publicRoom,
  userId,
  withLevels,
} from './rooms.ts';
import { at, type Room, type Story, andThen } from './story.ts';
import { transitionStories } from './transitions.ts';

const reject = 'member.join.reject';
const leftRoom = andThen(newRoom, joinRules('invite'), leave(alice));
const viaBob = { join_authorised_via_users_server: userId(bob) };
const createdFor = (name: string): Room => ({ event: created({ creator: userId(name) }) });
const createdWith = (name: string): Room => ({ event: created({ additional_creators: [userId(name)] }) });

const firstJoinStories: readonly Story[] = [
  {
    rule: 'member.join.creator',
    about: 'the creator is the first to join',
    accept: at(createdRoom, join(alice)),
    reject: at(createdRoom, join(bob), reject),
  },
  {
    rule: 'member.join.creator',
    about: 'the creator joins right after the create event, and later only as others do',
    accept: at(createdRoom, join(alice, { displayname: 'Alice' })),
    reject: at(leftRoom, join(alice, { displayname: 'Alice' }), reject),
  },
  {
    rule: 'member.join.creator',
    about: 'the create event is the only parent of the first join',
    accept: at(createdRoom, join(alice)),
    reject: at(leftRoom, { ...join(alice), parents: [createdRoom, leftRoom] }, reject),
  },
  {
    rule: 'member.join.creator',
    about: 'it is asked who joins first, and not who says so',
    accept: at(createdRoom, { ...join(alice), sender: bob }),
    reject: at(createdRoom, { ...join(carol), sender: bob }, 'member.join.sender'),
  },
  {
    rule: 'member.join.creator',
    about: 'the creator is the one that the create event names',
    where: ({ creatorIs }) => creatorIs === 'content.creator',
    accept: at(createdFor(bob), join(bob)),
    reject: at(createdFor(bob), join(alice), reject),
  },
  {
    rule: 'member.join.creator',
    about: 'the creator is the sender of the create event, even if that names another',
    where: ({ creatorIs }) => creatorIs !== 'content.creator',
    accept: at(createdFor(bob), join(alice)),
    reject: at(createdFor(bob), join(bob), reject),
  },
  {
    rule: 'member.join.creator',
    about: 'an additional creator is not the first to join',
    where: ({ creatorIs }) => creatorIs === 'sender-and-additional-creators',
    accept: at(createdWith(bob), join(alice)),
    reject: at(createdWith(bob), join(bob), reject),
  },
];

const ruleStories: readonly Story[] = [
  {
    rule: 'member.join.sender',
    about: 'nobody joins for another',
    accept: at(publicRoom, join(dave), 'member.join.public'),
    reject: at(publicRoom, { ...join(dave), sender: bob }),
  },
  {
    rule: 'member.join.banned',
    about: 'a user who is banned stays out of an invite-only room as well',
    accept: at(daveIs('invite', 'invite'), join(dave), 'member.join.invited'),
    reject: at(daveIs('ban', 'invite'), join(dave)),
  },
  {
    rule: 'member.join.banned',
    about: "another user's ban does not matter",
    accept: at(daveIs('ban'), join(erin), 'member.join.public'),
    reject: at(daveIs('ban'), join(dave)),
  },
  {
    rule: 'member.join.public',
    about: 'a public room is open to everybody, an invite-only one is not',
    accept: at(publicRoom, join(dave)),
    reject: at(daveIs('never', 'invite'), join(dave), reject),
  },
  {
    rule: 'member.join.public',
    about: 'before there are restricted rooms, naming a user who authorises the join means nothing',
    where: ({ restricted }) => !restricted,
    accept: at(publicRoom, join(dave, viaBob)),
    reject: at(daveIs('never', 'invite'), join(dave, viaBob), reject),
  },
  {
    rule: 'member.join.reject',
    about: 'under a join rule that the room version does not know, an invitation is of no use',
    accept: at(daveIs('invite', 'invite'), join(dave), 'member.join.invited'),
    reject: at(daveIs('invite', 'org.example.puzzle'), join(dave)),
  },
  {
    rule: 'member.join.reject',
    about: 'nobody joins a private room: the join rule was never given a meaning',
    accept: at(daveIs('invite', 'invite'), join(dave), 'member.join.invited'),
    reject: at(daveIs('invite', 'private'), join(dave)),
  },
  {
    rule: 'member.join.reject',
    about: 'nobody joins a private room, not even again and with all power that it takes',
    accept: at(daveIs('join', 'invite', withLevels({ state_default: 0 })), join(dave), 'member.join.invited'),
    reject: at(daveIs('join', 'private', withLevels({ state_default: 0 })), join(dave)),
  },
  {
    rule: 'member.join.reject',
    about: 'before there is knocking, nobody joins under the join rule knock',
    where: ({ knock }) => !knock,
    accept: at(daveIs('invite', 'invite'), join(dave), 'member.join.invited'),
    reject: at(daveIs('invite', 'knock'), join(dave)),
  },
  {
    rule: 'member.join.reject',
    about: 'before there are restricted rooms, nobody joins under the join rule restricted',
    where: ({ restricted }) => !restricted,
    accept: at(daveIs('invite', 'invite'), join(dave), 'member.join.invited'),
    reject: at(daveIs('invite', 'restricted'), join(dave)),
  },
  {
    rule: 'member.join.reject',
    about: 'before one can be asked for a restricted room, nobody joins under the join rule knock_restricted',
    where: ({ knockRestricted }) => !knockRestricted,
    accept: at(daveIs('invite', 'invite'), join(dave), 'member.join.invited'),
    reject: at(daveIs('invite', 'knock_restricted'), join(dave)),
  },
  {
    rule: 'member.join.reject',
    about: 'join rules of another state key do not count',
    accept: at(andThen(daveIs('never', 'invite'), joinRules('public')), join(dave), 'member.join.public'),
    reject: at(andThen(daveIs('never', 'invite'), { ...joinRules('public'), stateKey: 'other' }), join(dave)),
  },
];

export const joinStories: readonly Story[] = [
  ...firstJoinStories,
  ...ruleStories,
  ...transitionStories({
    rule: 'member.join.banned',
    may: 'joins a public room',
    event: join(dave),
    accept: (['never', 'invite', 'join', 'leave', 'knock'] as const).map((from) => [from, 'member.join.public']),
    reject: [['ban']],
  }),
  ...transitionStories({
    rule: 'member.join.invited',
    may: 'joins an invite-only room',
    event: join(dave),
    joinRule: 'invite',
    accept: [['invite'], ['join']],
    reject: [
      ['never', reject],
      ['leave', reject],
      ['ban', 'member.join.banned'],
      ['knock', reject],
    ],
  }),
  ...transitionStories({
    rule: 'member.join.invited',
    may: 'joins a room where one can knock',
    event: join(dave),
    joinRule: 'knock',
    accept: [['invite'], ['join']],
    reject: [
      ['never', reject],
      ['leave', reject],
      ['ban', 'member.join.banned'],
      ['knock', reject],
    ],
  }),
];
