import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { allRoomVersions, roomVersions, type RoomVersionRules } from '../../protocol/room-versions.ts';
import { answering, changeEach, change, only } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import { roomCreationRules } from '../rules/room-creation.ts';

const createRoom = answering('POST', '/_matrix/client/v3/createRoom');
const state = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');
const own = roomCreationRules;

const versionsWhere = (fits: (rules: RoomVersionRules) => boolean) =>
  allRoomVersions.filter((roomVersion) => fits(roomVersions[roomVersion]));
const withListedCreators = versionsWhere(({ creatorPower }) => creatorPower === '100-by-default');
const withInfiniteCreators = versionsWhere(({ creatorPower }) => creatorPower === 'infinite');

const privateChat = own.presets.private_chat;
const publicChat = own.presets.public_chat;

const presets: readonly Fault[] = [
  {
    id: 'create-room.private-chat-hides-history',
    does: 'Shows the history of a private chat only from the invite on',
    breaks: ['cs.create-room.presets'],
    rules: { presets: { ...own.presets, private_chat: { ...privateChat, historyVisibility: 'invited' } } },
  },
  {
    id: 'create-room.private-chat-shuts-guests-out',
    does: 'Lets no guests into a private chat',
    breaks: ['cs.create-room.presets'],
    rules: { presets: { ...own.presets, private_chat: { ...privateChat, guestAccess: 'forbidden' } } },
  },
  {
    id: 'create-room.trusted-chat-is-public',
    does: 'Lets everybody into a trusted private chat',
    breaks: ['cs.create-room.presets'],
    rules: { presets: { ...own.presets, trusted_private_chat: { ...privateChat, joinRule: 'public' } } },
  },
  {
    id: 'create-room.public-chat-lets-guests-in',
    does: 'Lets guests into a public chat',
    breaks: ['cs.create-room.presets'],
    rules: { presets: { ...own.presets, public_chat: { ...publicChat, guestAccess: 'can_join' } } },
  },
  {
    id: 'create-room.ignores-visibility',
    does: 'Makes a private chat of a room with public visibility',
    breaks: ['cs.create-room.preset-from-visibility'],
    rules: { presetOf: () => 'private_chat' },
  },
  {
    id: 'create-room.public-by-default',
    does: 'Makes a public chat of a room without a visibility',
    breaks: ['cs.create-room.preset-from-visibility'],
    rules: { presetOf: (visibility) => (visibility === 'private' ? 'private_chat' : 'public_chat') },
  },
];

const power: readonly Fault[] = [
  {
    id: 'create-room.trusted-have-no-power',
    does: 'Gives those who are invited to a trusted chat no power',
    breaks: ['cs.create-room.trusted-invitees-power'],
    roomVersions: withListedCreators,
    rules: { powerfulUsers: (newRoom) => own.powerfulUsers({ ...newRoom, trusted: [] }) },
  },
  {
    id: 'create-room.trusted-have-less-power',
    does: 'Makes moderators of those who are invited to a trusted chat',
    breaks: ['cs.create-room.trusted-invitees-power'],
    roomVersions: withListedCreators,
    rules: {
      powerfulUsers: (newRoom) => {
        const moderators = Object.fromEntries(newRoom.trusted.map((userId) => [userId, 50]));
        return newRoom.rules.creatorPower === 'infinite'
          ? own.powerfulUsers(newRoom)
          : { ...own.powerfulUsers(newRoom), ...moderators };
      },
    },
  },
  {
    id: 'create-room.trusted-are-no-creators',
    does: 'Does not make creators of those who are invited to a trusted chat',
    breaks: ['cs.create-room.trusted-invitees-creators'],
    roomVersions: withInfiniteCreators,
    rules: {
      createContent: (asked, roomVersion, newRoom) =>
        own.createContent(asked, roomVersion, { ...newRoom, trusted: [] }),
    },
  },
  {
    id: 'create-room.state-for-everybody',
    does: 'Lets all members of a new room send state events',
    breaks: ['cs.create-room.creator-power'],
    roomVersions: withListedCreators,
    rules: { newLevels: { ...own.newLevels, state_default: 0 } },
  },
  {
    id: 'create-room.lists-the-creator',
    does: 'Shows the creator in the power levels, whose power is above all levels',
    breaks: ['cs.create-room.creator-unlisted'],
    roomVersions: withInfiniteCreators,
    doctor: state(changeEach([], (event) => listingTheSender(event))),
  },
  {
    id: 'create-room.tombstone-like-other-state',
    does: 'Gives the tombstone the level of every other state event',
    breaks: ['cs.create-room.tombstone-power'],
    roomVersions: withInfiniteCreators,
    rules: { tombstoneLevel: () => own.newLevels.state_default },
  },
];

