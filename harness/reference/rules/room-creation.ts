import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { isRoomVersion, type RoomVersion, type RoomVersionRules } from '../../protocol/room-versions.ts';

export type Preset = 'private_chat' | 'trusted_private_chat' | 'public_chat';

/** A state event of a new room, before it has a sender. */
export interface InitialState {
  readonly type: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** The state events that a request for a new room asks for. */
export interface ImpliedState {
  readonly powerLevels: readonly InitialState[];
  readonly canonicalAlias: readonly InitialState[];
  readonly preset: readonly InitialState[];
  readonly initialState: readonly InitialState[];
  readonly nameAndTopic: readonly InitialState[];
}

/** For whom power levels are made. */
export interface NewRoom {
  readonly creator: string;
  /** The users who are invited to a trusted chat. */
  readonly trusted: readonly string[];
  readonly rules: RoomVersionRules;
}

const privateChat = { joinRule: 'invite', historyVisibility: 'shared', guestAccess: 'can_join' };

/** What a new room is like. https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom */
export const roomCreationRules = {
  /** https://spec.matrix.org/v1.19/rooms/ recommends it. */
  defaultRoomVersion: '12' as RoomVersion,
  /** The room version that a text stands for; undefined where it is not supported. */
  readRoomVersion: (text: string): RoomVersion | undefined => (isRoomVersion(text) ? text : undefined),
  presets: {
    private_chat: privateChat,
    trusted_private_chat: privateChat,
    public_chat: { joinRule: 'public', historyVisibility: 'shared', guestAccess: 'forbidden' },
  } as Readonly<Record<Preset, typeof privateChat>>,
  presetOf: (visibility: JsonValue | undefined): Preset => (visibility === 'public' ? 'public_chat' : 'private_chat'),
  /** The content of the create event; what the server decides stands last. */
  createContent: (asked: JsonObject, roomVersion: RoomVersion, { creator, trusted, rules }: NewRoom): JsonObject => {
    const { creator: _creator, additional_creators: given = [], ...kept } = asked;
    // What is no list is left to the authorization rules.
    const additional = Array.isArray(given) ? [...new Set([...given, ...trusted])] : given;
    const asCreators = rules.creatorIs === 'sender-and-additional-creators' ? additional : given;
    const isGiven = asked['additional_creators'] !== undefined || (Array.isArray(asCreators) && asCreators.length > 0);
    return {
      ...kept,
      ...(isGiven && { additional_creators: asCreators }),
      ...(rules.creatorIs === 'content.creator' && { creator }),
      room_version: roomVersion,
    };
  },
  /** The power of the creator, and of those who are invited to a trusted chat; a creator whose power is infinite must not be listed. */
  powerfulUsers: ({ creator, trusted, rules }: NewRoom): JsonObject =>
    rules.creatorPower === 'infinite' ? {} : Object.fromEntries([creator, ...trusted].map((userId) => [userId, 100])),
  /** Since room version 12 it MUST be higher than `state_default`. */
  tombstoneLevel: ({ creatorPower }: RoomVersionRules): number => (creatorPower === 'infinite' ? 150 : 100),
  /** The levels that stand by themselves. */
  newLevels: { users_default: 0, events_default: 0, state_default: 50, ban: 50, kick: 50, redact: 50, invite: 0 },
  /** The order in which the state events follow the join of the creator: what comes later wins. */
  orderOfState: (implied: ImpliedState): InitialState[] => [
    ...implied.powerLevels,
    ...implied.canonicalAlias,
    ...implied.preset,
    ...implied.initialState,
    ...implied.nameAndTopic,
  ],
  /** Content of `m.room.topic` for a plain text. https://spec.matrix.org/v1.19/client-server-api/#mroomtopic */
  topicContent: (topic: string): JsonObject => ({
    topic,
    'm.topic': { 'm.text': [{ body: topic, mimetype: 'text/plain' }] },
  }),
  /** The state that an upgrade copies. https://spec.matrix.org/v1.19/client-server-api/#room-upgrades */
  transferredState: [
    'm.room.server_acl',
    'm.room.encryption',
    'm.room.name',
    'm.room.avatar',
    'm.room.topic',
    'm.room.guest_access',
    'm.room.history_visibility',
    'm.room.join_rules',
    'm.room.power_levels',
  ] as readonly string[],
};
