import {
  type EventSpec,
  type JsonObject,
  type Peer,
  type RoomVersion,
  type RoomVersionRules,
  roomVersions,
} from '../../harness/index.ts';
import { powerLevelsContent } from '../hosted-room.ts';

/** An event of which redaction leaves something, with all that it might leave. */
export interface Redactable {
  readonly spec: EventSpec & { readonly content: JsonObject };
  /** What is left of its content. */
  readonly left: JsonObject;
  /** Clients have to be shown it, whether it is redacted or not. */
  readonly isForClients: boolean;
}

/** Names by the first room version in which they hold, until the next one. A dot leads into an object. */
type Since = Readonly<Record<number, readonly string[]>>;

// Written down from "Redactions" of https://spec.matrix.org/v1.19/rooms/v1/, v6, v8, v9 and v11, and not taken from the oracle.

const common =
  'event_id type room_id sender state_key content hashes signatures depth prev_events auth_events origin_server_ts';

/** Keys of the event itself. */
const eventKeys: Since = {
  1: [...common.split(' '), 'prev_state', 'origin', 'membership'],
  11: common.split(' '),
};

const levels = 'ban events events_default kick redact state_default users users_default'.split(' ');

/** Keys of the content. */
const contentKeys: Readonly<Record<string, Since>> = {
  'm.room.member': {
    1: ['membership'],
    9: ['membership', 'join_authorised_via_users_server'],
    11: ['membership', 'join_authorised_via_users_server', 'third_party_invite.signed'],
  },
  'm.room.join_rules': { 1: ['join_rule'], 8: ['join_rule', 'allow'] },
  'm.room.power_levels': { 1: levels, 11: [...levels, 'invite'] },
  'm.room.aliases': { 1: ['aliases'], 6: [] },
  'm.room.history_visibility': { 1: ['history_visibility'] },
  'm.room.redaction': { 1: [], 11: ['redacts'] },
};

/** The keys of an event of some version that redaction leaves. */
export function eventKeysLeft(event: JsonObject, roomVersion: RoomVersion): string[] {
  return Object.keys(event).filter((key) => namesIn(eventKeys, roomVersion).includes(key));
}

/** Whether a redacted redaction is still given to others: between the two it names no event, and can be neither checked nor applied. */
export const givesRedactedRedactions = ({ redactionDecidedBy, redactsLocation }: RoomVersionRules): boolean =>
  redactionDecidedBy === 'authorization-rule' || redactsLocation === 'content';

/** What clients and servers put into power levels, and does not name anybody. */
const levelsOfNobody = {
  ban: 50,
  events: { 'm.room.name': 50 },
  events_default: 0,
  invite: 0,
  kick: 50,
  notifications: { room: 50 },
  redact: 50,
  state_default: 50,
  users_default: 0,
};

/** Keys that redaction leaves in events of the right type. */
const keysOfOtherTypes = {
  aliases: [],
  allow: [],
  ban: 50,
  history_visibility: 'shared',
  invite: 0,
  join_rule: 'public',
  membership: 'join',
  redacts: '$another',
  users: {},
};

/** What there is to redact in a room of a peer, with users `creator` and `carol`. @param message an event of the room */
export function redactables(peer: Peer, roomVersion: RoomVersion, message: string): Redactable[] {
  const [creator, carol] = [peer.user('creator'), peer.user('carol')];
  const signed = { mxid: carol, token: 'a token', signatures: {} };
  const member = {
    membership: 'join',
    displayname: 'Carol',
    join_authorised_via_users_server: carol,
    third_party_invite: { display_name: 'Carol', signed },
  };
  const allow = [{ type: 'm.room_membership', room_id: '!a:b.example' }];
  const powerLevels = { ...levelsOfNobody, ...powerLevelsContent(peer, roomVersion, { carol: 0 }) };
  const aliases = { aliases: [`#a:${peer.serverName}`] };
  const events: Omit<Redactable, 'left'>[] = [
    shown('m.room.member', { sender: carol, stateKey: carol, content: member }),
    shown('m.room.join_rules', state(creator, { join_rule: 'public', allow })),
    shown('m.room.power_levels', state(creator, powerLevels)),
    shown('m.room.history_visibility', state(creator, { history_visibility: 'shared' })),
    shown('m.room.topic', state(creator, { topic: 'Wrong' })),
    shown('org.example.wrong', { sender: creator, content: keysOfOtherTypes }),
    hidden('m.room.aliases', state(creator, aliases, peer.serverName)),
  ];
  if (givesRedactedRedactions(roomVersions[roomVersion])) {
    const content = { redacts: message, reason: 'It was wrong' };
    events.push(hidden('m.room.redaction', { sender: creator, content }));
  }
  return events.map((event) => {
    const { type, content } = event.spec;
    return { ...event, left: pick(content, namesIn(contentKeys[type] ?? {}, roomVersion)) };
  });
}

type Spec = Redactable['spec'];

const state = (sender: string, content: JsonObject, stateKey = ''): Omit<Spec, 'type'> => ({
  sender,
  content,
  stateKey,
});

function shown(type: string, spec: Omit<Spec, 'type'>): Omit<Redactable, 'left'> {
  const content = { ...spec.content, 'org.example.wrong': 'Wrong' };
  return { spec: { ...spec, type, content }, isForClients: true };
}

/** The specification of today does not describe aliases, and a redacted redaction says nothing to a client. */
const hidden: typeof shown = (...event) => ({ ...shown(...event), isForClients: false });

function namesIn(since: Since, roomVersion: RoomVersion): readonly string[] {
  const first = Object.keys(since).map(Number);
  return since[Math.max(...first.filter((version) => version <= Number(roomVersion)))] ?? [];
}

function pick(content: JsonObject, names: readonly string[]): JsonObject {
  const left: Record<string, JsonObject[string]> = {};
  for (const name of names) {
    const [outer = '', inner] = name.split('.');
    const value = content[outer];
    if (value !== undefined) left[outer] = inner === undefined ? value : pick(value as JsonObject, [inner]);
  }
  return left;
}
