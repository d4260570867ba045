import {
  alice,
  ban,
  bob,
  created,
  dave,
  join,
  joinRules,
  knock,
  publicRoom,
  topic,
  userId,
} from '../authorization/rooms.ts';
import { andThen, at, type Room, type Story } from '../authorization/story.ts';

const withBob: Room = { event: created({ additional_creators: [userId(bob)] }) };
const roomWithBob = andThen(withBob, join(alice), joinRules('public'), join(bob));

const knockRoom = andThen(publicRoom, joinRules('knock'));

/** What an answer tells only on a homeserver: an oracle names the rule that it goes by, a homeserver just refuses. */
export const moreStories: readonly Story[] = [
  {
    rule: 'member.state-key',
    about: 'who has the power to ban somebody cannot ban nobody',
    accept: at(publicRoom, ban(bob, dave), 'member.ban.level'),
    reject: at(publicRoom, { type: 'm.room.member', sender: bob, content: { membership: 'ban' } }),
  },
  {
    rule: 'member.unknown',
    about: 'before there is knocking, nobody knocks, whatever the join rule',
    where: (rules) => !rules.knock,
    accept: at(knockRoom, topic(alice), 'allow'),
    reject: at(knockRoom, knock(dave)),
  },
  {
    rule: 'required-level',
    about: 'before there are additional creators, nobody gets power by being named as one',
    where: ({ creatorIs }) => creatorIs !== 'sender-and-additional-creators',
    accept: at(roomWithBob, topic(alice), 'allow'),
    reject: at(roomWithBob, topic(bob)),
  },
];
