import type { JsonObject } from '../../protocol/json.ts';
import type { ScenarioEvent } from './scenario.ts';
import type { WrittenEvent, WrittenRoom } from './written-scenario.ts';

type Spelled = Pick<ScenarioEvent, 'type' | 'stateKey' | 'content' | 'users' | 'after'> & { readonly sender?: string };

const memberships = {
  join: 'join',
  leave: 'leave',
  knock: 'knock',
  invite: 'invite',
  kick: 'leave',
  ban: 'ban',
  unban: 'leave',
} as const;

/** The verbs by which a user speaks of nobody else, and so needs not be named twice. */
const ofOneself: ReadonlySet<string> = new Set(['join', 'leave', 'knock']);

/**
 * The event that a line of a scenario stands for.
 *
 * @param creator the sender of merges
 */
export function spellOutEvent(written: WrittenEvent, creator: string): ScenarioEvent {
  const { content, users, ...spelled } = spelledVerb(written, creator);
  const { sender = creator, after, authEvents, idLike, signedBy, overrides, corrupt, eventId, depth } = written;
  const { sameTimeAs, earlierThan, sortsBefore, sortsAfter } = written;
  return {
    sender,
    ...spelled,
    ...(written.sender !== undefined && { sender: written.sender }),
    ...(written.stateKey !== undefined && { stateKey: written.stateKey }),
    content: { ...content, ...written.content },
    ...(users && { users }),
    ...(after !== undefined && { after: [after].flat() }),
    ...(written.toldState && { toldState: written.toldState }),
    ...(authEvents && { authEvents }),
    ...(sameTimeAs !== undefined && { sameTimeAs }),
    ...(earlierThan !== undefined && { earlierThan }),
    ...(sortsBefore !== undefined && { sortsBefore }),
    ...(sortsAfter !== undefined && { sortsAfter }),
    ...(idLike !== undefined && { idLike: new RegExp(idLike) }),
    ...(eventId !== undefined && { eventId }),
    ...(depth !== undefined && { depth }),
    ...(signedBy && { signedBy }),
    ...(corrupt && { corrupt }),
    ...(overrides && { overrides }),
  };
}

/** The events with which a room begins, by their names: `create`, that of its creator, `PL`, `JR`, and those who joined. */
export function beginningOf(room: WrittenRoom = {}, creator: string): [string, ScenarioEvent][] {
  const { joined = [], powerLevels = true, create = {} } = room;
  const written: [string, WrittenEvent][] = [
    ['create', { sender: creator, type: 'm.room.create', stateKey: '', content: create }],
    [creator, { join: creator }],
    ...(powerLevels ? [['PL', { sender: creator, powerLevels: {} }] satisfies [string, WrittenEvent]] : []),
    ['JR', { sender: creator, joinRule: 'public' }],
    ...joined.map((user): [string, WrittenEvent] => [user, { join: user }]),
  ];
  return written.map(([name, event]) => [name, spellOutEvent(event, creator)]);
}

function spelledVerb(written: WrittenEvent, creator: string): Spelled {
  const { type = '', powerLevels, joinRule, topic, name, message, mergeOf } = written;
  for (const [verb, membership] of Object.entries(memberships)) {
    const target = written[verb as keyof typeof memberships];
    if (target === undefined) continue;
    const sender = ofOneself.has(verb) ? { sender: target } : {};
    return { type: 'm.room.member', ...sender, stateKey: `@${target}`, content: { membership } };
  }
  if (powerLevels) return { type: 'm.room.power_levels', stateKey: '', content: {}, users: powerLevels };
  if (joinRule !== undefined) return { type: 'm.room.join_rules', stateKey: '', content: joinRules(joinRule) };
  if (topic !== undefined) return { type: 'm.room.topic', stateKey: '', content: { topic } };
  if (name !== undefined) return { type: 'm.room.name', stateKey: '', content: { name } };
  if (message !== undefined) return spokenMessage(message);
  if (mergeOf) return { ...spokenMessage('…'), sender: creator, after: mergeOf };
  return { type, content: {} };
}

function spokenMessage(body: string): Spelled {
  return { type: 'm.room.message', content: { body, msgtype: 'm.text' } };
}

/** Restricted rooms let in who is in another room, in which nobody is: members can join only by way of one who could invite. */
function joinRules(joinRule: string): JsonObject {
  const allow = { allow: [{ type: 'm.room_membership', room_id: '!another' }] };
  return { join_rule: joinRule, ...(joinRule.includes('restricted') && allow) };
}
