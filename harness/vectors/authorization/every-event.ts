import type { JsonObject } from '../../protocol/json.ts';
import {
  alice,
  bob,
  carol,
  created,
  createdRoom,
  daveIs,
  dave,
  join,
  joinRules,
  type Membership,
  message,
  powerLevels,
  publicRoom,
  topic,
  userId,
  withLevels,
} from './rooms.ts';
import { at, type Room, type Story, type StoryEvent, andThen } from './story.ts';

/** A room right after it was created, by alice. */
const roomOf = (content: JsonObject): Room => ({ event: created(content) });
const publicRoomOf = (content: JsonObject): Room => andThen(roomOf(content), join(alice), joinRules('public'));
const closed = publicRoomOf({ 'm.federate': false });

export const federateStories: readonly Story[] = [
  {
    rule: 'federate',
    about: "a room that does not federate takes events of its creator's server only",
    accept: at(closed, join('gina'), 'member.join.public'),
    reject: at(closed, join(bob)),
  },
  {
    rule: 'federate',
    about: 'a room that says it federates takes events of other servers',
    accept: at(publicRoomOf({ 'm.federate': true }), join(bob), 'member.join.public'),
    reject: at(closed, join(bob)),
  },
  {
    rule: 'federate',
    about: 'the server is that of the sender of the create event, whoever is named as the creator',
    where: ({ creatorIs }) => creatorIs === 'content.creator',
    accept: at(roomOf({ creator: userId(bob) }), join(bob), 'member.join.creator'),
    reject: at(roomOf({ creator: userId(bob), 'm.federate': false }), join(bob)),
  },
  {
    rule: 'federate',
    about: 'being an additional creator does not help a user of another server',
    where: ({ creatorIs }) => creatorIs === 'sender-and-additional-creators',
    accept: at(publicRoomOf({ additional_creators: [userId(bob)] }), join(bob), 'member.join.public'),
    reject: at(publicRoomOf({ additional_creators: [userId(bob)], 'm.federate': false }), join(bob)),
  },
];

const notJoined: readonly (readonly [who: string, membership: Membership])[] = [
  ['who never was in the room', 'never'],
  ['who is only invited', 'invite'],
  ['who has left', 'leave'],
  ['who is banned', 'ban'],
  ['who knocked', 'knock'],
];

export const senderJoinedStories: readonly Story[] = [
  ...notJoined.map(([who, membership]): Story => ({
    rule: 'sender-joined',
    about: `a joined user sends messages, and one ${who} does not`,
    where: ({ knock }) => knock || membership !== 'knock',
    accept: at(daveIs('join'), message(dave), 'allow'),
    reject: at(daveIs(membership), message(dave)),
  })),
  {
    rule: 'sender-joined',
    about: 'power is of no use to a user who is not joined',
    accept: at(andThen(publicRoom, join(dave), powerLevels(alice, {}, { [dave]: 100 })), topic(dave), 'allow'),
    reject: at(withLevels({}, { [dave]: 100 }), topic(dave)),
  },
];

function stateKeyOf(stateKey: string): StoryEvent {
  return { type: 'org.example.note', sender: bob, stateKey, content: {} };
}

export const userStateKeyStories: readonly Story[] = [
  {
    rule: 'user-state-key',
    about: "a state key that is a user ID is the sender's own",
    accept: at(publicRoom, stateKeyOf(`@${bob}`), 'allow'),
    reject: at(publicRoom, stateKeyOf(`@${carol}`)),
  },
  {
    rule: 'user-state-key',
    about: 'any other state key may be used, and one that only begins like a user ID may not',
    accept: at(publicRoom, stateKeyOf('carol'), 'allow'),
    reject: at(publicRoom, { ...stateKeyOf(''), overrides: { state_key: '@' } }),
  },
  {
    rule: 'user-state-key',
    about: 'whoever has all power in the room does not get the state keys of others, either',
    accept: at(publicRoom, { ...stateKeyOf('@alice'), sender: alice }, 'allow'),
    reject: at(publicRoom, { ...stateKeyOf(`@${bob}`), sender: alice }),
  },
];

export const allowStories: readonly Story[] = [
  {
    rule: 'allow',
    about: 'a joined user sends a message where nothing speaks against it',
    accept: at(publicRoom, message(carol)),
    reject: at(withLevels({ events_default: 1 }), message(carol), 'required-level'),
  },
  {
    rule: 'allow',
    about: 'what the room has no rule for is allowed, such as a type that nobody knows',
    accept: at(publicRoom, { type: 'org.example.unheard-of', sender: carol, content: {} }),
    reject: at(createdRoom, { type: 'org.example.unheard-of', sender: carol, content: {} }, 'sender-joined'),
  },
];