const events: readonly Fault[] = [
  {
    id: 'create-room.power-levels-last',
    does: 'Sends the power levels of a new room last',
    breaks: ['cs.create-room.order'],
    rules: {
      orderOfState: (implied) => [...own.orderOfState({ ...implied, powerLevels: [] }), ...implied.powerLevels],
    },
  },
  {
    id: 'create-room.forgets-creation-content',
    does: 'Forgets what else the creation content asks for, but for additional creators',
    breaks: ['cs.create-room.room-version'],
    rules: {
      createContent: ({ additional_creators: kept }, roomVersion, newRoom) =>
        own.createContent(kept === undefined ? {} : { additional_creators: kept }, roomVersion, newRoom),
    },
  },
  {
    id: 'create-room.names-a-creator',
    does: 'Names the creator in the content of the create event in every room version',
    breaks: ['cs.create-room.creator-key'],
    roomVersions: versionsWhere(({ creatorIs }) => creatorIs !== 'content.creator'),
    rules: {
      createContent: (asked, roomVersion, newRoom) => ({
        ...own.createContent(asked, roomVersion, newRoom),
        creator: newRoom.creator,
      }),
    },
  },
  {
    id: 'create-room.initial-state-beats-the-name',
    does: 'Lets the initial state win over the name and the topic',
    breaks: ['cs.create-room.name-and-topic'],
    rules: {
      orderOfState: (implied) => [...own.orderOfState({ ...implied, initialState: [] }), ...implied.initialState],
    },
  },
  {
    id: 'create-room.preset-beats-the-initial-state',
    does: 'Lets the preset win over the initial state',
    breaks: ['cs.create-room.name-and-topic'],
    rules: { orderOfState: (implied) => [...own.orderOfState({ ...implied, preset: [] }), ...implied.preset] },
  },
  {
    id: 'create-room.no-initial-state',
    does: 'Forgets the initial state',
    breaks: ['cs.create-room.name-and-topic'],
    rules: { orderOfState: (implied) => own.orderOfState({ ...implied, initialState: [] }) },
  },
];

const requests: readonly Fault[] = [
  {
    id: 'create-room.another-version',
    does: 'Makes a room of the default version where it does not know the one that was asked for',
    breaks: ['cs.create-room.unsupported-version'],
    rules: { readRoomVersion: (text) => own.readRoomVersion(text) ?? own.defaultRoomVersion },
  },
  {
    id: 'create-room.unsupported-version-unknown',
    does: 'Refuses an unknown room version with M_UNKNOWN',
    breaks: ['cs.create-room.unsupported-version'],
    doctor: only(
      ({ json }) => isJsonObject(json) && json['errcode'] === 'M_UNSUPPORTED_ROOM_VERSION',
      createRoom(change(['errcode'], () => 'M_UNKNOWN')),
    ),
  },
  {
    id: 'create-room.forbids-what-is-malformed',
    does: 'Refuses a wrong type in a request for a room with 403 M_FORBIDDEN',
    breaks: ['cs.create-room.malformed', 'cs.errors.bad-json'],
    doctor: only(
      ({ json }) => isJsonObject(json) && json['errcode'] === 'M_BAD_JSON',
      createRoom({ status: 403, json: { errcode: 'M_FORBIDDEN', error: 'Not like this' } }),
    ),
  },
];

function listingTheSender(event: JsonValue): JsonValue {
  if (!isJsonObject(event) || event['type'] !== 'm.room.power_levels') return event;
  const content = isJsonObject(event['content']) ? event['content'] : {};
  const users: JsonObject = isJsonObject(content['users']) ? content['users'] : {};
  return { ...event, content: { ...content, users: { ...users, [stringProperty(event, 'sender') ?? '']: 100 } } };
}

/** What a room is like when it has just been created. */
export const roomCreationFaults: readonly Fault[] = [...presets, ...power, ...events, ...requests];
