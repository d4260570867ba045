import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import type { RoomVersionRules } from '../protocol/room-versions.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';
import type { RoomState } from '../protocol/state-resolution/room-state.ts';
import type { RandomStep } from './random-step.ts';

/** The people of random histories, on three servers; the first is the creator. */
export const users = ['@alice:a', '@bob:a', '@carol:b', '@dave:b', '@erin:c', '@frank:c'] as const;

/** What somebody does: an event without its place in the graph. */
export interface Deed {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string;
  readonly content: JsonObject;
  /** Names an event to redact. */
  readonly redacts?: boolean;
}

const joinRules = ['public', 'invite', 'knock', 'restricted', 'knock_restricted', 'private'] as const;
const levels = [0, 10, 25, 50, 75, 100] as const;
const levelNames = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'] as const;
const eventTypes = ['m.room.topic', 'm.room.name', 'm.room.power_levels', 'm.room.join_rules', 'custom'] as const;

type Make = (step: RandomStep, room: { rules: RoomVersionRules; state: RoomState }) => Deed | undefined;

const member = (sender: string, stateKey: string, content: JsonObject): Deed => ({
  type: 'm.room.member',
  sender,
  stateKey,
  content,
});

const of = <T>(list: readonly [T, ...T[]], index: number): T => list[index % list.length] ?? list[0];
const actor = (step: RandomStep): string => of(users, step.actor);
const target = (step: RandomStep): string => of(users, step.target);

const join: Make = (step) =>
  member(actor(step), actor(step), { membership: 'join', displayname: `name ${step.argument % 4}` });

const setMembership =
  (membership: string): Make =>
  (step) =>
    member(actor(step), target(step), { membership });

const restrictedJoin: Make = (step, { rules }) =>
  rules.restricted
    ? member(actor(step), actor(step), { membership: 'join', join_authorised_via_users_server: target(step) })
    : undefined;

const setJoinRule: Make = (step) => ({
  type: 'm.room.join_rules',
  sender: actor(step),
  stateKey: '',
  content: { join_rule: of(joinRules, step.argument) },
});

const setState =
  (type: string): Make =>
  (step) => ({
    type,
    sender: actor(step),
    stateKey: '',
    content: { text: `${step.argument % 8}` },
  });

const say: Make = (step) => ({ type: 'm.room.message', sender: actor(step), content: { body: '' } });

const setUserState: Make = (step) => ({ type: 'custom', sender: actor(step), stateKey: target(step), content: {} });

const redact: Make = (step, { rules }) => ({
  type: 'm.room.redaction',
  sender: actor(step),
  content: rules.redactsLocation === 'content' ? { redacts: '$nothing' } : {},
  redacts: true,
});

const setAliases: Make = (step) => ({
  type: 'm.room.aliases',
  sender: actor(step),
  stateKey: step.argument % 3 === 0 ? 'elsewhere' : actor(step).slice(actor(step).indexOf(':') + 1),
  content: { aliases: [] },
});

const inviteThirdParty: Make = (step) => ({
  type: 'm.room.third_party_invite',
  sender: actor(step),
  stateKey: `token${step.argument % 2}`,
  content: { display_name: '', key_validity_url: '', public_key: '' },
});

/** Alters one thing in the power levels that the room has, or sets the first. */
const setPowerLevels: Make = (step, { rules, state }) => {
  const current = state.get(stateMapKey('m.room.power_levels'))?.content ?? firstPowerLevels(rules);
  return { type: 'm.room.power_levels', sender: actor(step), stateKey: '', content: altered(current, step, rules) };
};

function firstPowerLevels({ creatorPower }: RoomVersionRules): JsonObject {
  return { users: creatorPower === 'infinite' ? {} : { [users[0]]: 100 }, users_default: 0 };
}

function altered(content: JsonObject, step: RandomStep, rules: RoomVersionRules): JsonObject {
  const level = written(of(levels, step.argument), step, rules);
  const kind = Math.floor(step.argument / levels.length) % 8;
  if (kind < 4) return { ...content, users: without(content['users'], target(step), kind === 3 ? undefined : level) };
  const name = of(levelNames, step.target);
  if (kind === 4) return { ...content, [name]: level };
  if (kind === 5) return Object.fromEntries(Object.entries(content).filter(([key]) => key !== name));
  const property = kind === 6 ? 'events' : 'notifications';
  return { ...content, [property]: without(content[property], of(eventTypes, step.target), level) };
}

/** Where texts are levels, a fourth of the levels are texts. */
function written(level: number, { argument }: RandomStep, { powerLevelValues }: RoomVersionRules): JsonValue {
  return powerLevelValues !== 'integer' && Math.floor(argument / 48) % 4 === 0 ? ` +0${level} ` : level;
}

function without(entries: JsonValue | undefined, key: string, level: JsonValue | undefined): JsonObject {
  const kept = Object.entries(isJsonObject(entries) ? entries : {}).filter(([name]) => name !== key);
  return Object.fromEntries(level === undefined ? kept : [...kept, [key, level]]);
}

/** What may happen, and how often. */
const weights: readonly (readonly [number, Make])[] = [
  [4, join],
  [5, setPowerLevels],
  [2, setJoinRule],
  [2, setMembership('leave')],
  [1, setMembership('ban')],
  [2, setMembership('invite')],
  [1, setMembership('knock')],
  [2, restrictedJoin],
  [2, setState('m.room.topic')],
  [1, setState('m.room.name')],
  [1, setUserState],
  [2, say],
  [1, redact],
  [1, setAliases],
  [1, inviteThirdParty],
];
const deeds = weights.flatMap(([weight, make]) => Array<Make>(weight).fill(make));

/**
 * What a step does in a room.
 *
 * @param state before the event, from which power levels are altered
 * @returns undefined where the room version has no such thing
 */
export function deedOf(step: RandomStep, rules: RoomVersionRules, state: RoomState): Deed | undefined {
  return deeds[step.action % deeds.length]?.(step, { rules, state });
}
