import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { type Room, type StoryEvent, andThen } from './story.ts';

/** Created the room. Has level 100, or since room version 12 that of a creator. */
export const alice = 'alice';
/** Joined, with level 50. */
export const bob = 'bob@b';
/** Joined, with level 0. */
export const carol = 'carol@c';
/** Neither is in the room when the story begins. */
export const dave = 'dave@d';
export const erin = 'erin@e';

/** `@bob:b.example` for `bob@b`. */
export function userId(name: string): string {
  const [localpart = '', server = 'a'] = name.split('@');
  return `@${localpart}:${server}.example`;
}

/** A create event of alice; an undefined value takes a key out of its content. */
export function created(content: Readonly<Record<string, JsonValue | undefined>> = {}): StoryEvent {
  return {
    type: 'm.room.create',
    sender: alice,
    stateKey: '',
    content({ roomVersion, rules }): JsonObject {
      const creator = rules.creatorIs === 'content.creator' ? { creator: userId(alice) } : {};
      const entries = Object.entries({ ...creator, room_version: roomVersion, ...content });
      return Object.fromEntries(
        entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
      );
    },
  };
}

/** A membership event that one user sends about another. */
export function membership(value: string, sender: string, target: string, content: JsonObject = {}): StoryEvent {
  return { type: 'm.room.member', sender, stateKey: `@${target}`, content: { membership: value, ...content } };
}

export const join = (user: string, content: JsonObject = {}): StoryEvent => membership('join', user, user, content);
export const knock = (user: string): StoryEvent => membership('knock', user, user);
export const leave = (user: string): StoryEvent => membership('leave', user, user);
export const invite = (sender: string, target: string): StoryEvent => membership('invite', sender, target);
export const kick = (sender: string, target: string): StoryEvent => membership('leave', sender, target);
export const ban = (sender: string, target: string): StoryEvent => membership('ban', sender, target);

export function joinRules(joinRule: string): StoryEvent {
  return { type: 'm.room.join_rules', sender: alice, stateKey: '', content: { join_rule: joinRule } };
}

/** Levels by user, such as `{ [bob]: 50 }`. */
export type Users = Readonly<Record<string, JsonValue>>;

/** Power levels; alice is listed with 100 where a creator may be listed. */
export function powerLevels(sender: string, levels: JsonObject = {}, users: Users = { [bob]: 50 }): StoryEvent {
  return {
    type: 'm.room.power_levels',
    sender,
    stateKey: '',
    content({ rules }): JsonObject {
      const creator = rules.creatorPower === 'infinite' ? {} : { [userId(alice)]: 100 };
      const others = Object.entries(users).map(([user, level]) => [userId(user), level] as const);
      return { ...levels, users: { ...creator, ...Object.fromEntries(others) } };
    },
  };
}

export function message(sender: string): StoryEvent {
  return { type: 'm.room.message', sender, content: { msgtype: 'm.text', body: 'Hello' } };
}

export function topic(sender: string): StoryEvent {
  return { type: 'm.room.topic', sender, stateKey: '', content: { topic: 'Everything' } };
}

/** There is nothing but the create event. */
export const createdRoom: Room = { event: created() };

/** The creator has joined, and nothing else has happened. */
export const newRoom = andThen(createdRoom, join(alice));

/** Alice, bob and carol are joined; there is no power levels event. */
export const roomWithoutLevels = andThen(newRoom, joinRules('public'), join(bob), join(carol));

/** The creator has joined and given power levels. */
export const roomWithLevels = andThen(newRoom, powerLevels(alice));

/** A public room, up to its join rules. */
export const roomWithRules = andThen(roomWithLevels, joinRules('public'));

/** A public room that bob has joined, too. */
export const roomOfTwo = andThen(roomWithRules, join(bob));

/** A public room with alice, bob, who has level 50, and carol, who has none. Most stories take place here. */
export const publicRoom = andThen(roomOfTwo, join(carol));

/** {@link publicRoom} with other levels. */
export function withLevels(levels: JsonObject, users?: Users): Room {
  return andThen(publicRoom, powerLevels(alice, levels, users));
}

/** A membership that dave may have. */
export type Membership = 'never' | 'invite' | 'join' | 'leave' | 'ban' | 'knock';

const became: Readonly<Record<Membership, readonly StoryEvent[]>> = {
  never: [],
  invite: [invite(bob, dave)],
  join: [join(dave)],
  leave: [join(dave), leave(dave)],
  ban: [ban(bob, dave)],
  knock: [joinRules('knock'), knock(dave)],
};

/** {@link publicRoom} after dave came to have a membership, under a join rule. */
export function daveIs(value: Membership, joinRule = 'public', room = publicRoom): Room {
  const isSet = joinRule === (value === 'knock' ? 'knock' : 'public');
  return andThen(room, ...became[value], ...(isSet ? [] : [joinRules(joinRule)]));
}
