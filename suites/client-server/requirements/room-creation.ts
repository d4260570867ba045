import type { Catalogue } from '../../../harness/index.ts';

const createRoom = '/client-server-api/#post_matrixclientv3createroom';

/** What a room is like when it has just been created. */
export const roomCreation = {
  'cs.create-room.presets': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A preset sets the join rule, the history visibility and the guest access of the new room',
    anchor: createRoom,
    ambiguity:
      'Guest access and history visibility have a default that holds without an event (forbidden, shared): where the preset asks for just that, a room without the event is accepted',
  },
  'cs.create-room.preset-from-visibility': {
    level: 'SHOULD',
    since: 'r0',
    text: 'Without a preset, public visibility stands for public_chat and private visibility, the default, for private_chat',
    anchor: createRoom,
  },
  'cs.create-room.trusted-invitees-power': {
    level: 'DEFINED',
    since: 'r0',
    text: 'In a trusted_private_chat the invited users have the power level of the creator',
    anchor: createRoom,
    roomVersions: ({ creatorPower }) => creatorPower === '100-by-default',
  },
  'cs.create-room.trusted-invitees-creators': {
    level: 'SHOULD',
    since: 'v1.16',
    text: 'In a trusted_private_chat the invited users are additional creators',
    anchor: createRoom,
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
  'cs.create-room.order': {
    level: 'MUST',
    since: 'r0',
    text: 'A room begins with its create event, then the join of the creator, then the power levels',
    anchor: createRoom,
  },
  'cs.create-room.room-version': {
    level: 'MUST',
    since: 'r0',
    text: 'The create event names the room version that was asked for and keeps further keys of creation_content',
    anchor: createRoom,
    ambiguity: 'A create event without room_version means version 1, and is accepted for it',
  },
  'cs.create-room.unsupported-version': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A room version that the server does not support is refused with 400 M_UNSUPPORTED_ROOM_VERSION, and no room is created',
    anchor: createRoom,
  },
  'cs.create-room.malformed': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A parameter of the wrong type is refused with 400 and an error code that says so',
    anchor: createRoom,
    ambiguity:
      'The endpoint names M_BAD_JSON for a malformed body; M_INVALID_PARAM is accepted too, since its description names just this case',
  },
  'cs.create-room.name-and-topic': {
    level: 'DEFINED',
    since: 'r0',
    text: 'Name and topic of the request become state events and win over initial_state, which wins over the preset',
    anchor: createRoom,
  },
  'cs.create-room.creator-key': {
    level: 'MUST',
    since: 'r0',
    text: 'The create event names its sender as the creator in its content up to room version 10, and no longer from 11 on',
    anchor: '/client-server-api/#mroomcreate',
  },
  'cs.create-room.creator-power': {
    level: 'DEFINED',
    since: 'r0',
    text: 'The power levels of a new room let the creator send state events, and other members not',
    anchor: createRoom,
    roomVersions: ({ creatorPower }) => creatorPower === '100-by-default',
  },
  'cs.create-room.creator-unlisted': {
    level: 'MUST',
    since: 'v1.16',
    text: 'The power levels of a new room do not list the creator, whose power is above all levels',
    anchor: createRoom,
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
  'cs.create-room.tombstone-power': {
    level: 'MUST',
    since: 'v1.16',
    text: 'The power levels of a new room give the tombstone a level of its own, higher than that of other state events',
    anchor: createRoom,
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
} as const satisfies Catalogue;
