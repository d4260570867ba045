import {
  carol,
  bob,
  created,
  createdRoom,
  dave,
  join,
  joinRules,
  leave,
  message,
  powerLevels,
  publicRoom,
  roomOfTwo,
  roomWithRules,
  alice,
  userId,
} from './rooms.ts';
import { at, type Citation, type Side, type Story, andThen } from './story.ts';

/** A message of carol that cites something. */
function says(cites: Citation, by?: string, room = publicRoom): Side {
  return at(room, { ...message(carol), cites }, by);
}

const plain = at(publicRoom, message(carol), 'allow');
const joinedAgain = andThen(publicRoom, join(carol, { displayname: 'Carol' }));
const rejectedLevels = andThen(publicRoom, { ...powerLevels(carol, { events_default: 0 }), isRejected: true });
const acceptedLevels = andThen(publicRoom, powerLevels(alice, { events_default: 0 }));
const rejectedJoin = andThen(publicRoom, { ...join(carol), sender: bob, isRejected: true });
const otherRoom = andThen({ event: created({ 'm.federate': true }) }, join(alice), joinRules('public'), join(carol));
const otherCreate = { event: created({ 'm.federate': true }) };
const viaBob = { join_authorised_via_users_server: userId(bob) };

export const authEventsStories: readonly Story[] = [
  {
    rule: 'auth-events.duplicate',
    about: 'of two memberships of its sender, an event cites the current one only',
    accept: at(joinedAgain, message(carol), 'allow'),
    reject: says({ also: [publicRoom] }, undefined, joinedAgain),
  },
  {
    rule: 'auth-events.duplicate',
    about: 'no event is cited twice',
    accept: plain,
    reject: says({ also: [publicRoom] }),
  },
  {
    rule: 'auth-events.not-selected',
    about: 'join rules authorize no message',
    accept: plain,
    reject: says({ also: [roomWithRules] }),
  },
  {
    rule: 'auth-events.not-selected',
    about: "another user's membership authorizes no message",
    accept: plain,
    reject: says({ also: [roomOfTwo] }),
  },
  {
    rule: 'auth-events.not-selected',
    about: 'a message authorizes nothing',
    accept: at(andThen(publicRoom, message(bob)), message(carol), 'allow'),
    reject: says({ also: [andThen(publicRoom, message(bob))] }, undefined, andThen(publicRoom, message(bob))),
  },
  {
    rule: 'auth-events.not-selected',
    about: 'join rules authorize a join and not a leave',
    accept: at(publicRoom, leave(carol), 'member.leave.own'),
    reject: at(publicRoom, { ...leave(carol), cites: { also: [roomWithRules] } }),
  },
  {
    rule: 'auth-events.not-selected',
    about: 'the create event is not cited, since the room ID stands for it',
    where: ({ createInAuthEvents }) => !createInAuthEvents,
    accept: plain,
    reject: says({ also: [createdRoom] }),
  },
  {
    rule: 'auth-events.not-selected',
    about: 'the membership of a user who authorises a join is not cited before there are restricted rooms',
    where: ({ restricted }) => !restricted,
    accept: at(publicRoom, join(dave, viaBob), 'member.join.public'),
    reject: at(publicRoom, { ...join(dave, viaBob), cites: { also: [roomOfTwo] } }),
  },
  {
    rule: 'auth-events.not-selected',
    about: 'the membership of an authorising user is cited by a join and not by a leave',
    where: ({ restricted }) => restricted,
    accept: at(publicRoom, { ...join(dave, viaBob), alsoSignedBy: ['b.example'] }, 'member.join.public'),
    reject: at(andThen(publicRoom, join(dave)), {
      ...leave(dave),
      content: { membership: 'leave', ...viaBob },
      cites: { also: [roomOfTwo] },
      alsoSignedBy: ['b.example'],
    }),
  },
  {
    rule: 'auth-events.rejected',
    about: 'power levels that were rejected authorize nothing',
    accept: at(acceptedLevels, message(carol), 'allow'),
    reject: says({ without: ['m.room.power_levels'], also: [rejectedLevels] }),
  },
  {
    rule: 'auth-events.rejected',
    about: 'a membership that was rejected authorizes nothing',
    accept: plain,
    reject: says({ without: ['m.room.member'], also: [rejectedJoin] }),
  },
  {
    rule: 'auth-events.no-create',
    about: 'held against the events that it cites, an event lacks the create event that it does not cite',
    accept: at(publicRoom, message(carol), 'allow', 'auth-events'),
    reject: at(publicRoom, { ...message(carol), cites: { without: ['m.room.create'] } }, undefined, 'auth-events'),
  },
  {
    rule: 'auth-events.no-create',
    about: 'an event cites the create event, whatever the state before it has',
    accept: plain,
    reject: says({ without: ['m.room.create'] }),
  },
  {
    rule: 'auth-events.another-room',
    about: 'the membership in another room authorizes nothing',
    accept: plain,
    reject: says({ without: ['m.room.member'], also: [otherRoom] }),
  },
  {
    rule: 'auth-events.another-room',
    about: 'the create event of another room authorizes nothing',
    where: ({ createInAuthEvents }) => createInAuthEvents,
    accept: plain,
    reject: says({ without: ['m.room.create'], also: [otherCreate] }),
  },
];
