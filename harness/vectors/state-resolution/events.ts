import type { JsonObject } from '../../protocol/json.ts';
import type { StoryEvent } from './story.ts';

// Verbs by which stories are told. Users are named by their localparts; all are on the server of `alice`, the creator.

export function userId(user: string): string {
  return `@${user}:a.example`;
}

/** Room with power levels in which `alice` has 100, anyone can join, and some users did. */
export function room(...joined: string[]): Record<string, StoryEvent> {
  const { create, alice, ...others } = roomWithoutPowerLevels(...joined);
  return { ...(create && { create }), ...(alice && { alice }), PL: powerLevels('alice', {}), ...others };
}

/** The same without a power levels event. */
export function roomWithoutPowerLevels(...joined: string[]): Record<string, StoryEvent> {
  return {
    create: { type: 'm.room.create', sender: 'alice', stateKey: '' },
    alice: join('alice'),
    JR: joinRules('alice', 'public'),
    ...Object.fromEntries(joined.map((user) => [user, join(user)])),
  };
}

function member(sender: string, target: string, content: JsonObject): StoryEvent {
  return { type: 'm.room.member', sender, stateKey: `@${target}`, content };
}

export function join(user: string, content: JsonObject = {}): StoryEvent {
  return member(user, user, { membership: 'join', ...content });
}

/** A member's new display name is a join too. */
export function rename(user: string): StoryEvent {
  return join(user, { displayname: `${user} again` });
}

/** A join into a restricted room, by way of a member who could have invited. */
export function joinVia(authoriser: string, user: string): StoryEvent {
  return join(user, { join_authorised_via_users_server: userId(authoriser) });
}

export function leave(user: string): StoryEvent {
  return member(user, user, { membership: 'leave' });
}

export function knock(user: string): StoryEvent {
  return member(user, user, { membership: 'knock' });
}

export function invite(sender: string, target: string): StoryEvent {
  return member(sender, target, { membership: 'invite' });
}

export function kick(sender: string, target: string): StoryEvent {
  return member(sender, target, { membership: 'leave' });
}

export function ban(sender: string, target: string): StoryEvent {
  return member(sender, target, { membership: 'ban' });
}

export function unban(sender: string, target: string): StoryEvent {
  return member(sender, target, { membership: 'leave' });
}

/** Levels of users, that of `alice` added where a creator may be among them, and whatever else shall be in the content. */
export function powerLevels(
  sender: string,
  users: Readonly<Record<string, number>>,
  more: JsonObject = {},
): StoryEvent {
  const byId = Object.fromEntries(Object.entries(users).map(([user, level]) => [userId(user), level]));
  return {
    type: 'm.room.power_levels',
    sender,
    stateKey: '',
    content: ({ creatorPower }) => ({
      users: creatorPower === 'infinite' ? byId : { [userId('alice')]: 100, ...byId },
      ...more,
    }),
  };
}

export function joinRules(sender: string, joinRule: string): StoryEvent {
  const allow = { allow: [{ type: 'm.room_membership', room_id: '!another:a.example' }] };
  const content = { join_rule: joinRule, ...(joinRule === 'restricted' && allow) };
  return { type: 'm.room.join_rules', sender, stateKey: '', content };
}

export function topic(sender: string, text = 'a topic'): StoryEvent {
  return { type: 'm.room.topic', sender, stateKey: '', content: { topic: text } };
}

export function name(sender: string, text = 'a name'): StoryEvent {
  return { type: 'm.room.name', sender, stateKey: '', content: { name: text } };
}

export function message(sender: string, ...after: string[]): StoryEvent {
  return {
    type: 'm.room.message',
    sender,
    content: { body: '…', msgtype: 'm.text' },
    ...(after.length > 0 && { after }),
  };
}

/** A message of the creator that follows several events: the state before it is their resolution. */
export function merge(...after: [string, string, ...string[]]): StoryEvent {
  return message('alice', ...after);
}
